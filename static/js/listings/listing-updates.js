// Updates an open browse or listing page: new statuses and rents are shown at once, and new listings
// wait behind a button. Without scripts: the page as it was rendered.
import { ListingsSocket } from "../socket/listings-socket.js";
import { rememberCosts, refreshCosts } from "./card-costs.js";
import { showListing, STATUS_LABELS } from "./listing-status.js";

const MAX_IDS = 100;
const results = () => document.getElementById("results");

class ListingUpdates extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
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

  handleEvent({ type, detail, target }) {
    if (type === "listing") this.update(detail.listing);
    else if (type === "new") this.offerNew(detail.count);
    else if (type === "click") this.loadNew();
    else this.onSwap(target);
  }

  // What the page shows; the server answers at once with what is different by now.
  watchFrame() {
    const elements = [...document.querySelectorAll("[data-listing][data-status]")].slice(-MAX_IDS);
    const entries = elements.map(({ dataset: { listing, status, rent } }) => {
      return [listing, [status, rent === "" ? null : Number(rent)]];
    });
    const shown = Object.fromEntries(entries);
    const query = results()?.dataset.query ?? null;
    const since = query === null ? null : Number(document.getElementById("change-log-position").value);
    return { type: "watch", ids: Object.keys(shown).map(Number), shown, query, since };
  }

  update(listing) {
    for (const element of document.querySelectorAll(`[data-listing="${listing.id}"][data-status]`)) {
      const { status } = element.dataset;
      if (element.matches(".card")) this.updateCard(element, listing);
      else this.updatePage(element, listing);
      const hasNewStatus = status !== listing.status;
      this.announce(element, hasNewStatus ? STATUS_LABELS[listing.status].toLowerCase() : "at a new rent");
    }
    document.dispatchEvent(new Event("listings:changed"));
  }

  updateCard(card, listing) {
    rememberCosts(card);
    showListing(card, listing);
    if (results()) refreshCosts(card, results().dataset.query);
  }

  // On the listing's own page, the server renders what depends on its status and rent.
  updatePage(page, { status, rent }) {
    Object.assign(page.dataset, { status, rent: rent ?? "" });
    if (status === "draft") document.getElementById("gone").hidden = false;
    page.classList.toggle("is-gone", status === "draft");
    if (status !== "draft") htmx.trigger("#listing-sidebar", "refresh");
  }

  announce(element, text) {
    const name = element.querySelector("h1, h3").textContent.trim();
    this.querySelector("[role=status]").textContent = `${name}: now ${text}.`;
  }

  offerNew(count) {
    this.button.hidden = !count;
    this.button.querySelector("span").textContent = `${count} new`;
    const text = count ? `${count} new place${count === 1 ? "" : "s"} to show.` : "";
    this.querySelector("[role=status]").textContent = text;
  }

  loadNew() {
    const { query } = results().dataset;
    const list = document.getElementById("found");
    if (!list) return this.load(query, results(), "outerHTML");
    const since = new URLSearchParams({ since: document.getElementById("change-log-position").value });
    this.load([query, since].filter(String).join("&"), list, "afterbegin");
  }

  load(query, target, swap) {
    htmx.ajax("GET", `${this.dataset.browse}?${query}`, { target, swap, source: this });
  }

  // The page shows other listings now: watch those.
  onSwap(target) {
    if (target.id === "found") this.showNew(target);
    if (results()) this.offerNew(0);
    this.socket.watch();
  }

  showNew(list) {
    const added = [...list.querySelectorAll(".is-new")];
    for (const item of added) {
      item.classList.replace("is-new", "just-added");
      const { listing } = item.firstElementChild.dataset;
      const [, duplicate] = list.querySelectorAll(`[data-listing="${listing}"]`);
      duplicate?.closest("li").remove();
    }
    added[0]?.querySelector("a").focus({ preventScroll: true });
    document.dispatchEvent(new Event("listings:changed"));
  }
}

customElements.define("listing-updates", ListingUpdates);
