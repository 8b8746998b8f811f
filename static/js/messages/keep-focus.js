// Makes a change to an item without losing the focus inside it: moving the item blurs it, and an
// element that was removed or hidden passes its focus to the item.
export function keepFocus(item, change) {
  const focused = item.contains(document.activeElement) ? document.activeElement : null;
  change();
  if (!focused || hasVisibleFocus(item)) return;
  const target = focused.isConnected && focused.checkVisibility() ? focused : item;
  target.focus({ preventScroll: true });
}

function hasVisibleFocus(item) {
  return item.contains(document.activeElement) && document.activeElement.checkVisibility();
}
