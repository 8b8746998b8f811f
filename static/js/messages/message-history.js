// Loads earlier and later messages when the reader scrolls near either end of those on the page.
import { enclosing, find } from "../dom.js";

const PAGE = 50; // messages per response; seqs have no gaps

export class MessageHistory {
  /** @type {Promise<Protocol.Message[] | null> | null} */
  #loading = null;

  /**
   * @param {HTMLElement} log
   * @param {MessageList} messages
   * @param {Scroller} scroller
   */
  constructor(log, messages, scroller) {
    this.url = log.dataset.messages;
    this.messages = messages;
    this.scroller = scroller;
    this.start = find(log, ".chat-log-start");
    this.earlier = find(log, ".chat-log-earlier");
    /** @type {HTMLElement | null} */
    this.later = log.querySelector(".chat-log-later");
    const options = { root: scroller.element, rootMargin: "400px" };
    this.observer = new IntersectionObserver((entries) => this.#onNear(entries), options);
    for (const link of this.#links) link.addEventListener("click", this);
    this.#observe();
  }

  get #links() {
    return this.later ? [this.earlier, this.later] : [this.earlier];
  }

  /** @param {Event} event */
  handleEvent(event) {
    event.preventDefault();
    this.#loadPage(event.currentTarget);
  }

  // Replaces the range by the newest page, and the URL by its URL. Returns whether it was loaded.
  async loadNewest() {
    await this.#loading;
    return this.#load("", (messages) => {
      this.messages.replace(messages);
      history.replaceState(null, "", location.pathname);
    });
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #onNear(entries) {
    const near = entries.find(({ isIntersecting }) => isIntersecting);
    if (near) this.#loadPage(near.target);
  }

  /** @param {EventTarget | null} link */
  #loadPage(link) {
    const { oldest, newest } = this.messages.order;
    if (link === this.earlier) {
      return this.#load(`?before=${oldest}`, (messages) => this.messages.prepend(messages));
    }
    const end = newest + PAGE;
    return this.#load(`?before=${end + 1}`, (messages) =>
      this.messages.append(messages, (messages.at(-1)?.seq ?? 0) < end),
    );
  }

  /**
   * One request at a time.
   * @param {string} query
   * @param {(messages: Protocol.Message[]) => void} show
   */
  async #load(query, show) {
    if (this.#loading) return false;
    for (const link of this.#links) link.setAttribute("aria-disabled", "true");
    this.#loading = this.#fetch(query).finally(() => this.#finish());
    const messages = await this.#loading;
    if (!messages) return false;
    const before = this.#extent;
    this.scroller.keepPosition(() => show(messages));
    // After a response without anything new, only the link loads again.
    if (this.#extent !== before) this.#observe();
    return true;
  }

  #finish() {
    this.#loading = null;
    for (const link of this.#links) link.removeAttribute("aria-disabled");
  }

  get #extent() {
    const { oldest, newest, isTruncated } = this.messages.order;
    return `${oldest} ${newest} ${isTruncated}`;
  }

  /**
   * @param {string} query
   * @returns {Promise<Protocol.Message[] | null>}
   */
  async #fetch(query) {
    try {
      const response = await fetch(this.url + query);
      return response.ok && !response.redirected ? (await response.json()).messages : null;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return null; // offline: the link stays
    }
  }

  // The observer reports an end that is still near only if it is observed again.
  #observe() {
    const { oldest, isTruncated } = this.messages.order;
    this.start.hidden = oldest > 1;
    enclosing(this.earlier, ".chat-log-page").hidden = oldest <= 1;
    if (this.later) enclosing(this.later, ".chat-log-page").hidden = !isTruncated;
    for (const link of this.#links) {
      this.observer.unobserve(link);
      if (!link.closest("[hidden]")) this.observer.observe(link);
    }
  }
}
