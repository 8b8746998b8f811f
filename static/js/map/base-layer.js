// The base layer of the map: water, campus, parks, streets, rails, buildings. One SVG path for each
// kind, with a class, so that css/components/map.css colors it for light and dark mode.
import L from "./leaflet.js";
import { MapLabels } from "./map-labels.js";

const KINDS = ["campus", "park", "water", "building", "street", "rail", "station"];
// How deeply the coordinates of a geometry are nested.
const DEPTH = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 };

export async function drawBaseLayer(map, url) {
  const features = await fetchFeatures(url);
  if (!map.getPane("mapPane")) return; // removed meanwhile
  map.createPane("ground").style.zIndex = 200;
  const renderer = L.svg({ pane: "ground", padding: 0.5 });
  for (const kind of KINDS) {
    const ofKind = features.filter((feature) => feature.properties.kind === kind);
    drawShapes(map, ofKind, kind, renderer);
  }
  const writeZoom = () => (map.getContainer().dataset.zoom = Math.floor(map.getZoom()));
  map.on("zoomend", writeZoom);
  writeZoom();
  new MapLabels(map, features);
}

async function fetchFeatures(url) {
  try {
    const response = await fetch(url);
    return response.ok ? (await response.json()).features : [];
  } catch {
    return []; // offline: pins without a base layer still help
  }
}

function drawShapes(map, features, kind, renderer) {
  const shapes = { polygon: [], polyline: [] };
  for (const { geometry } of features) {
    const depth = DEPTH[geometry.type];
    if (depth === undefined) continue;
    const points = L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth);
    const shape = geometry.type.endsWith("Polygon") ? "polygon" : "polyline";
    shapes[shape].push(...(geometry.type.startsWith("Multi") ? points : [points]));
  }
  for (const [shape, points] of Object.entries(shapes)) {
    if (!points.length) continue;
    const style = { className: `ground-${kind}`, fillRule: "nonzero", smoothFactor: 0.8 };
    L[shape](points, { ...style, interactive: false, renderer }).addTo(map);
  }
}
