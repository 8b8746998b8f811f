// Bounds of the map, as Leaflet, the URL and the server have them.

// Leaflet's corners of [west, south, east, north].
export function boundsOf([west, south, east, north]) {
  return [[south, west], [north, east]];
}

// "west,south,east,north", to a meter.
export function boundsText(bounds) {
  const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  return sides.map((side) => side.toFixed(5)).join(",");
}

// [west, south, east, north] of GeoJSON points.
export function extentOf(features) {
  const [xs, ys] = [0, 1].map((i) => features.map(({ geometry }) => geometry.coordinates[i]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
