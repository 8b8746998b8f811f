// How much waits, live on every page and before its title.
import { places } from "../lib/chat.js";

class UnreadCount extends HTMLElement {
  connectedCallback() {
    places.addEventListener("change", this);
  }

  disconnectedCallback() {
    places.removeEventListener("change", this);
  }

  handleEvent() {
    const { unread } = places;
    this.hidden = !unread;
    this.dataset.count = unread;
    this.firstElementChild.textContent = unread > 99 ? "99+" : unread;
    const title = document.title.replace(/^\(\d+\) /, "");
    document.title = unread ? `(${unread}) ${title}` : title;
  }
}

customElements.define("unread-count", UnreadCount);
