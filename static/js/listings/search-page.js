// Glue of the search page: filters close when they are done, a phone switches list and map.
import { markOpened, rememberOpened } from "./opened-listings.js";

const ANSWERS = ["htmx:afterSettle", "htmx:beforeSwap", "htmx:sendError", "htmx:responseError"];

class SearchPage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("submit", this);
    for (const type of ANSWERS) this.addEventListener(type, this);
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
    else if (type === "htmx:afterSettle") this.settle();
    else if (ANSWERS.includes(type)) this.tellSilence(type !== "htmx:beforeSwap");
    else if (target.closest(".card-title a")) rememberOpened(target.closest(".card"));
    else if (target.closest("[data-switch]")) this.switchView(target.closest("[data-switch]"));
    else if (target.closest("[data-from]")) this.chooseStay(event, target.closest("[data-from]"));
  }

  settle() {
    this.markErrors();
    markOpened(this);
  }

  tellSilence(silent) {
    this.querySelector("[data-silence]").hidden = !silent;
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
