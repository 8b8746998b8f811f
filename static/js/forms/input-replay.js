// Input that the user made before the scripts had loaded is replayed as events once they have, so
// that htmx sends it. Values that the browser restored after a reload or on the way back are not.
export function replayInput() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  for (const form of document.querySelectorAll("form[hx-trigger]")) {
    const control = [...form.querySelectorAll("input, select, textarea")].find(isChanged);
    for (const type of ["input", "change"]) control?.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function isChanged({ type, options, files, selectedIndex, checked, defaultChecked, value, defaultValue }) {
  if (options) return selectedIndex !== Math.max(0, [...options].findIndex((one) => one.defaultSelected));
  if (files) return files.length > 0;
  return type === "checkbox" || type === "radio" ? checked !== defaultChecked : value !== defaultValue;
}
