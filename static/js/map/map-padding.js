// The padding of `fitBounds`, in pixels: no pin is cut off or lies under a control on the map.
import L from "./leaflet.js";

// Half of a pin, and some space.
const HALF_PIN = L.point(44, 20);
// On a map so low that its controls nearly fill it, at least half is left for pins.
const MAX_PART = 1 / 4;
const ABOVE = ".map-follow";
const BESIDE = ".leaflet-control-zoom";
const BELOW = ".leaflet-control-attribution, .view-switch";

/** @param {L.Map} map */
export function fitPadding(map) {
  const box = map.getContainer().getBoundingClientRect();
  const max = map.getSize().multiplyBy(MAX_PART);
  /** @type {(x: number, y: number) => L.Point} */
  const bounded = (x, y) => L.point(Math.min(x + HALF_PIN.x, max.x), Math.min(y + HALF_PIN.y, max.y));
  const above = Math.max(...boxesOf(ABOVE).map(({ bottom }) => bottom - box.top));
  const beside = Math.max(...boxesOf(BESIDE).map(({ left }) => box.right - left));
  const below = Math.max(...boxesOf(BELOW).map(({ top }) => box.bottom - top));
  return { paddingTopLeft: bounded(0, above), paddingBottomRight: bounded(beside, below) };
}

/**
 * Of the elements that are visible on this screen.
 * @param {string} selector
 */
function boxesOf(selector) {
  const shown = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  return shown.map((one) => one.getBoundingClientRect());
}
