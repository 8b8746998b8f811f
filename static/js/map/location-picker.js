// The map on which a lister places their listing: its pin follows the address until the lister moves
// it.
import { addArea, addPin, createMap } from "./campus-map.js";

const STEP = 0.0001; // degrees per arrow key, about ten meters
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const BLUR_METERS = 180;

class LocationPicker extends HTMLElement {
  connectedCallback() {
    const element = this.querySelector(".map");
    this.form = this.closest("form");
    const { latitude, longitude, by_hand: byHand, address_shared: isShared } = this.form.elements;
    Object.assign(this, { latitude, longitude, byHand, isShared });
    const center = element.dataset.center.split(",").map(Number);
    this.map = createMap(element, { center: this.point ?? center, zoom: this.point ? 16 : 13 });
    this.map.on("click", ({ latlng }) => this.moveTo([latlng.lat, latlng.lng]));
    this.update();
    // The server's point for the address arrives in an element inside this one.
    this.observer = new MutationObserver(() => this.followAddress());
    this.observer.observe(this, { childList: true });
    this.onShare = () => this.update();
    this.isShared.addEventListener("change", this.onShare);
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.isShared.removeEventListener("change", this.onShare);
    this.map.remove();
  }

  get point() {
    const { latitude, longitude } = this;
    return latitude.value && longitude.value ? [Number(latitude.value), Number(longitude.value)] : null;
  }

  set point(point) {
    [this.latitude.value, this.longitude.value] = point ?? ["", ""];
  }

  followAddress() {
    const { latitude, longitude } = this.querySelector("#pin-found").dataset;
    if (this.byHand.value || `${latitude},${longitude}` === this.followed) return;
    this.followed = `${latitude},${longitude}`;
    this.point = latitude ? [latitude, longitude] : null;
    this.update();
    if (this.point) this.map.setView(this.point, Math.max(this.map.getZoom(), 16));
  }

  moveTo(point) {
    this.point = point.map((degrees) => degrees.toFixed(6));
    this.byHand.value = "1";
    this.update();
    this.form.dispatchEvent(new Event("save"));
  }

  update() {
    this.area?.remove();
    if (!this.point) {
      this.pin?.remove();
      this.pin = this.area = null;
      return;
    }
    if (this.pin) this.pin.setLatLng(this.point);
    else this.createPin();
    this.area = this.isShared.checked ? null : addArea(this.map, this.point, BLUR_METERS);
  }

  createPin() {
    this.pin = addPin(this.map, this.point, { draggable: true, label: "The home" });
    this.pin.on("dragend", () => {
      const { lat, lng } = this.pin.getLatLng();
      this.moveTo([lat, lng]);
    });
    this.pin.getElement().addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    this.moveTo(this.point.map((degrees, axis) => degrees + arrow[axis] * STEP));
  }
}

customElements.define("location-picker", LocationPicker);
