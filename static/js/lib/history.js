// Brings earlier and later messages when the reader comes near either end of those on the page.
const PAGE = 50; // messages that one answer has; places have no gaps

export class History {
  #loading = null;

  constructor(log, messages, scroller) {
    this.url = log.dataset.messages;
    this.messages = messages;
    this.scroller = scroller;
    this.start = log.querySelector(".log-start");
    this.earlier = log.querySelector(".log-earlier");
    this.later = log.querySelector(".log-later");
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

  // The newest page, whatever lies between; its address follows. Whether it came.
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
    this.#loading = this.#load(query);
    const messages = await this.#loading;
    this.#loading = null;
    for (const link of this.#links) link.removeAttribute("aria-disabled");
    if (!messages) return false;
    this.scroller.stay(() => show(messages));
    this.#watch();
    return true;
  }

  async #load(query) {
    try {
      const answer = await fetch(this.url + query);
      return answer.ok && !answer.redirected ? (await answer.json()).messages : null;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return null; // the line is gone: the link stays
    }
  }

  // Where an end is still near, the watcher says so only when asked anew.
  #watch() {
    const { oldest, isCut } = this.messages.order;
    this.start.hidden = oldest > 1;
    this.earlier.closest(".log-turn").hidden = oldest <= 1;
    if (this.later) this.later.closest(".log-turn").hidden = !isCut;
    for (const link of this.#links) {
      this.watcher.unobserve(link);
      if (!link.closest("[hidden]")) this.watcher.observe(link);
    }
  }
}
