// The map that every page shares: Leaflet over a ground that the stylesheet colours.
//
//   (import L, createMap, addArea and addPin from here)
//   const map = createMap(element, { center: [42.0534, -87.6752], zoom: 15 });
//   addArea(map, [42.05, -87.68], 180);           // "somewhere in this circle", metres
//   const pin = addPin(map, [42.05, -87.68], { draggable: true });
//   pin.on("moveend", () => pin.getLatLng());
//   map.remove();                                 // in disconnectedCallback
//
// A point is [latitude, longitude] everywhere. The element needs a height from its stylesheet
// (css/components/map.css gives it to results-map and .map) and what the server knows, which
// {% load map_tags %} <div class="map" {% map_source %}></div> writes on it:
//   data-ground       the GeoJSON drawn underneath (properties: kind, name)
//   data-tiles        a tile server's URL template, or nothing: then no request leaves the site
//   data-attribution  whose data it shows; our own drawing took positions from the same source
// `still: true` makes a picture of it: nothing drags, zooms or takes the focus.
import L from "./leaflet.js";
import { drawBaseLayer } from "./base-layer.js";

export { L };

const STILL = {
  dragging: false,
  touchZoom: false,
  scrollWheelZoom: false,
  doubleClickZoom: false,
  boxZoom: false,
  keyboard: false,
  zoomControl: false,
};

export function createMap(element, { center, zoom, still = false }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    center,
    zoom,
    minZoom: 3,
    maxZoom: 19,
    zoomSnap: 0.25, // what has to fit in, fits closely
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    zoomControl: false,
    ...(still ? STILL : {}),
  });
  map.attributionControl.setPrefix(false);
  if (!still) {
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", "Map: arrow keys move it, plus and minus zoom");
  }
  if (!still) L.control.zoom({ position: "bottomright" }).addTo(map);
  const { ground, tiles, attribution } = element.dataset;
  if (tiles) L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  else if (ground) drawBaseLayer(map, ground);
  if (attribution) map.attributionControl.addAttribution(attribution);
  // A map that was hidden, or that its page made wider, has to look at its size again.
  const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  watcher.observe(element);
  map.on("unload", () => watcher.disconnect());
  return map;
}

export function addArea(map, point, metres) {
  return L.circle(point, { radius: metres, className: "map-area", interactive: false }).addTo(map);
}

export function addPin(map, point, { draggable = false, label = "The place" } = {}) {
  const icon = L.divIcon({ className: "map-pin", iconSize: [36, 44], iconAnchor: [18, 42] });
  return L.marker(point, { icon, draggable, keyboard: draggable, title: label, alt: label }).addTo(
    map,
  );
}
