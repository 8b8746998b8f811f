// Shares the page with the device's share dialog, or copies its link. Without scripts: an email link.
class ShareButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  async handleEvent(event) {
    if (!event.target.closest("a")) return;
    const { title, url } = this.dataset;
    const canShare = Boolean(navigator.share);
    if (!canShare && !navigator.clipboard) return; // the email link opens
    event.preventDefault();
    try {
      await (canShare ? navigator.share({ title, url }) : navigator.clipboard.writeText(url));
      if (!canShare) this.showStatus("Link copied");
    } catch (error) {
      if (error.name !== "AbortError") this.showStatus(url);
    }
  }

  showStatus(text) {
    this.querySelector("[role=status]").textContent = text;
  }
}

customElements.define("share-button", ShareButton);
