/**
 * Makes a change to an item without losing the focus inside it: moving the item blurs it, and an
 * element that was removed or hidden passes its focus to the item.
 * @param {HTMLElement} item
 * @param {() => void} change
 */
export function keepFocus(item, change) {
  const focused = document.activeElement;
  const hadFocus = item.contains(focused);
  change();
  if (!hadFocus || !(focused instanceof HTMLElement) || hasVisibleFocus(item)) return;
  const target = focused.isConnected && focused.checkVisibility() ? focused : item;
  target.focus({ preventScroll: true });
}

/** @param {HTMLElement} item */
function hasVisibleFocus(item) {
  const focused = document.activeElement;
  return focused !== null && item.contains(focused) && focused.checkVisibility();
}
