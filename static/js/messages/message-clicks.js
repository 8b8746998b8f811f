// Clicks in the list of messages: on a quote, a reaction, the jump-to-latest button, and the buttons
// of a message that couldn't be sent.
import { closest, find } from "../dom.js";
import { outbox, socket } from "../session.js";

export class MessageClicks {
  /**
   * @param {HTMLElement} log
   * @param {Scroller} scroller
   * @param {() => void} jumpToLatest loads the newest messages if necessary and scrolls to them
   */
  constructor(log, scroller, jumpToLatest) {
    this.log = log;
    this.scroller = scroller;
    this.jumpToLatest = jumpToLatest;
    log.addEventListener("click", this);
  }

  /** @param {MouseEvent} event */
  handleEvent(event) {
    const quote = closest(event.target, ".quote");
    if (quote) this.showQuoted(event, this.log.querySelector(`#message-${quote.dataset.quoted}`));
    else this.click(closest(event.target, "button"));
  }

  /**
   * If the quoted message isn't loaded, the link leads to the page that has it.
   * @param {MouseEvent} event
   * @param {HTMLElement | null} item
   */
  showQuoted(event, item) {
    if (!item || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.log.querySelector("[data-found]")?.removeAttribute("data-found");
    item.toggleAttribute("data-found", true);
    this.scroller.center(item);
    item.focus({ preventScroll: true });
  }

  /** @param {HTMLButtonElement | null} button */
  click(button) {
    if (button?.matches(".jump-to-latest")) this.jumpToLatest();
    const item = closest(button, ".message");
    if (!button || !item) return;
    if (button.dataset.action === "retry") outbox.retry(String(item.dataset.nonce));
    else if (button.dataset.action === "discard") this.discard(item);
    else if (button.matches(".reaction")) this.react(item, button);
  }

  /** @param {HTMLElement} item */
  discard({ dataset }) {
    outbox.discard(String(dataset.nonce));
    find(document, "chat-composer textarea").focus();
  }

  /**
   * @param {HTMLElement} item
   * @param {HTMLButtonElement} button
   */
  react({ dataset }, { dataset: { emoji = "" }, ariaPressed }) {
    const on = ariaPressed !== "true";
    const conversation = Number(this.log.dataset.conversation);
    socket.send({ type: "react", conversation, message: Number(dataset.id), emoji, on });
  }
}
