// The card of the chosen pin's listing, at the bottom of the map. The server renders it.
import { find } from "../dom.js";

export class PinPreview {
  /**
   * @param {HTMLElement} element
   * @param {string} url of listing 0's card
   */
  constructor(element, url) {
    this.element = element;
    this.url = url;
    this.card = find(element, "[data-card]");
    find(element, "[data-close]").addEventListener("click", () => this.close());
    element.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  /**
   * @param {number} id
   * @param {HTMLElement} opener
   */
  async open(id, opener) {
    /** @type {HTMLElement | undefined} */
    this.opener = opener;
    const url = this.url.replace("/0/", `/${id}/`);
    await htmx.ajax("GET", url, { target: this.card, swap: "innerHTML" });
    this.element.hidden = false;
    this.card.querySelector("a")?.focus({ preventScroll: true });
  }

  close() {
    if (this.element.hidden) return;
    const hasFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (hasFocus && this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }
}
