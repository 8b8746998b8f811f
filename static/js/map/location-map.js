// Where a listing is: a pin where the lister shares the address, else a circle around it. Leaflet
// comes only once the map is about to be seen.
class LocationMap extends HTMLElement {
  connectedCallback() {
    this.watcher = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.draw(),
      { rootMargin: "400px" },
    );
    this.watcher.observe(this);
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    this.map?.remove();
  }

  async draw() {
    this.watcher.disconnect();
    const { createMap, addArea, addPin } = await import("./campus-map.js");
    if (!this.isConnected) return;
    const point = [Number(this.dataset.latitude), Number(this.dataset.longitude)];
    const metres = Number(this.dataset.metres);
    this.map = createMap(this, { center: point, zoom: 15 });
    this.map.scrollWheelZoom.disable(); // the page scrolls on, past the map
    if (metres) addArea(this.map, point, metres);
    else addPin(this.map, point);
  }
}

customElements.define("location-map", LocationMap);
