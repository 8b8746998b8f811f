// The pins of listings on a map: links with the rent. Many listings in one spot are one button with
// their number.
import { wholeDollars } from "../format/currency.js";
import L from "./leaflet.js";

// In pixels.
const PIN_WIDTH = 58;
const PIN_HEIGHT = 28;
const ROW_HEIGHT = 40;

export class MapPins {
  // `onPick(id, element)`: a pin was pressed; `onPoint(id, isOn)`: a pin was pointed at, or is no
  // longer.
  constructor(map, { onPick, onPoint }) {
    Object.assign(this, { map, onPick, onPoint });
    this.markers = new Map();
    this.layer = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.showFree());
  }

  // Pins that stay on the map aren't touched, so that they keep the focus.
  show(features) {
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    for (const [key, marker] of this.markers) {
      if (wanted.get(key)?.properties.rent === marker.options.rent) continue;
      this.layer.removeLayer(marker);
      this.markers.delete(key);
    }
    for (const [key, feature] of wanted) {
      if (!this.markers.has(key)) this.markers.set(key, this.add(feature));
    }
    this.showFree();
  }

  // Pins that would cover others are dots until the user zooms in.
  showFree() {
    const shown = [];
    this.sort();
    const markers = [...this.markers.values()].sort((a, b) => b.options.count - a.options.count);
    for (const marker of markers) {
      const point = this.map.latLngToContainerPoint(marker.getLatLng());
      const isDot = !marker.options.count && shown.some((other) => overlaps(other, point));
      marker.getElement().firstElementChild.classList.toggle("pin-dot", isDot);
      marker.setZIndexOffset(isDot ? -1000 : 0);
      if (!isDot) shown.push(point);
    }
    this.map.fire("pinschanged");
  }

  // Sorts the pins' elements in reading order, for the Tab key. Moving the focused one would blur it,
  // so the others move around it.
  sort() {
    const positions = [...this.markers.values()].map((marker) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      return { element: marker.getElement(), row: Math.round(y / ROW_HEIGHT), x };
    });
    positions.sort((a, b) => a.row - b.row || a.x - b.x);
    const elements = positions.map(({ element }) => element);
    const focused = elements.findIndex((element) => element.contains(document.activeElement));
    const pane = this.map.getPane("markerPane");
    if (focused > 0) elements[focused].before(...elements.slice(0, focused));
    pane.append(...elements.slice(focused + 1));
  }

  add({ geometry, properties }) {
    const html = properties.count ? this.cluster(geometry, properties) : this.pin(properties);
    const icon = L.divIcon({ className: "pin-place", html, iconSize: [0, 0] });
    const { rent, count = 0 } = properties;
    const options = { icon, rent, count, keyboard: false, riseOnHover: true };
    return L.marker(pointOf(geometry), options).addTo(this.layer);
  }

  pin({ id, rent, summary, url }) {
    const link = document.createElement("a");
    link.className = "pin";
    link.href = url;
    link.dataset.pin = id;
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

  cluster(geometry, { count, rent }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pin pin-cluster";
    button.textContent = count < 1000 ? count : `${Math.floor(count / 1000)}k`;
    button.setAttribute("aria-label", `${count} places from ${wholeDollars(rent)}, zoom in`);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.map.setView(pointOf(geometry), this.map.getZoom() + 2);
    });
    return button;
  }

  highlight(id, isOn) {
    const marker = this.markers.get(String(id));
    marker?.getElement().firstElementChild.classList.toggle("is-highlighted", isOn);
    marker?.setZIndexOffset(isOn ? 1000 : 0);
  }
}

const overlaps = (a, b) => Math.abs(a.x - b.x) < PIN_WIDTH && Math.abs(a.y - b.y) < PIN_HEIGHT;
const pointOf = ({ coordinates: [longitude, latitude] }) => [latitude, longitude];

function keyOf({ geometry, properties: { id, count } }) {
  return count ? `${geometry.coordinates} ${count}` : String(id);
}
