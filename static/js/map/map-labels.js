// Names on the ground: streets along their course where one sees most of it, the rest at its middle;
// none where a pin would cover it.
import L from "./leaflet.js";

// The zoom from which a kind is named, and how much a letter takes, in pixels.
const FROM = { water: 13, station: 14, campus: 14, street: 15, park: 16, building: 16 };
const LETTER = 6.5;
const LINE = 16;
// Where on its piece of a street a name may stand.
const PARTS = [0.5, 0.25, 0.75];
const BESIDE = [0, -28, 28];
const APART = 44;

export class MapLabels {
  constructor(map, features) {
    this.map = map;
    this.features = features.filter(({ properties }) => properties.name);
    this.layer = L.layerGroup().addTo(map);
    map.createPane("labels").style.zIndex = 250;
    map.on("moveend pinned", () => this.draw());
    this.draw();
  }

  draw() {
    this.layer.clearLayers();
    const view = L.bounds([0, 0], this.map.getSize());
    const placed = [];
    const pins = this.pins();
    const isFree = (spot) =>
      !placed.some((other) => tooClose(other, spot)) && !pins.some((pin) => pin.overlaps(boxOf(spot)));
    for (const kind of Object.keys(FROM)) {
      if (this.map.getZoom() < FROM[kind]) continue;
      for (const { geometry, properties } of this.features) {
        if (properties.kind !== kind) continue;
        const spot = this.spotsOf(geometry, properties.name, view).find(isFree);
        if (!spot) continue;
        placed.push(spot);
        this.layer.addLayer(label(this.map, spot, kind));
      }
    }
  }

  // The boxes of what lies on top, in pixels of the view.
  pins() {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    const pins = [...this.map.getPane("markerPane").querySelectorAll(".pin")];
    return pins.map((pin) => {
      const box = pin.getBoundingClientRect();
      return L.bounds([box.left - left, box.top - top], [box.right - left, box.bottom - top]);
    });
  }

  spotsOf({ type, coordinates }, name, view) {
    const project = ([longitude, latitude]) => this.map.latLngToContainerPoint([latitude, longitude]);
    if (type === "LineString") return along(coordinates.map(project), name, view);
    const points = type === "Point" ? [project(coordinates)] : within(coordinates.flat().map(project));
    return points.filter((point) => view.contains(point)).map((point) => ({ point, name, angle: 0 }));
  }
}

// On the longest straight piece within the view: where the name has room on it.
function along(points, name, view) {
  const needed = name.length * LETTER;
  let best = null;
  for (let i = 1; i < points.length; i++) {
    const piece = L.LineUtil.clipSegment(points[i - 1], points[i], view);
    if (!piece) continue;
    const [a, b] = piece[0].x <= piece[1].x ? piece : [piece[1], piece[0]];
    const length = a.distanceTo(b);
    if (length >= needed && length > (best?.length ?? 0)) best = { a, b, length };
  }
  if (!best) return [];
  const { a, b, length } = best;
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const parts = PARTS.filter((part) => length * Math.min(part, 1 - part) >= needed / 2);
  return parts.map((part) => ({ point: a.add(b.subtract(a).multiplyBy(part)), angle, name }));
}

function boxOf({ point, name, angle }) {
  const [along, across] = [(name.length * LETTER) / 2, LINE / 2];
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const reach = L.point(along * cos + across * sin, along * sin + across * cos);
  return L.bounds(point.subtract(reach), point.add(reach));
}

// An area has its name in its middle, or beside it.
function within(points) {
  const middle = L.bounds(points).getCenter();
  return BESIDE.map((pixels) => middle.add([0, pixels]));
}

const tooClose = (a, b) =>
  a.point.distanceTo(b.point) < APART || (a.name === b.name && a.point.distanceTo(b.point) < 400);

function label(map, { point, name, angle }, kind) {
  const html = document.createElement("span");
  html.className = `map-label map-label-${kind}`;
  html.textContent = name;
  html.style.rotate = `${angle}rad`;
  const icon = L.divIcon({ className: "map-label-place", html, iconSize: [0, 0] });
  const where = map.containerPointToLatLng(point);
  return L.marker(where, { icon, pane: "labels", interactive: false, keyboard: false });
}
