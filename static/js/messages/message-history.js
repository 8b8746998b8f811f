// Loads earlier and later messages when the reader scrolls near either end of those on the page.
const PAGE = 50; // messages per response; seqs have no gaps

export class MessageHistory {
  #loading = null;

  constructor(log, messages, scroller) {
    this.url = log.dataset.messages;
    this.messages = messages;
    this.scroller = scroller;
    this.start = log.querySelector(".chat-log-start");
    this.earlier = log.querySelector(".chat-log-earlier");
    this.later = log.querySelector(".chat-log-later");
    const options = { root: scroller.element, rootMargin: "400px" };
    this.watcher = new IntersectionObserver((entries) => this.#near(entries), options);
    for (const link of this.#links) link.addEventListener("click", this);
    this.#watch();
  }

  get #links() {
    return [this.earlier, this.later].filter(Boolean);
  }

  handleEvent(event) {
    event.preventDefault();
    this.#turn(event.currentTarget);
  }

  // Jumps to the newest page and its URL. Returns whether it could be loaded.
  async toNewest() {
    await this.#loading;
    return this.#once("", (messages) => {
      this.messages.replace(messages);
      history.replaceState(null, "", location.pathname);
    });
  }

  #near(entries) {
    const near = entries.find(({ isIntersecting }) => isIntersecting);
    if (near) this.#turn(near.target);
  }

  #turn(link) {
    const { oldest, newest } = this.messages.order;
    if (link === this.earlier) {
      return this.#once(`?before=${oldest}`, (messages) => this.messages.prepend(messages));
    }
    const end = newest + PAGE;
    return this.#once(`?before=${end + 1}`, (messages) =>
      this.messages.append(messages, !messages.length || messages.at(-1).seq < end),
    );
  }

  async #once(query, show) {
    if (this.#loading) return false;
    for (const link of this.#links) link.setAttribute("aria-disabled", "true");
    this.#loading = this.#load(query).finally(() => this.#end());
    const messages = await this.#loading;
    if (!messages) return false;
    const before = this.#extent;
    this.scroller.stay(() => show(messages));
    // After a response without anything new, only the link asks again.
    if (this.#extent !== before) this.#watch();
    return true;
  }

  #end() {
    this.#loading = null;
    for (const link of this.#links) link.removeAttribute("aria-disabled");
  }

  get #extent() {
    const { oldest, newest, isCut } = this.messages.order;
    return `${oldest} ${newest} ${isCut}`;
  }

  async #load(query) {
    try {
      const answer = await fetch(this.url + query);
      return answer.ok && !answer.redirected ? (await answer.json()).messages : null;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return null; // offline: the link stays
    }
  }

  // The observer reports an end that is still near only if it is observed again.
  #watch() {
    const { oldest, isCut } = this.messages.order;
    this.start.hidden = oldest > 1;
    this.earlier.closest(".chat-log-page").hidden = oldest <= 1;
    if (this.later) this.later.closest(".chat-log-page").hidden = !isCut;
    for (const link of this.#links) {
      this.watcher.unobserve(link);
      if (!link.closest("[hidden]")) this.watcher.observe(link);
    }
  }
}
