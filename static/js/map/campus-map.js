// The map that every page shares: Leaflet over a base layer that the stylesheet colors.
//
//   const map = createMap(element, { center: [42.0534, -87.6752], zoom: 15 });
//   addArea(map, [42.05, -87.68], 180);           // "somewhere in this circle", meters
//   const pin = addPin(map, [42.05, -87.68], { draggable: true });
//   pin.on("moveend", () => pin.getLatLng());
//   map.remove();                                 // in disconnectedCallback
//
// A point is [latitude, longitude] everywhere. The element needs a height from its stylesheet
// (css/components/map.css gives it to results-map and .map) and the data attributes that
// {% load map_tags %} <div class="map" {% map_source %}></div> writes on it:
//   data-ground       the URL of the base layer's GeoJSON (properties: kind, name)
//   data-tiles        a tile server's URL template, or nothing: then no request leaves the site
//   data-attribution  the source of the data, for the base layer as well as for tiles
import { drawBaseLayer } from "./base-layer.js";
import L from "./leaflet.js";

/**
 * @param {HTMLElement} element
 * @param {{ center: L.LatLngTuple, zoom: number }} view
 */
export function createMap(element, { center, zoom }) {
  const reducesMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    center,
    zoom,
    minZoom: 3,
    maxZoom: 19,
    zoomSnap: 0.25, // bounds fit more closely than with whole zoom levels
    zoomAnimation: !reducesMotion,
    fadeAnimation: !reducesMotion,
    zoomControl: false,
  });
  map.attributionControl.setPrefix(false);
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "Map: arrow keys move it, plus and minus zoom");
  L.control.zoom({ position: "bottomright" }).addTo(map);
  const { ground, tiles, attribution } = element.dataset;
  if (tiles) L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  else if (ground) drawBaseLayer(map, ground);
  if (attribution) map.attributionControl.addAttribution(attribution);
  // Leaflet doesn't notice that a map was shown or resized.
  const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  observer.observe(element);
  map.on("unload", () => observer.disconnect());
  return map;
}

/**
 * @param {L.Map} map
 * @param {L.LatLngTuple} point
 * @param {number} meters
 */
export function addArea(map, point, meters) {
  return L.circle(point, { radius: meters, className: "map-area", interactive: false }).addTo(map);
}

/**
 * @param {L.Map} map
 * @param {L.LatLngTuple} point
 * @param {{ draggable?: boolean, label?: string }} [options]
 */
export function addPin(map, point, { draggable = false, label = "The place" } = {}) {
  const icon = L.divIcon({ className: "map-pin", iconSize: [36, 44], iconAnchor: [18, 42] });
  return L.marker(point, { icon, draggable, keyboard: draggable, title: label, alt: label }).addTo(
    map,
  );
}
