// The browse page: its filter panels, its notice when the server doesn't answer, and on a phone the
// switch between list and map.
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

  handleEvent(event) {
    const { type, target } = event;
    if (type === "submit") this.closeFilters();
    else if (type === "pageshow") markOpened(this);
    else if (type === "htmx:afterSettle") this.onSwap();
    else if (REQUEST_EVENTS.includes(type)) this.showNoAnswer(type !== "htmx:beforeSwap");
    else if (target.closest(".card-title a")) rememberOpened(target.closest(".card"));
    else if (target.closest("[data-switch]")) this.switchView(target.closest("[data-switch]"));
    else if (target.closest("[data-from]")) this.chooseStay(event, target.closest("[data-from]"));
  }

  onSwap() {
    this.markErrors();
    markOpened(this);
  }

  showNoAnswer(isShown) {
    this.querySelector("[data-no-answer]").hidden = !isShown;
  }

  closeFilters() {
    for (const panel of this.querySelectorAll(":popover-open")) panel.hidePopover();
  }

  markErrors() {
    for (const field of this.querySelectorAll("[aria-describedby^='error-']")) {
      const error = document.getElementById(field.getAttribute("aria-describedby"));
      field.toggleAttribute("aria-invalid", false);
      if (error?.firstElementChild) field.setAttribute("aria-invalid", "true");
    }
  }

  switchView(button) {
    const toMap = this.dataset.view !== "map";
    this.dataset.view = toMap ? "map" : "list";
    button.setAttribute("aria-pressed", toMap);
  }

  // Fills in the dates of a usual stay, such as a quarter.
  chooseStay(event, stay) {
    event.preventDefault();
    const { dataset } = stay;
    for (const other of this.querySelectorAll("[data-from]")) other.removeAttribute("aria-current");
    stay.setAttribute("aria-current", "true");
    this.querySelector("#id_available_from").value = dataset.from;
    const until = this.querySelector("#id_available_until");
    until.value = dataset.until;
    until.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("search-page", SearchPage);
