// How much waits, live on every page, before its title and on its tab.
import { places } from "../session.js";
import { FaviconBadge } from "./favicon-badge.js";

const COUNT = /^\(\d+\) /;
const icon = document.querySelector("link[rel=icon]");
const favicon = icon && new FaviconBadge(icon);

class UnreadBadge extends HTMLElement {
  connectedCallback() {
    places.addEventListener("change", this);
    // Where a part of the page is swapped, the title may be another one, without the count.
    this.watcher = new MutationObserver(() => this.name());
    this.watcher.observe(document.querySelector("title"), { childList: true });
    this.unread = Number(this.dataset.count);
    this.show();
  }

  disconnectedCallback() {
    places.removeEventListener("change", this);
    this.watcher.disconnect();
  }

  handleEvent() {
    if (this.unread === places.unread) return;
    this.unread = places.unread;
    this.show();
  }

  show() {
    const { unread } = this;
    this.hidden = !unread;
    this.dataset.count = unread;
    this.firstElementChild.textContent = unread > 99 ? "99+" : unread;
    this.name();
    favicon?.show(unread);
  }

  name() {
    const plain = document.title.replace(COUNT, "");
    const title = this.unread ? `(${this.unread}) ${plain}` : plain;
    if (title !== document.title) document.title = title;
  }
}

customElements.define("unread-badge", UnreadBadge);
