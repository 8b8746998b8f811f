// Input that the user made before the scripts had loaded is replayed as events once they have, so
// that htmx sends it. Values that the browser restored after a reload or on the way back are not.
import { findAll } from "../dom.js";

export function replayInput() {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type !== "navigate") return;
  for (const form of document.querySelectorAll("form[hx-trigger]")) {
    const control = findAll(form, "input, select, textarea").find(isChanged);
    for (const type of ["input", "change"]) control?.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

/** @param {HTMLElement} control */
function isChanged(control) {
  if (control instanceof HTMLSelectElement) {
    const initial = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(0, initial);
  }
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
  if (!(control instanceof HTMLInputElement)) return false;
  const { type, files, checked, defaultChecked, value, defaultValue } = control;
  if (files) return files.length > 0;
  return type === "checkbox" || type === "radio" ? checked !== defaultChecked : value !== defaultValue;
}
