// What somebody chose while the scripts were still on their way is told once they are there. What a
// browser puts back into a form, after a reload or on the way back, nobody has chosen now.
export function replayInput() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  for (const form of document.querySelectorAll("form[hx-trigger]")) {
    const control = [...form.querySelectorAll("input, select, textarea")].find(isChosen);
    for (const type of ["input", "change"]) control?.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function isChosen({ type, options, files, selectedIndex, checked, defaultChecked, value, defaultValue }) {
  if (options) return selectedIndex !== Math.max(0, [...options].findIndex((one) => one.defaultSelected));
  if (files) return files.length > 0;
  return type === "checkbox" || type === "radio" ? checked !== defaultChecked : value !== defaultValue;
}
