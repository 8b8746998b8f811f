// The browse page: its filter panels, its notice when the server doesn't answer, and on a phone the
// switch between list and map.
import { closest, find, findAll } from "../dom.js";
import { markOpened, rememberOpened } from "./opened-listings.js";

const REQUEST_EVENTS = ["htmx:afterSettle", "htmx:beforeSwap", "htmx:sendError", "htmx:responseError"];

class SearchPage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("submit", this);
    for (const type of REQUEST_EVENTS) this.addEventListener(type, this);
    this.addEventListener("auxclick", this);
    window.addEventListener("pageshow", this);
    markOpened(this);
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { type } = event;
    if (type === "submit") this.closeFilters();
    else if (type === "pageshow") markOpened(this);
    else if (type === "htmx:afterSettle") this.onSwap();
    else if (REQUEST_EVENTS.includes(type)) this.showNoAnswer(type !== "htmx:beforeSwap");
    else this.onClick(event);
  }

  /** @param {Event} event */
  onClick(event) {
    const card = closest(event.target, ".card-title a") && closest(event.target, ".card");
    const switcher = closest(event.target, "[data-switch]");
    const stay = closest(event.target, "[data-from]");
    if (card) rememberOpened(card);
    else if (switcher) this.switchView(switcher);
    else if (stay) this.chooseStay(event, stay);
  }

  onSwap() {
    this.markErrors();
    markOpened(this);
  }

  /** @param {boolean} isShown */
  showNoAnswer(isShown) {
    find(this, "[data-no-answer]").hidden = !isShown;
  }

  closeFilters() {
    for (const panel of findAll(this, ":popover-open")) panel.hidePopover();
  }

  markErrors() {
    for (const field of this.querySelectorAll("[aria-describedby^='error-']")) {
      const error = document.getElementById(field.getAttribute("aria-describedby") ?? "");
      field.toggleAttribute("aria-invalid", false);
      if (error?.firstElementChild) field.setAttribute("aria-invalid", "true");
    }
  }

  /** @param {HTMLElement} button */
  switchView(button) {
    const toMap = this.dataset.view !== "map";
    this.dataset.view = toMap ? "map" : "list";
    button.setAttribute("aria-pressed", String(toMap));
  }

  /**
   * Fills in the dates of a usual stay, such as a quarter.
   * @param {Event} event
   * @param {HTMLElement} stay
   */
  chooseStay(event, stay) {
    event.preventDefault();
    const { dataset } = stay;
    for (const other of this.querySelectorAll("[data-from]")) other.removeAttribute("aria-current");
    stay.setAttribute("aria-current", "true");
    find(this, "#id_available_from", HTMLInputElement).value = dataset.from ?? "";
    const until = find(this, "#id_available_until", HTMLInputElement);
    until.value = dataset.until ?? "";
    until.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("search-page", SearchPage);
