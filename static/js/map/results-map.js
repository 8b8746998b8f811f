// The map of a search's results. It shows the pins of #results, highlights the card of a pin and the
// pin of a card, and, if the user wishes, restricts the list to its view. Leaflet is loaded when the
// map becomes visible.
import { boundsOf, boundsText, extentOf } from "./bounds.js";

class ResultsMap extends HTMLElement {
  connectedCallback() {
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.start());
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.listeners?.abort();
    this.request?.abort();
    this.map?.remove();
  }

  async start() {
    this.observer.disconnect();
    const [{ createMap }, { fitPadding }, { MapPins }, { PinPreview }] = await Promise.all([
      import("./campus-map.js"),
      import("./map-padding.js"),
      import("./map-pins.js"),
      import("./pin-preview.js"),
    ]);
    if (!this.isConnected) return;
    const center = this.dataset.center.split(",").map(Number);
    this.map = createMap(this.querySelector(".map"), { center, zoom: 15 });
    this.preview = new PinPreview(this.querySelector("[data-preview]"), this.dataset.card);
    this.pins = new MapPins(this.map, {
      onPick: (id, pin) => this.preview.open(id, pin),
      onPoint: (id, isOn) => cardOf(id)?.classList.toggle("is-highlighted", isOn),
    });
    this.fitPadding = fitPadding;
    this.isInitialView = !this.dataset.bounds;
    if (this.dataset.bounds) this.showBounds(this.dataset.bounds.split(",").map(Number), AS_REQUESTED);
    this.listen();
    this.load();
  }

  listen() {
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
      const isOn = type === "pointerover" || type === "focusin";
      const highlight = (event) => this.pins.highlight(listingOf(event.target), isOn);
      results().parentElement.addEventListener(type, highlight, { signal });
    }
    document.addEventListener("htmx:afterSettle", () => this.onSwap(), { signal });
    document.addEventListener("listings:changed", () => this.load(), { signal });
    this.map.on("moveend", () => this.onMove());
    this.map.on("click", () => this.preview.close());
    this.searchAsIMove.addEventListener("change", () => this.updateBoundsFilter(), { signal });
    this.showMatches.addEventListener("click", () => this.fit(this.matchBounds), { signal });
  }

  // The checkbox "Search as I move".
  get searchAsIMove() {
    return this.querySelector("[data-search-as-i-move]");
  }

  // The button that leads to matches outside of the view.
  get showMatches() {
    return this.querySelector("[data-show-matches]");
  }

  onMove() {
    this.isInitialView = false;
    if (this.searchAsIMove.checked) this.updateBoundsFilter();
    this.load();
  }

  // Restricts the search to the view, or lifts the restriction.
  updateBoundsFilter() {
    const field = document.getElementById("id_bounds");
    const bounds = this.searchAsIMove.checked ? boundsText(this.map.getBounds()) : "";
    if (field.value === bounds || !this.map.getSize().x) return;
    field.value = bounds;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The results may be those of another search, perhaps without bounds.
  onSwap() {
    if (results().dataset.query === this.query) return;
    if (!document.getElementById("id_bounds").value) this.searchAsIMove.checked = false;
    this.load();
  }

  showBounds(sides, options) {
    this.map.fitBounds(boundsOf(sides), options);
  }

  // Unlike a view, pins need space around them, so that none lies under a control.
  fit(sides, options) {
    this.showBounds(sides, { maxZoom: 16, ...this.fitPadding(this.map), ...options });
  }

  async load() {
    if (!this.map.getSize().x) return; // a phone shows the list
    this.query = results().dataset.query;
    const query = new URLSearchParams(this.query);
    const bounds = this.map.getBounds();
    query.set("bounds", boundsText(this.isInitialView ? bounds.pad(1) : bounds));
    query.set("zoom", Math.round(this.map.getZoom()));
    this.request?.abort();
    this.request = new AbortController();
    try {
      const response = await fetch(`${this.dataset.pins}?${query}`, { signal: this.request.signal });
      if (response.ok) this.show(await response.json());
    } catch (error) {
      // Offline, or a later request has replaced this one: the present pins stay.
      if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
    }
  }

  // If the user hasn't chosen a view, it becomes that of the listings nearby.
  show(found) {
    if (!this.isInitialView || !found.features.length) return this.draw(found);
    this.fit(extentOf(found.features), { animate: false });
  }

  draw({ features, elsewhere, newest }) {
    this.pins.show(features);
    this.querySelector("[data-newest]").textContent = newest
      ? `The newest ${newest.toLocaleString("en-US")} places here. Zoom in to see all.`
      : "";
    this.matchBounds = elsewhere;
    this.showMatches.hidden = !elsewhere;
  }
}

// Bounds in a URL are rounded to a meter: the negative padding keeps the map from zooming out for it.
const AS_REQUESTED = { padding: [-2, -2], animate: false };
const results = () => document.getElementById("results");
const cardOf = (id) => results().querySelector(`[data-listing="${id}"]`);
const listingOf = (element) => element.closest("[data-listing]")?.dataset.listing;

customElements.define("results-map", ResultsMap);
