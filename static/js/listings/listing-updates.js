// Updates an open browse or listing page: new statuses and rents are shown at once, and new listings
// wait behind a button. Without scripts: the page as it was rendered.
import { find, findAll } from "../dom.js";
import { ListingsSocket } from "../socket/listings-socket.js";
import { rememberCosts, refreshCosts } from "./card-costs.js";
import { showListing, STATUS_LABELS } from "./listing-status.js";

const MAX_IDS = 100;
const results = () => document.getElementById("results");
const changeLogPosition = () => find(document, "#change-log-position", HTMLDataElement).value;

class ListingUpdates extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLButtonElement | null} */
    this.button = this.querySelector("button");
    /** @type {ListingsSocket} */
    this.socket = new ListingsSocket(() => this.watchFrame());
    for (const type of ["listing", "new"]) this.socket.addEventListener(type, this);
    document.addEventListener("htmx:afterSettle", this);
    this.button?.addEventListener("click", this);
    this.socket.start();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this);
    this.socket.stop();
  }

  /** @param {FrameEvent<"listing" | "new"> | PlainEvent<"click" | "htmx:afterSettle">} event */
  handleEvent({ type, detail, target }) {
    if (type === "listing") this.update(detail.listing);
    else if (type === "new") this.offerNew(detail.count);
    else if (type === "click") this.loadNew();
    else this.onSwap(target);
  }

  /**
   * What the page shows; the server answers at once with what is different by now.
   * @returns {Protocol.Watch}
   */
  watchFrame() {
    const elements = findAll(document, "[data-listing][data-status]").slice(-MAX_IDS);
    /** @type {Protocol.Watch["shown"]} */
    const shown = {};
    for (const { listing, status, rent } of elements.map(({ dataset }) => dataset)) {
      shown[String(listing)] = [String(status), rent === "" ? null : Number(rent)];
    }
    const query = results()?.dataset.query ?? null;
    const since = query === null ? null : Number(changeLogPosition());
    return { type: "watch", ids: Object.keys(shown).map(Number), shown, query, since };
  }

  /** @param {Protocol.Listing} listing */
  update(listing) {
    for (const element of findAll(document, `[data-listing="${listing.id}"][data-status]`)) {
      const { status } = element.dataset;
      if (element.matches(".card")) this.updateCard(element, listing);
      else this.updatePage(element, listing);
      const hasNewStatus = status !== listing.status;
      this.announce(element, hasNewStatus ? STATUS_LABELS[listing.status].toLowerCase() : "at a new rent");
    }
    document.dispatchEvent(new Event("listings:changed"));
  }

  /**
   * @param {HTMLElement} card
   * @param {Protocol.Listing} listing
   */
  updateCard(card, listing) {
    rememberCosts(card);
    showListing(card, listing);
    const found = results();
    if (found) refreshCosts(card, found.dataset.query);
  }

  /**
   * On the listing's own page, the server renders what depends on its status and rent.
   * @param {HTMLElement} page
   * @param {Protocol.Listing} listing
   */
  updatePage(page, { status, rent }) {
    Object.assign(page.dataset, { status, rent: rent ?? "" });
    if (status === "draft") find(document, "#gone").hidden = false;
    page.classList.toggle("is-gone", status === "draft");
    if (status !== "draft") htmx.trigger("#listing-sidebar", "refresh");
  }

  /**
   * @param {HTMLElement} element
   * @param {string} text
   */
  announce(element, text) {
    const name = find(element, "h1, h3").textContent.trim();
    find(this, "[role=status]").textContent = `${name}: now ${text}.`;
  }

  /** @param {number} count */
  offerNew(count) {
    const button = find(this, "button");
    button.hidden = !count;
    find(button, "span").textContent = `${count} new`;
    const text = count ? `${count} new place${count === 1 ? "" : "s"} to show.` : "";
    find(this, "[role=status]").textContent = text;
  }

  loadNew() {
    const found = find(document, "#results");
    const query = found.dataset.query ?? "";
    const list = document.getElementById("found");
    if (!list) return this.load(query, found, "outerHTML");
    const since = new URLSearchParams({ since: changeLogPosition() });
    this.load([query, since].filter(String).join("&"), list, "afterbegin");
  }

  /**
   * @param {string} query
   * @param {Element} target
   * @param {string} swap
   */
  load(query, target, swap) {
    htmx.ajax("GET", `${this.dataset.browse}?${query}`, { target, swap, source: this });
  }

  /**
   * The page shows other listings now: watch those.
   * @param {EventTarget | null} target
   */
  onSwap(target) {
    if (target instanceof HTMLElement && target.id === "found") this.showNew(target);
    if (results()) this.offerNew(0);
    this.socket.watch();
  }

  /** @param {HTMLElement} list */
  showNew(list) {
    const added = findAll(list, ".is-new");
    for (const item of added) {
      item.classList.replace("is-new", "just-added");
      const { listing } = find(item, "[data-listing]").dataset;
      const [, duplicate] = list.querySelectorAll(`[data-listing="${listing}"]`);
      duplicate?.closest("li")?.remove();
    }
    added[0]?.querySelector("a")?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("listings:changed"));
  }
}

customElements.define("listing-updates", ListingUpdates);
