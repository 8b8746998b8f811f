// What fitBounds leaves free, in pixels: room for whole pins, and for what lies upon the map.
import L from "./leaflet.js";

// The half of a rent, with some air.
const PIN = L.point(44, 20);
// Of a map so low that its buttons nearly fill it, pins get half at least.
const MOST = 1 / 4;
const ABOVE = ".map-follow";
const BESIDE = ".leaflet-control-zoom";
const BELOW = ".leaflet-control-attribution, .view-switch";

export function fitPadding(map) {
  const box = map.getContainer().getBoundingClientRect();
  const most = map.getSize().multiplyBy(MOST);
  const bounded = (x, y) => L.point(Math.min(x + PIN.x, most.x), Math.min(y + PIN.y, most.y));
  const above = Math.max(...boxesOf(ABOVE).map(({ bottom }) => bottom - box.top));
  const beside = Math.max(...boxesOf(BESIDE).map(({ left }) => box.right - left));
  const below = Math.max(...boxesOf(BELOW).map(({ top }) => box.bottom - top));
  return { paddingTopLeft: bounded(0, above), paddingBottomRight: bounded(beside, below) };
}

// Of those that this screen shows.
function boxesOf(selector) {
  const shown = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  return shown.map((one) => one.getBoundingClientRect());
}
