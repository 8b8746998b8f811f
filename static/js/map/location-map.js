// Where a listing is: a pin if the lister shares the address, else a circle around it. Leaflet is
// loaded shortly before the map becomes visible.
class LocationMap extends HTMLElement {
  connectedCallback() {
    /** @type {IntersectionObserver} */
    this.observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.draw(),
      { rootMargin: "400px" },
    );
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.map?.remove();
  }

  async draw() {
    this.observer.disconnect();
    const { createMap, addArea, addPin } = await import("./campus-map.js");
    if (!this.isConnected) return;
    /** @type {L.LatLngTuple} */
    const point = [Number(this.dataset.latitude), Number(this.dataset.longitude)];
    const meters = Number(this.dataset.meters);
    this.map = createMap(this, { center: point, zoom: 15 });
    this.map.scrollWheelZoom.disable(); // the wheel scrolls the page
    if (meters) addArea(this.map, point, meters);
    else addPin(this.map, point);
  }
}

customElements.define("location-map", LocationMap);
