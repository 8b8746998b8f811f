// Positions a popover at a button: below it if there is room, else above it.
const MARGIN = 8; // pixels to the edges of the window

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} menu
 */
export function positionAt(button, menu) {
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const left = Math.min(Math.max(MARGIN, at.left - offsetWidth / 2), innerWidth - offsetWidth - MARGIN);
  const fitsBelow = at.bottom + offsetHeight < innerHeight - MARGIN;
  menu.style.left = `${left}px`;
  menu.style.top = `${fitsBelow ? at.bottom : Math.max(MARGIN, at.top - offsetHeight)}px`;
}

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} element
 */
export function isVisibleIn(container, element) {
  const [inner, outer] = [element, container].map((one) => one.getBoundingClientRect());
  return inner.bottom >= outer.top && inner.top <= outer.bottom;
}
