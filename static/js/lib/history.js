// Brings older messages when the reader comes near the upper end.
export class History {
  #isLoading = false;

  constructor(log, messages, scroller) {
    this.url = log.dataset.messages;
    this.region = scroller.element;
    this.messages = messages;
    this.scroller = scroller;
    this.start = log.querySelector(".log-start");
    this.link = log.querySelector(".log-earlier");
    if (!this.link) return;
    this.link.addEventListener("click", this);
    const options = { root: this.region, rootMargin: "400px" };
    this.watcher = new IntersectionObserver((entries) => this.#near(entries), options);
    this.watcher.observe(this.link);
  }

  handleEvent(event) {
    event.preventDefault();
    this.load();
  }

  async load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.link.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(`${this.url}?before=${this.messages.oldest}`);
      if (answer.ok && !answer.redirected) this.#show((await answer.json()).messages);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the line is gone: the link stays
    } finally {
      this.#isLoading = false;
      this.link.removeAttribute("aria-disabled");
    }
  }

  #near(entries) {
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.load();
  }

  #show(messages) {
    // What comes in above is for the eyes: nobody wants fifty old messages read out.
    this.region.setAttribute("aria-live", "off");
    this.scroller.keep(() => this.messages.prepend(messages));
    requestAnimationFrame(() => requestAnimationFrame(() => this.region.removeAttribute("aria-live")));
    const isAll = this.messages.oldest <= 1;
    this.start.hidden = !isAll;
    this.link.closest(".log-turn").hidden = isAll;
    // Where the upper end is still near, the watcher says so only when asked anew.
    this.watcher.unobserve(this.link);
    if (!isAll) this.watcher.observe(this.link);
  }
}
