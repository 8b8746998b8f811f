// Shares a page by what the device has for it, else copies the link. Without it: a mail.
class ShareButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  async handleEvent(event) {
    if (!event.target.closest("a")) return;
    const { title, url } = this.dataset;
    const shares = Boolean(navigator.share);
    if (!shares && !navigator.clipboard) return; // the mail that the link opens
    event.preventDefault();
    try {
      await (shares ? navigator.share({ title, url }) : navigator.clipboard.writeText(url));
      if (!shares) this.say("Link copied");
    } catch (error) {
      if (error.name !== "AbortError") this.say(url);
    }
  }

  say(words) {
    this.querySelector("[role=status]").textContent = words;
  }
}

customElements.define("share-button", ShareButton);
