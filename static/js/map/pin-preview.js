// The card of one pin, over the map's foot. The card is the server's own, heart and all.
export class PinPreview {
  // url: of the card of listing 0
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
    const within = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (within && this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }
}
