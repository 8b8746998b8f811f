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

  toEnd(behavior = "instant") {
    this.element.scrollTo({ top: 0, behavior });
  }

  // Shows an item near the upper edge, unless it can be seen from the end.
  show(item) {
    const gap = item.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    if (gap < 0) this.element.scrollTop += gap - NEAR;
  }

  // Changes the list under the reader's eyes: who is at the end stays there, else what they look
  // at stays where it is.
  keep(change) {
    const seen = this.isAtEnd ? null : this.#firstSeen();
    const top = seen?.getBoundingClientRect().top;
    change();
    if (seen?.isConnected) this.element.scrollTop += seen.getBoundingClientRect().top - top;
    else this.toEnd();
  }

  #firstSeen() {
    const edge = this.element.getBoundingClientRect().top;
    return [...this.list.children].find((item) => item.getBoundingClientRect().bottom > edge);
  }
}
