// The card of the chosen pin's listing, at the bottom of the map. The server renders it.
export class PinPreview {
  // `url`: the URL of listing 0's card
  constructor(element, url) {
    Object.assign(this, { element, url });
    this.card = element.querySelector("[data-card]");
    element.querySelector("[data-close]").addEventListener("click", () => this.close());
    element.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  async open(id, opener) {
    this.opener = opener;
    const url = this.url.replace("/0/", `/${id}/`);
    await globalThis.htmx.ajax("GET", url, { target: this.card, swap: "innerHTML" });
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
