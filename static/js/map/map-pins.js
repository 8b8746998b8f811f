// The pins of listings on a map: links with the rent. Many listings in one spot are one button with
// their number.
import { wholeDollars } from "../format/currency.js";
import L from "./leaflet.js";

// In pixels.
const PIN_WIDTH = 58;
const PIN_HEIGHT = 28;
const ROW_HEIGHT = 40;

/**
 * @typedef {object} ShownPin
 * @property {L.Marker} marker
 * @property {HTMLElement} icon the marker's element
 * @property {HTMLElement} pin the link or the button in it
 * @property {number} rent
 * @property {number} count 0 for a single listing
 */

export class MapPins {
  /**
   * @param {L.Map} map
   * @param {object} callbacks
   * @param {(id: number, pin: HTMLElement) => void} callbacks.onPick a pin was pressed
   * @param {(id: number, isOn: boolean) => void} callbacks.onPoint a pin is pointed at, or no longer
   */
  constructor(map, { onPick, onPoint }) {
    this.map = map;
    this.onPick = onPick;
    this.onPoint = onPoint;
    /** @type {Map<string, ShownPin>} */
    this.pins = new Map();
    this.layer = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.showFree());
  }

  /**
   * Pins that stay on the map aren't touched, so that they keep the focus.
   * @param {Protocol.Pin[]} features
   */
  show(features) {
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    for (const [key, { marker, rent }] of this.pins) {
      if (wanted.get(key)?.properties.rent === rent) continue;
      this.layer.removeLayer(marker);
      this.pins.delete(key);
    }
    for (const [key, feature] of wanted) {
      if (!this.pins.has(key)) this.pins.set(key, this.add(feature));
    }
    this.showFree();
  }

  // Pins that would cover others are dots until the user zooms in.
  showFree() {
    /** @type {L.Point[]} */
    const shown = [];
    this.sort();
    const pins = [...this.pins.values()].sort((a, b) => b.count - a.count);
    for (const { marker, pin, count } of pins) {
      const point = this.map.latLngToContainerPoint(marker.getLatLng());
      const isDot = !count && shown.some((other) => overlaps(other, point));
      pin.classList.toggle("pin-dot", isDot);
      marker.setZIndexOffset(isDot ? -1000 : 0);
      if (!isDot) shown.push(point);
    }
    this.map.fire("pinschanged");
  }

  // Sorts the pins' elements in reading order, for the Tab key. Moving the focused one would blur it,
  // so the others move around it.
  sort() {
    const positions = [...this.pins.values()].map(({ marker, icon }) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      return { icon, row: Math.round(y / ROW_HEIGHT), x };
    });
    positions.sort((a, b) => a.row - b.row || a.x - b.x);
    const icons = positions.map(({ icon }) => icon);
    const focused = icons.findIndex((icon) => icon.contains(document.activeElement));
    if (focused > 0) icons[focused].before(...icons.slice(0, focused));
    this.map.getPanes().markerPane.append(...icons.slice(focused + 1));
  }

  /**
   * @param {Protocol.Pin} feature
   * @returns {ShownPin}
   */
  add({ geometry, properties }) {
    const isSingle = properties.count === undefined;
    const pin = isSingle ? this.pin(properties) : this.cluster(geometry, properties);
    const icon = L.divIcon({ className: "pin-place", html: pin, iconSize: [0, 0] });
    const marker = L.marker(pointOf(geometry), { icon, keyboard: false, riseOnHover: true });
    const { rent, count = 0 } = properties;
    marker.addTo(this.layer);
    return { marker, icon: marker.getElement() ?? pin, pin, rent, count };
  }

  /** @param {Protocol.ListingPin} listing */
  pin({ id, rent, summary, url }) {
    const link = document.createElement("a");
    link.className = "pin";
    link.href = url;
    link.dataset.pin = String(id);
    link.textContent = wholeDollars(rent);
    link.setAttribute("aria-label", `${wholeDollars(rent)} a month, ${summary}`);
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.onPick(id, link);
    });
    for (const type of ["pointerenter", "focus"]) {
      link.addEventListener(type, () => this.onPoint(id, true));
    }
    for (const type of ["pointerleave", "blur"]) {
      link.addEventListener(type, () => this.onPoint(id, false));
    }
    return link;
  }

  /**
   * @param {Protocol.Pin["geometry"]} geometry
   * @param {Protocol.Cluster} cluster
   */
  cluster(geometry, { count, rent }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pin pin-cluster";
    button.textContent = count < 1000 ? String(count) : `${Math.floor(count / 1000)}k`;
    button.setAttribute("aria-label", `${count} places from ${wholeDollars(rent)}, zoom in`);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.map.setView(pointOf(geometry), this.map.getZoom() + 2);
    });
    return button;
  }

  /**
   * @param {string | undefined} id
   * @param {boolean} isOn
   */
  highlight(id, isOn) {
    const shown = this.pins.get(String(id));
    shown?.pin.classList.toggle("is-highlighted", isOn);
    shown?.marker.setZIndexOffset(isOn ? 1000 : 0);
  }
}

/** @type {(a: L.Point, b: L.Point) => boolean} */
const overlaps = (a, b) => Math.abs(a.x - b.x) < PIN_WIDTH && Math.abs(a.y - b.y) < PIN_HEIGHT;
/**
 * @param {Protocol.Pin["geometry"]} geometry
 * @returns {L.LatLngTuple}
 */
const pointOf = ({ coordinates: [longitude, latitude] }) => [latitude, longitude];

/** @param {Protocol.Pin} feature */
function keyOf({ geometry, properties }) {
  if (properties.count === undefined) return String(properties.id);
  return `${geometry.coordinates} ${properties.count}`;
}
