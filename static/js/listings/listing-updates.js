// Keeps an open page in step: what is taken is struck out at once, a rent is updated, and new
// places wait behind a quiet button. Without scripts the page is as it was when it was made.
import { rememberCosts, refreshCosts } from "./card-costs.js";
import { ListingsSocket } from "../socket/listings-socket.js";
import { showListing, STATUS_LABELS } from "./listing-status.js";

const MOST = 100;
const results = () => document.getElementById("results");

class ListingUpdates extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.line = new ListingsSocket(() => this.shown());
    for (const type of ["listing", "new"]) this.line.addEventListener(type, this);
    document.addEventListener("htmx:afterSettle", this);
    this.button?.addEventListener("click", this);
    this.line.start();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this);
    this.line.stop();
  }

  handleEvent({ type, detail, target }) {
    if (type === "listing") this.change(detail.listing);
    else if (type === "new") this.offer(detail.count);
    else if (type === "click") this.fetch();
    else this.settle(target);
  }

  // What the page shows, as it was made: what is otherwise by now is told at once.
  shown() {
    const places = [...document.querySelectorAll("[data-listing][data-status]")].slice(-MOST);
    const entries = places.map(({ dataset: { listing, status, rent } }) => {
      return [listing, [status, rent === "" ? null : Number(rent)]];
    });
    const shown = Object.fromEntries(entries);
    const query = results()?.dataset.query ?? null;
    const since = query === null ? null : Number(document.getElementById("change-log-position").value);
    return { type: "watch", ids: Object.keys(shown).map(Number), shown, query, since };
  }

  change(listing) {
    const places = document.querySelectorAll(`[data-listing="${listing.id}"][data-status]`);
    for (const place of places) {
      const was = place.dataset.status;
      if (place.matches(".card")) this.showListing(place, listing);
      else this.redraw(place, listing);
      if (was !== listing.status) this.tell(place, STATUS_LABELS[listing.status].toLowerCase());
      else this.tell(place, "at another rent");
    }
    document.dispatchEvent(new Event("places:changed"));
  }

  showListing(card, listing) {
    rememberCosts(card);
    showListing(card, listing);
    if (results()) refreshCosts(card, results().dataset.query);
  }

  // The page of the place itself: the server draws what depends on its state.
  redraw(page, { status, rent }) {
    Object.assign(page.dataset, { status, rent: rent ?? "" });
    if (status === "draft") document.getElementById("gone").hidden = false;
    page.classList.toggle("is-gone", status === "draft");
    if (status !== "draft") htmx.trigger("#listing-sidebar", "refresh");
  }

  tell(place, words) {
    const name = place.querySelector("h1, h3").textContent.trim();
    this.querySelector("[role=status]").textContent = `${name}: now ${words}.`;
  }

  offer(count) {
    this.button.hidden = !count;
    this.button.querySelector("span").textContent = `${count} new`;
    const words = count ? `${count} new place${count === 1 ? "" : "s"} to show.` : "";
    this.querySelector("[role=status]").textContent = words;
  }

  fetch() {
    const { query } = results().dataset;
    const found = document.getElementById("found");
    if (!found) return this.ask(query, results(), "outerHTML");
    const since = new URLSearchParams({ since: document.getElementById("change-log-position").value });
    this.ask([query, since].filter(String).join("&"), found, "afterbegin");
  }

  ask(query, target, swap) {
    htmx.ajax("GET", `${this.dataset.browse}?${query}`, { target, swap, source: this });
  }

  // The page shows something else: that is watched now.
  settle(target) {
    if (target.id === "found") this.welcome(target);
    if (results()) this.offer(0);
    this.line.say(this.shown());
  }

  welcome(found) {
    const arrived = [...found.querySelectorAll(".is-new")];
    for (const item of arrived) {
      item.classList.replace("is-new", "just-added");
      const { listing } = item.firstElementChild.dataset;
      const [, old] = found.querySelectorAll(`[data-listing="${listing}"]`);
      old?.closest("li").remove();
    }
    arrived[0]?.querySelector("a").focus({ preventScroll: true });
    document.dispatchEvent(new Event("places:changed"));
  }
}

customElements.define("listing-updates", ListingUpdates);
