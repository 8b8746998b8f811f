// The base layer of the map: water, campus, parks, streets, rails, buildings. One SVG path for each
// kind, with a class, so that css/components/map.css colors it for light and dark mode.
import L from "./leaflet.js";
import { MapLabels } from "./map-labels.js";

const KINDS = ["campus", "park", "water", "building", "street", "rail", "station"];
// How deeply the coordinates of a geometry are nested.
/** @type {Record<string, number | undefined>} */
const DEPTH = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 };

/**
 * @param {L.Map} map
 * @param {string} url
 */
export async function drawBaseLayer(map, url) {
  const features = await fetchFeatures(url);
  if (!map.getPane("mapPane")) return; // removed meanwhile
  map.createPane("ground").style.zIndex = "200";
  const renderer = L.svg({ pane: "ground", padding: 0.5 });
  for (const kind of KINDS) {
    const ofKind = features.filter((feature) => feature.properties.kind === kind);
    drawShapes(map, ofKind, kind, renderer);
  }
  const writeZoom = () => (map.getContainer().dataset.zoom = String(Math.floor(map.getZoom())));
  map.on("zoomend", writeZoom);
  writeZoom();
  new MapLabels(map, features);
}

/**
 * @param {string} url
 * @returns {Promise<GroundFeature[]>}
 */
async function fetchFeatures(url) {
  try {
    const response = await fetch(url);
    return response.ok ? (await response.json()).features : [];
  } catch {
    return []; // offline: pins without a base layer still help
  }
}

/**
 * @param {L.Map} map
 * @param {GroundFeature[]} features
 * @param {string} kind
 * @param {L.Renderer} renderer
 */
function drawShapes(map, features, kind, renderer) {
  /** @type {{ polygon: L.LatLng[][][], polyline: L.LatLng[][] }} */
  const shapes = { polygon: [], polyline: [] };
  for (const { geometry } of features) {
    const depth = DEPTH[geometry.type];
    if (depth === undefined) continue;
    const points = L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth);
    const shape = geometry.type.endsWith("Polygon") ? "polygon" : "polyline";
    shapes[shape].push(...(geometry.type.startsWith("Multi") ? points : [points]));
  }
  /** @type {L.PolylineOptions} */
  const style = { className: `ground-${kind}`, fillRule: "nonzero", smoothFactor: 0.8 };
  const options = { ...style, interactive: false, renderer };
  if (shapes.polygon.length) L.polygon(shapes.polygon, options).addTo(map);
  if (shapes.polyline.length) L.polyline(shapes.polyline, options).addTo(map);
}
