// The map on which a lister places their listing: its pin follows the address until the lister moves
// it.
import { enclosing, find } from "../dom.js";
import { parsePoint } from "./bounds.js";
import { addArea, addPin, createMap } from "./campus-map.js";

const STEP = 0.0001; // degrees per arrow key, about ten meters
/** @type {Record<string, [latitude: number, longitude: number] | undefined>} */
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const BLUR_METERS = 180;

class LocationPicker extends HTMLElement {
  /** @type {L.Marker | null} */
  pin = null;
  /** @type {L.Circle | null} */
  area = null;

  connectedCallback() {
    const element = find(this, ".map");
    /** @type {HTMLFormElement} */
    this.form = enclosing(this, "form");
    /** @type {HTMLInputElement} */
    this.latitude = find(this.form, "[name=latitude]", HTMLInputElement);
    /** @type {HTMLInputElement} */
    this.longitude = find(this.form, "[name=longitude]", HTMLInputElement);
    /** @type {HTMLInputElement} */
    this.byHand = find(this.form, "[name=by_hand]", HTMLInputElement);
    /** @type {HTMLInputElement} */
    this.isShared = find(this.form, "[name=address_shared]", HTMLInputElement);
    const center = parsePoint(element.dataset.center);
    /** @type {L.Map} */
    this.map = createMap(element, { center: this.point ?? center, zoom: this.point ? 16 : 13 });
    this.map.on("click", ({ latlng }) => this.moveTo([latlng.lat, latlng.lng]));
    this.update();
    // The server's point for the address arrives in an element inside this one.
    /** @type {MutationObserver} */
    this.observer = new MutationObserver(() => this.followAddress());
    this.observer.observe(this, { childList: true });
    // It may have arrived before this script.
    if (find(this, "#pin-found").dataset.latitude) this.followAddress();
    /** @type {() => void} */
    this.onShare = () => this.update();
    this.isShared.addEventListener("change", this.onShare);
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.isShared.removeEventListener("change", this.onShare);
    this.map.remove();
  }

  /** @returns {L.LatLngTuple | null} */
  get point() {
    const { latitude, longitude } = this;
    return latitude.value && longitude.value ? [Number(latitude.value), Number(longitude.value)] : null;
  }

  /**
   * @param {string} latitude in degrees, or "" without a point
   * @param {string} longitude
   */
  setPoint(latitude, longitude) {
    this.latitude.value = latitude;
    this.longitude.value = longitude;
  }

  followAddress() {
    const { latitude = "", longitude = "" } = find(this, "#pin-found").dataset;
    if (this.byHand.value || `${latitude},${longitude}` === this.followed) return;
    /** @type {string | undefined} */
    this.followed = `${latitude},${longitude}`;
    this.setPoint(latitude, longitude);
    this.update();
    if (this.point) this.map.setView(this.point, Math.max(this.map.getZoom(), 16));
  }

  /** @param {L.LatLngTuple} point */
  moveTo([latitude, longitude]) {
    this.setPoint(latitude.toFixed(6), longitude.toFixed(6));
    this.byHand.value = "1";
    this.update();
    this.form.dispatchEvent(new Event("save"));
  }

  update() {
    const { point } = this;
    this.area?.remove();
    if (!point) {
      this.pin?.remove();
      this.pin = this.area = null;
      return;
    }
    if (this.pin) this.pin.setLatLng(point);
    else this.pin = this.createPin(point);
    this.area = this.isShared.checked ? null : addArea(this.map, point, BLUR_METERS);
  }

  /** @param {L.LatLngTuple} point */
  createPin(point) {
    const pin = addPin(this.map, point, { draggable: true, label: "The home" });
    pin.on("dragend", () => {
      const { lat, lng } = pin.getLatLng();
      this.moveTo([lat, lng]);
    });
    pin.getElement()?.addEventListener("keydown", (event) => this.onKey(event));
    return pin;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const arrow = ARROWS[event.key];
    const { point } = this;
    if (!arrow || !point) return;
    event.preventDefault();
    event.stopPropagation();
    this.moveTo([point[0] + arrow[0] * STEP, point[1] + arrow[1] * STEP]);
  }
}

customElements.define("location-picker", LocationPicker);
