// Scrolls the list of messages. Its flex direction is reversed: `scrollTop` is 0 at the newest
// message and negative above it.
const NEAR = 48; // pixels

export class Scroller {
  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} list
   */
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

  /** @param {ScrollBehavior} behavior */
  toEnd(behavior = "instant") {
    const reducesMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.element.scrollTo({ top: 0, behavior: reducesMotion ? "instant" : behavior });
  }

  /**
   * Shows an item near the upper edge, unless it is visible from the end.
   * @param {HTMLElement} item
   */
  show(item) {
    const offset = this.#offset(item);
    if (offset < 0) this.element.scrollTop += offset - NEAR;
  }

  /**
   * Shows an item in the middle.
   * @param {HTMLElement} item
   */
  center(item) {
    const space = this.element.clientHeight - item.offsetHeight;
    this.element.scrollTop += this.#offset(item) - Math.max(NEAR, space / 2);
  }

  /**
   * Changes the list: a reader at the end stays at the end, any other keeps their position.
   * @param {() => void} change
   */
  keepEnd(change) {
    if (!this.isAtEnd) return this.keepPosition(change);
    change();
    this.toEnd();
  }

  /**
   * Changes the list so that the visible messages don't move, even at the end.
   * @param {() => void} change
   */
  keepPosition(change) {
    const anchor = this.#firstVisible();
    const top = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (anchor?.isConnected) this.element.scrollTop += anchor.getBoundingClientRect().top - top;
    else this.toEnd();
  }

  /** @param {HTMLElement} item */
  #offset(item) {
    return item.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }

  #firstVisible() {
    const edge = this.element.getBoundingClientRect().top;
    return [...this.list.children].find((item) => item.getBoundingClientRect().bottom > edge);
  }
}
