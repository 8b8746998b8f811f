// Names on the base layer: streets along their longest visible piece, everything else at its center;
// none where a pin would cover it.
import L from "./leaflet.js";

// The zoom level from which a kind is labeled.
/** @type {Record<string, number>} */
const MIN_ZOOM = { water: 13, station: 14, campus: 14, street: 15, park: 16, building: 16 };
// In pixels.
const LETTER_WIDTH = 6.5;
const LINE_HEIGHT = 16;
const MIN_DISTANCE = 44;
const SAME_NAME_DISTANCE = 400;
const CENTER_OFFSETS = [0, -28, 28];
// Positions along a piece of street, as parts of its length.
const STREET_POSITIONS = [0.5, 0.25, 0.75];

/** @typedef {{ point: L.Point, name: string, angle: number }} Spot a label's center in pixels, and radians */

export class MapLabels {
  /**
   * @param {L.Map} map
   * @param {GroundFeature[]} features
   */
  constructor(map, features) {
    this.map = map;
    this.features = features.filter(({ properties }) => properties.name);
    this.layer = L.layerGroup().addTo(map);
    map.createPane("labels").style.zIndex = "250";
    map.on("moveend pinschanged", () => this.draw());
    this.draw();
  }

  draw() {
    this.layer.clearLayers();
    const view = L.bounds([0, 0], this.map.getSize());
    /** @type {Spot[]} */
    const placed = [];
    const pins = this.pinBoxes();
    const isFree = (/** @type {Spot} */ spot) =>
      !placed.some((other) => isTooClose(other, spot)) && !pins.some((pin) => pin.overlaps(boxOf(spot)));
    for (const kind of Object.keys(MIN_ZOOM)) {
      if (this.map.getZoom() < MIN_ZOOM[kind]) continue;
      for (const { geometry, properties } of this.features) {
        if (properties.kind !== kind) continue;
        const spot = this.spotsOf(geometry, properties.name ?? "", view).find(isFree);
        if (!spot) continue;
        placed.push(spot);
        this.layer.addLayer(createLabel(this.map, spot, kind));
      }
    }
  }

  // In pixels of the view.
  pinBoxes() {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    const pins = [...this.map.getPanes().markerPane.querySelectorAll(".pin")];
    return pins.map((pin) => {
      const box = pin.getBoundingClientRect();
      return L.bounds([box.left - left, box.top - top], [box.right - left, box.bottom - top]);
    });
  }

  /**
   * Where a label may be placed, best first.
   * @param {GroundFeature["geometry"]} geometry
   * @param {string} name
   * @param {L.Bounds} view
   * @returns {Spot[]}
   */
  spotsOf({ type, coordinates }, name, view) {
    /** @param {GeoJSON.Position} position */
    const project = ([longitude, latitude]) => this.map.latLngToContainerPoint([latitude, longitude]);
    if (type === "LineString") return spotsAlong(coordinates.map(project), name, view);
    const points = type === "Point" ? [project(coordinates)] : centerPoints(coordinates.flat().map(project));
    return points.filter((point) => view.contains(point)).map((point) => ({ point, name, angle: 0 }));
  }
}

/**
 * On the longest straight piece within the view, where the name fits.
 * @param {L.Point[]} points
 * @param {string} name
 * @param {L.Bounds} view
 * @returns {Spot[]}
 */
function spotsAlong(points, name, view) {
  const needed = name.length * LETTER_WIDTH;
  let longest = null;
  for (let i = 1; i < points.length; i++) {
    const piece = L.LineUtil.clipSegment(points[i - 1], points[i], view);
    if (!piece) continue;
    const [a, b] = piece[0].x <= piece[1].x ? piece : [piece[1], piece[0]];
    const length = a.distanceTo(b);
    if (length >= needed && length > (longest?.length ?? 0)) longest = { a, b, length };
  }
  if (!longest) return [];
  const { a, b, length } = longest;
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const parts = STREET_POSITIONS.filter((part) => length * Math.min(part, 1 - part) >= needed / 2);
  return parts.map((part) => ({ point: a.add(b.subtract(a).multiplyBy(part)), angle, name }));
}

/** @param {Spot} spot */
function boxOf({ point, name, angle }) {
  const [halfWidth, halfHeight] = [(name.length * LETTER_WIDTH) / 2, LINE_HEIGHT / 2];
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const reach = L.point(halfWidth * cos + halfHeight * sin, halfWidth * sin + halfHeight * cos);
  return L.bounds(point.subtract(reach), point.add(reach));
}

/**
 * The center of an area, and points above and below it.
 * @param {L.Point[]} points
 */
function centerPoints(points) {
  const center = L.bounds(points).getCenter();
  return CENTER_OFFSETS.map((pixels) => center.add([0, pixels]));
}

/**
 * @param {Spot} a
 * @param {Spot} b
 */
function isTooClose(a, b) {
  const distance = a.point.distanceTo(b.point);
  return distance < MIN_DISTANCE || (a.name === b.name && distance < SAME_NAME_DISTANCE);
}

/**
 * @param {L.Map} map
 * @param {Spot} spot
 * @param {string} kind
 */
function createLabel(map, { point, name, angle }, kind) {
  const html = document.createElement("span");
  html.className = `map-label map-label-${kind}`;
  html.textContent = name;
  html.style.rotate = `${angle}rad`;
  const icon = L.divIcon({ className: "map-label-place", html, iconSize: [0, 0] });
  const position = map.containerPointToLatLng(point);
  return L.marker(position, { icon, pane: "labels", interactive: false, keyboard: false });
}
