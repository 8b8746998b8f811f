// The number of unread messages: in the header, before the page's title and on the favicon.
import { find } from "../dom.js";
import { unreadCounts } from "../session.js";
import { FaviconBadge } from "./favicon-badge.js";

const PREFIX = /^\(\d+\) /;
/** @type {HTMLLinkElement | null} */
const icon = document.querySelector("link[rel=icon]");
const favicon = icon && new FaviconBadge(icon);

class UnreadBadge extends HTMLElement {
  connectedCallback() {
    unreadCounts.addEventListener("change", this);
    // When htmx swaps a part of the page, it may set a new title, without the number.
    /** @type {MutationObserver} */
    this.observer = new MutationObserver(() => this.updateTitle());
    this.observer.observe(find(document.head, "title"), { childList: true });
    /** @type {number} */
    this.unread = Number(this.dataset.count);
    this.update();
  }

  disconnectedCallback() {
    unreadCounts.removeEventListener("change", this);
    this.observer.disconnect();
  }

  handleEvent() {
    if (this.unread === unreadCounts.total) return;
    this.unread = unreadCounts.total;
    this.update();
  }

  update() {
    const { unread } = this;
    this.hidden = !unread;
    this.dataset.count = String(unread);
    find(this, "span").textContent = unread > 99 ? "99+" : String(unread);
    this.updateTitle();
    favicon?.show(unread);
  }

  updateTitle() {
    const plain = document.title.replace(PREFIX, "");
    const title = this.unread ? `(${this.unread}) ${plain}` : plain;
    if (title !== document.title) document.title = title;
  }
}

customElements.define("unread-badge", UnreadBadge);
