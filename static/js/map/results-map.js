// The map of a search's results. It shows the pins of #results, highlights the card of a pin and the
// pin of a card, and, if the user wishes, restricts the list to its view. Leaflet is loaded when the
// map becomes visible.
import { closest, find } from "../dom.js";
import { boundsOf, boundsText, extentOf, parseBounds, parsePoint } from "./bounds.js";

class ResultsMap extends HTMLElement {
  connectedCallback() {
    /** @type {IntersectionObserver} */
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
    const center = parsePoint(this.dataset.center);
    /** @type {L.Map} */
    this.map = createMap(find(this, ".map"), { center, zoom: 15 });
    /** @type {PinPreview} */
    this.preview = new PinPreview(find(this, "[data-preview]"), this.dataset.card ?? "");
    /** @type {MapPins} */
    this.pins = new MapPins(this.map, {
      onPick: (id, pin) => this.preview.open(id, pin),
      onPoint: (id, isOn) => cardOf(id)?.classList.toggle("is-highlighted", isOn),
    });
    /** @type {typeof fitPadding} */
    this.fitPadding = fitPadding;
    this.isInitialView = !this.dataset.bounds;
    if (this.dataset.bounds) this.showBounds(parseBounds(this.dataset.bounds), AS_REQUESTED);
    this.listen();
    this.load();
  }

  listen() {
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
      const isOn = type === "pointerover" || type === "focusin";
      /** @param {Event} event */
      const highlight = (event) => this.pins.highlight(listingOf(event.target), isOn);
      results().parentElement?.addEventListener(type, highlight, { signal });
    }
    document.addEventListener("htmx:afterSettle", () => this.onSwap(), { signal });
    document.addEventListener("listings:changed", () => this.load(), { signal });
    this.map.on("moveend", () => this.onMove());
    this.map.on("click", () => this.preview.close());
    this.searchAsIMove.addEventListener("change", () => this.updateBoundsFilter(), { signal });
    const fitMatches = () => this.matchBounds && this.fit(this.matchBounds);
    this.showMatches.addEventListener("click", fitMatches, { signal });
  }

  // The checkbox "Search as I move".
  get searchAsIMove() {
    return find(this, "[data-search-as-i-move]", HTMLInputElement);
  }

  // The button that leads to matches outside of the view.
  get showMatches() {
    return find(this, "[data-show-matches]");
  }

  onMove() {
    this.isInitialView = false;
    if (this.searchAsIMove.checked) this.updateBoundsFilter();
    this.load();
  }

  // Restricts the search to the view, or lifts the restriction.
  updateBoundsFilter() {
    const field = boundsField();
    const bounds = this.searchAsIMove.checked ? boundsText(this.map.getBounds()) : "";
    if (field.value === bounds || !this.map.getSize().x) return;
    field.value = bounds;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The results may be those of another search, perhaps without bounds.
  onSwap() {
    if (results().dataset.query === this.query) return;
    if (!boundsField().value) this.searchAsIMove.checked = false;
    this.load();
  }

  /**
   * @param {Protocol.Bounds} sides
   * @param {L.FitBoundsOptions} options
   */
  showBounds(sides, options) {
    this.map.fitBounds(boundsOf(sides), options);
  }

  /**
   * Unlike a view, pins need space around them, so that none lies under a control.
   * @param {Protocol.Bounds} sides
   * @param {L.FitBoundsOptions} [options]
   */
  fit(sides, options) {
    this.showBounds(sides, { maxZoom: 16, ...this.fitPadding(this.map), ...options });
  }

  async load() {
    if (!this.map.getSize().x) return; // a phone shows the list
    this.query = results().dataset.query;
    const query = new URLSearchParams(this.query);
    const bounds = this.map.getBounds();
    query.set("bounds", boundsText(this.isInitialView ? bounds.pad(1) : bounds));
    query.set("zoom", String(Math.round(this.map.getZoom())));
    this.request?.abort();
    this.request = new AbortController();
    try {
      const response = await fetch(`${this.dataset.pins}?${query}`, { signal: this.request.signal });
      if (response.ok) this.show(await response.json());
    } catch (error) {
      // Offline, or a later request has replaced this one: the present pins stay.
      const isAbort = error instanceof DOMException && error.name === "AbortError";
      if (!isAbort && !(error instanceof TypeError)) throw error;
    }
  }

  /**
   * If the user hasn't chosen a view, it becomes that of the listings nearby.
   * @param {Protocol.Pins} found
   */
  show(found) {
    if (!this.isInitialView || !found.features.length) return this.draw(found);
    this.fit(extentOf(found.features), { animate: false });
  }

  /** @param {Protocol.Pins} found */
  draw({ features, elsewhere, newest }) {
    this.pins.show(features);
    find(this, "[data-newest]").textContent = newest
      ? `The newest ${newest.toLocaleString("en-US")} places here. Zoom in to see all.`
      : "";
    /** @type {Protocol.Bounds | null} */
    this.matchBounds = elsewhere;
    this.showMatches.hidden = !elsewhere;
  }
}

// Bounds in a URL are rounded to a meter: the negative padding keeps the map from zooming out for it.
/** @type {L.FitBoundsOptions} */
const AS_REQUESTED = { padding: [-2, -2], animate: false };
const results = () => find(document, "#results");
const boundsField = () => find(document, "#id_bounds", HTMLInputElement);
/** @param {number} id */
const cardOf = (id) => results().querySelector(`[data-listing="${id}"]`);
/** @param {EventTarget | null} target */
const listingOf = (target) => closest(target, "[data-listing]")?.dataset.listing;

customElements.define("results-map", ResultsMap);
