// Names on the ground: streets along their course where one sees most of it, the rest at its middle.
import L from "./leaflet.js";

// The zoom from which a kind is named, and how much a letter takes, in pixels.
const FROM = { water: 13, station: 14, campus: 14, street: 15, park: 16, building: 16 };
const LETTER = 6.5;
const APART = 44;

export class Labels {
  constructor(map, features) {
    this.map = map;
    this.features = features.filter(({ properties }) => properties.name);
    this.layer = L.layerGroup().addTo(map);
    map.createPane("labels").style.zIndex = 250;
    map.on("moveend", () => this.draw());
    this.draw();
  }

  draw() {
    this.layer.clearLayers();
    const view = L.bounds([0, 0], this.map.getSize());
    const placed = [];
    for (const kind of Object.keys(FROM)) {
      if (this.map.getZoom() < FROM[kind]) continue;
      for (const { geometry, properties } of this.features) {
        if (properties.kind !== kind) continue;
        const spot = this.spotOf(geometry, properties.name, view);
        if (!spot || placed.some((other) => tooClose(other, spot))) continue;
        placed.push(spot);
        this.layer.addLayer(label(this.map, spot, kind));
      }
    }
  }

  spotOf({ type, coordinates }, name, view) {
    const project = ([longitude, latitude]) => this.map.latLngToContainerPoint([latitude, longitude]);
    if (type === "LineString") return along(coordinates.map(project), name, view);
    const point = type === "Point" ? project(coordinates) : middle(coordinates.flat().map(project));
    return view.contains(point) ? { point, name, angle: 0 } : null;
  }
}

// On the longest straight piece within the view, if the name has room on it.
function along(points, name, view) {
  let best = null;
  for (let i = 1; i < points.length; i++) {
    const piece = L.LineUtil.clipSegment(points[i - 1], points[i], view);
    if (!piece) continue;
    const [a, b] = piece[0].x <= piece[1].x ? piece : [piece[1], piece[0]];
    const length = a.distanceTo(b);
    if (length < name.length * LETTER || length <= (best?.length ?? 0)) continue;
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    best = { point: a.add(b).divideBy(2), angle, length, name };
  }
  return best;
}

const middle = (points) => L.bounds(points).getCenter();

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
