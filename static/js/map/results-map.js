// The map of what a search finds. It follows #results, lights the card under a pin and the pin of
// a card, and, when asked, makes the list follow the map. Leaflet comes once the map is in view.
class ResultsMap extends HTMLElement {
  connectedCallback() {
    this.watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && this.start());
    this.watcher.observe(this);
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    this.listening?.abort();
    this.loading?.abort();
    this.map?.remove();
  }

  async start() {
    this.watcher.disconnect();
    const [{ createMap }, { MapPins }, { fitPadding }, { PinPreview }] = await Promise.all([
      import("./campus-map.js"),
      import("./map-pins.js"),
      import("./map-padding.js"),
      import("./pin-preview.js"),
    ]);
    if (!this.isConnected) return;
    const center = this.dataset.center.split(",").map(Number);
    this.map = createMap(this.querySelector(".map"), { center, zoom: 15 });
    this.sheet = new PinPreview(this.querySelector("[data-sheet]"), this.dataset.card);
    this.pins = new MapPins(this.map, {
      pick: (id, pin) => this.sheet.open(id, pin),
      point: (id, on) => cardOf(id)?.classList.toggle("is-highlighted", on),
    });
    this.fitPadding = fitPadding;
    this.isUnasked = !this.dataset.bounds;
    if (this.dataset.bounds) this.show(this.dataset.bounds.split(",").map(Number), AS_ASKED);
    this.listen();
    this.load();
  }

  listen() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
      const on = type === "pointerover" || type === "focusin";
      const light = (event) => this.pins.light(listingOf(event.target), on);
      results().parentElement.addEventListener(type, light, { signal });
    }
    document.addEventListener("htmx:afterSettle", () => this.follow(), { signal });
    document.addEventListener("places:changed", () => this.load(), { signal });
    this.map.on("moveend", () => this.moved());
    this.map.on("click", () => this.sheet.close());
    this.toggle.addEventListener("change", () => this.narrow(), { signal });
    this.away.addEventListener("click", () => this.fit(this.elsewhere), { signal });
  }

  get toggle() {
    return this.querySelector("[data-follow]");
  }

  get away() {
    return this.querySelector("[data-elsewhere]");
  }

  moved() {
    this.isUnasked = false;
    if (this.toggle.checked) this.narrow();
    this.load();
  }

  // Makes the list follow the map, or lets it go again.
  narrow() {
    const field = document.getElementById("id_bounds");
    const asked = this.toggle.checked ? this.view() : "";
    if (field.value === asked || !this.map.getSize().x) return;
    field.value = asked;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Results were swapped: the pins are of another search, which may have let the map go.
  follow() {
    if (results().dataset.query === this.query) return;
    if (!document.getElementById("id_bounds").value) this.toggle.checked = false;
    this.load();
  }

  view(bounds = this.map.getBounds()) {
    const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    return sides.map((side) => side.toFixed(5)).join(",");
  }

  show([west, south, east, north], options) {
    this.map.fitBounds([[south, west], [north, east]], options);
  }

  // Around pins, unlike around a view, there is room: none lies under a button.
  fit(bounds, options) {
    this.show(bounds, { maxZoom: 16, ...this.fitPadding(this.map), ...options });
  }

  async load() {
    if (!this.map.getSize().x) return; // a phone shows the list
    this.query = results().dataset.query;
    const asked = new URLSearchParams(this.query);
    const bounds = this.map.getBounds();
    asked.set("bounds", this.view(this.isUnasked ? bounds.pad(1) : bounds));
    asked.set("zoom", Math.round(this.map.getZoom()));
    this.loading?.abort();
    this.loading = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.pins}?${asked}`, { signal: this.loading.signal });
      if (answer.ok) this.take(await answer.json());
    } catch (error) {
      // Offline, or overtaken by a later move: the pins that stand are the best there is.
      if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
    }
  }

  // The first view, which nobody asked for, becomes that of the places around.
  take(found) {
    if (!this.isUnasked || !found.features.length) return this.draw(found);
    this.fit(extentOf(found.features), { animate: false });
  }

  draw({ features, elsewhere, newest }) {
    this.pins.show(features);
    this.querySelector("[data-newest]").textContent = newest
      ? `The newest ${newest.toLocaleString("en-US")} places here. Zoom in to see all.`
      : "";
    this.elsewhere = elsewhere;
    this.away.hidden = !elsewhere;
  }
}

// Its sides are rounded to a metre, for which it needn't show more than was asked for.
const AS_ASKED = { padding: [-2, -2], animate: false };
const results = () => document.getElementById("results");
const cardOf = (id) => results().querySelector(`[data-listing="${id}"]`);
const listingOf = (element) => element.closest("[data-listing]")?.dataset.listing;

function extentOf(features) {
  const [xs, ys] = [0, 1].map((i) => features.map(({ geometry }) => geometry.coordinates[i]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

customElements.define("results-map", ResultsMap);
