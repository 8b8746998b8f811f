// The number of unread messages: in the header, before the page's title and on the favicon.
import { unreadCounts } from "../session.js";
import { FaviconBadge } from "./favicon-badge.js";

const PREFIX = /^\(\d+\) /;
const icon = document.querySelector("link[rel=icon]");
const favicon = icon && new FaviconBadge(icon);

class UnreadBadge extends HTMLElement {
  connectedCallback() {
    unreadCounts.addEventListener("change", this);
    // When htmx swaps a part of the page, it may set a new title, without the number.
    this.observer = new MutationObserver(() => this.updateTitle());
    this.observer.observe(document.querySelector("title"), { childList: true });
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
    this.dataset.count = unread;
    this.firstElementChild.textContent = unread > 99 ? "99+" : unread;
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
