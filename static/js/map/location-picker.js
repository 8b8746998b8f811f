// The pin of a place: it follows the address until it is put somewhere by hand.
import { addArea, addPin, createMap } from "./campus-map.js";

const STEP = 0.0001; // degrees an arrow key moves it, some ten metres
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const BLUR_METRES = 180;

class LocationPicker extends HTMLElement {
  connectedCallback() {
    const element = this.querySelector(".map");
    const { latitude, longitude, by_hand: byHand } = this.closest("form").elements;
    Object.assign(this, { latitude, longitude, byHand, form: this.closest("form") });
    this.shared = this.form.elements.address_shared;
    const center = element.dataset.center.split(",").map(Number);
    this.map = createMap(element, { center: this.point ?? center, zoom: this.point ? 16 : 13 });
    this.map.on("click", ({ latlng }) => this.put([latlng.lat, latlng.lng]));
    this.show();
    // What the server found for the address arrives in an element of its own.
    this.watcher = new MutationObserver(() => this.follow());
    this.watcher.observe(this, { childList: true });
    this.redraw = () => this.show();
    this.shared.addEventListener("change", this.redraw);
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    this.shared.removeEventListener("change", this.redraw);
    this.map.remove();
  }

  get point() {
    const { latitude, longitude } = this;
    return latitude.value && longitude.value ? [Number(latitude.value), Number(longitude.value)] : null;
  }

  set point(point) {
    [this.latitude.value, this.longitude.value] = point ?? ["", ""];
  }

  follow() {
    const { latitude, longitude } = this.querySelector("#pin-found").dataset;
    if (this.byHand.value || `${latitude},${longitude}` === this.followed) return;
    this.followed = `${latitude},${longitude}`;
    this.point = latitude ? [latitude, longitude] : null;
    this.show();
    if (this.point) this.map.setView(this.point, Math.max(this.map.getZoom(), 16));
  }

  put(point) {
    this.point = point.map((degrees) => degrees.toFixed(6));
    this.byHand.value = "1";
    this.show();
    this.form.dispatchEvent(new Event("save"));
  }

  show() {
    this.area?.remove();
    if (!this.point) {
      this.pin?.remove();
      this.pin = this.area = null;
      return;
    }
    if (this.pin) this.pin.setLatLng(this.point);
    else this.makePin();
    this.area = this.shared.checked ? null : addArea(this.map, this.point, BLUR_METRES);
  }

  makePin() {
    this.pin = addPin(this.map, this.point, { draggable: true, label: "The home" });
    this.pin.on("dragend", () => {
      const { lat, lng } = this.pin.getLatLng();
      this.put([lat, lng]);
    });
    this.pin.getElement().addEventListener("keydown", (event) => this.nudge(event));
  }

  nudge(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    this.put(this.point.map((degrees, axis) => degrees + arrow[axis] * STEP));
  }
}

customElements.define("location-picker", LocationPicker);
