// Rents on a map, as links; many in one place are a button with their number.
import L from "./leaflet.js";
import { wholeDollars as dollars } from "../format/currency.js";

export class MapPins {
  // pick(id, element): a pin was pressed; point(id, on): one is pointed at, or no longer
  constructor(map, { pick, point }) {
    Object.assign(this, { map, pick, point });
    this.markers = new Map();
    this.layer = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.thin());
  }

  // Leaves what is still there alone: a pin in use keeps the focus.
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
    this.thin();
  }

  // Rents that others would hide are dots, until one looks closer.
  thin() {
    const shown = [];
    this.order();
    const markers = [...this.markers.values()].sort((a, b) => b.options.count - a.options.count);
    for (const marker of markers) {
      const here = this.map.latLngToContainerPoint(marker.getLatLng());
      const hidden = !marker.options.count && shown.some((other) => hides(other, here));
      marker.getElement().firstElementChild.classList.toggle("pin-dot", hidden);
      marker.setZIndexOffset(hidden ? -1000 : 0);
      if (!hidden) shown.push(here);
    }
    this.map.fire("pinned");
  }

  // The Tab key comes by as one reads. What moves in the document loses the focus, so the rest
  // moves around it.
  order() {
    const places = [...this.markers.values()].map((marker) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      return { element: marker.getElement(), row: Math.round(y / ROW), x };
    });
    places.sort((a, b) => a.row - b.row || a.x - b.x);
    const elements = places.map(({ element }) => element);
    const held = elements.findIndex((element) => element.contains(document.activeElement));
    const pane = this.map.getPane("markerPane");
    if (held > 0) elements[held].before(...elements.slice(0, held));
    pane.append(...elements.slice(held + 1));
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
    link.textContent = dollars(rent);
    link.setAttribute("aria-label", `${dollars(rent)} a month, ${summary}`);
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.pick(id, link);
    });
    for (const type of ["pointerenter", "focus"]) {
      link.addEventListener(type, () => this.point(id, true));
    }
    for (const type of ["pointerleave", "blur"]) {
      link.addEventListener(type, () => this.point(id, false));
    }
    return link;
  }

  cluster(geometry, { count, rent }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pin pin-cluster";
    button.textContent = count < 1000 ? count : `${Math.floor(count / 1000)}k`;
    button.setAttribute("aria-label", `${count} places from ${dollars(rent)}, zoom in`);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.map.setView(pointOf(geometry), this.map.getZoom() + 2);
    });
    return button;
  }

  light(id, on) {
    const marker = this.markers.get(String(id));
    marker?.getElement().firstElementChild.classList.toggle("is-highlighted", on);
    marker?.setZIndexOffset(on ? 1000 : 0);
  }
}

const ROW = 40; // pixels
// The size of a rent, in pixels.
const hides = (a, b) => Math.abs(a.x - b.x) < 58 && Math.abs(a.y - b.y) < 28;
const pointOf = ({ coordinates: [longitude, latitude] }) => [latitude, longitude];

function keyOf({ geometry, properties: { id, count } }) {
  return count ? `${geometry.coordinates} ${count}` : String(id);
}
