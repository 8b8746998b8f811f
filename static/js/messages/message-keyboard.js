// The keyboard in the list of messages: arrow keys move between messages, Enter opens a message's
// options, Escape moves to the composer.
import { closest, find } from "../dom.js";

export class MessageKeyboard {
  /**
   * @param {HTMLElement} region
   * @param {HTMLElement} list
   */
  constructor(region, list) {
    this.region = region;
    this.list = list;
    region.addEventListener("keydown", this);
  }

  /** @param {KeyboardEvent} event */
  handleEvent(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const item = closest(event.target, ".message");
    if (event.key === "Escape") return this.focusComposer();
    if (event.target !== item && event.target !== this.region) return; // links and buttons have their own keys
    const next = this.nextItem(event.key, item);
    if (next instanceof HTMLElement) next.focus();
    else if (event.key === "ArrowDown" && item) this.focusComposer();
    else if (event.key === "Enter" && item) this.openMenu(item);
    else return;
    event.preventDefault();
  }

  /**
   * @param {string} key
   * @param {HTMLElement | null} item
   */
  nextItem(key, item) {
    if (key === "ArrowUp") return item ? item.previousElementSibling : this.lastVisible();
    if (key === "ArrowDown") return item?.nextElementSibling;
    if (key === "Home" && item) return this.list.firstElementChild;
    if (key === "End" && item) return this.list.lastElementChild;
    return null;
  }

  lastVisible() {
    const edge = this.region.getBoundingClientRect().bottom;
    return [...this.list.children].findLast((item) => item.getBoundingClientRect().top < edge);
  }

  /** @param {HTMLElement} item */
  openMenu(item) {
    const button = find(item, ".message-more");
    if (button.checkVisibility()) button.click();
  }

  focusComposer() {
    /** @type {HTMLElement | null} */
    const composer = document.querySelector("chat-composer textarea");
    composer?.focus();
  }
}
