// A list that hangs from its end: the browser counts `scrollTop` from there, downwards from zero.
const NEAR = 48;

export class Scroller {
  constructor(element, list) {
    this.element = element;
    this.list = list;
  }

  get isAtEnd() {
    return this.element.scrollTop > -NEAR;
  }

  // More than a screen away from the end.
  get isFar() {
    return -this.element.scrollTop > this.element.clientHeight;
  }

  toEnd(behavior = "instant") {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.element.scrollTo({ top: 0, behavior: isCalm ? "instant" : behavior });
  }

  // Shows an item near the upper edge, unless it can be seen from the end.
  show(item) {
    const gap = this.#gap(item);
    if (gap < 0) this.element.scrollTop += gap - NEAR;
  }

  // Shows an item in the middle.
  center(item) {
    const room = this.element.clientHeight - item.offsetHeight;
    this.element.scrollTop += this.#gap(item) - Math.max(NEAR, room / 2);
  }

  // Changes the list under the reader's eyes: who is at the end stays there, else what they look
  // at stays where it is.
  keep(change) {
    if (!this.isAtEnd) return this.stay(change);
    change();
    this.toEnd();
  }

  // Changes it so that what one looks at stays where it is, also at the end.
  stay(change) {
    const seen = this.#firstSeen();
    const top = seen?.getBoundingClientRect().top;
    change();
    if (seen?.isConnected) this.element.scrollTop += seen.getBoundingClientRect().top - top;
    else this.toEnd();
  }

  #gap(item) {
    return item.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }

  #firstSeen() {
    const edge = this.element.getBoundingClientRect().top;
    return [...this.list.children].find((item) => item.getBoundingClientRect().bottom > edge);
  }
}
