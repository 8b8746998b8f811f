// Shares the page with the device's share dialog, or copies its link. Without scripts: an email link.
import { closest, find } from "../dom.js";

class ShareButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  /** @param {Event} event */
  async handleEvent(event) {
    if (!closest(event.target, "a")) return;
    const { title, url = location.href } = this.dataset;
    const canShare = Boolean(navigator.share);
    if (!canShare && !navigator.clipboard) return; // the email link opens
    event.preventDefault();
    try {
      await (canShare ? navigator.share({ title, url }) : navigator.clipboard.writeText(url));
      if (!canShare) this.showStatus("Link copied");
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) this.showStatus(url);
    }
  }

  /** @param {string} text */
  showStatus(text) {
    find(this, "[role=status]").textContent = text;
  }
}

customElements.define("share-button", ShareButton);
