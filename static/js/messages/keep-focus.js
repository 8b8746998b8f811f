// Changes an item so that who had the focus in it has it still: what had it may have moved, and
// what is gone or hidden leaves it to the item.
export function keepFocus(item, change) {
  const focused = item.contains(document.activeElement) ? document.activeElement : null;
  change();
  if (!focused || holds(item)) return;
  const heir = focused.isConnected && focused.checkVisibility() ? focused : item;
  heir.focus({ preventScroll: true });
}

function holds(item) {
  return item.contains(document.activeElement) && document.activeElement.checkVisibility();
}
