// Bounds of the map, as Leaflet, the URL and the server have them.

/**
 * Leaflet's corners of [west, south, east, north].
 * @param {Protocol.Bounds} sides
 * @returns {L.LatLngBoundsLiteral}
 */
export function boundsOf([west, south, east, north]) {
  return [[south, west], [north, east]];
}

/**
 * "west,south,east,north", to a meter.
 * @param {Pick<L.LatLngBounds, "getWest" | "getSouth" | "getEast" | "getNorth">} bounds
 */
export function boundsText(bounds) {
  const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  return sides.map((side) => side.toFixed(5)).join(",");
}

/**
 * [west, south, east, north] of GeoJSON points.
 * @param {Pick<Protocol.Pin, "geometry">[]} features
 * @returns {Protocol.Bounds}
 */
export function extentOf(features) {
  const [xs, ys] = [0, 1].map((i) => features.map(({ geometry }) => geometry.coordinates[i]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/**
 * Parses "latitude,longitude".
 * @param {string | undefined} text
 * @returns {L.LatLngTuple}
 */
export function parsePoint(text = "") {
  const [latitude, longitude] = text.split(",").map(Number);
  return [latitude, longitude];
}

/**
 * Parses "west,south,east,north".
 * @param {string} text
 * @returns {Protocol.Bounds}
 */
export function parseBounds(text) {
  const [west, south, east, north] = text.split(",").map(Number);
  return [west, south, east, north];
}
