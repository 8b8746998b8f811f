// Clicks in the list of messages: on a quote, a reaction, the jump-to-latest button, and the buttons
// of a message that couldn't be sent.
import { outbox, socket } from "../session.js";

export class MessageClicks {
  // `jumpToLatest()`: loads the newest messages if necessary and scrolls to them.
  constructor(log, scroller, jumpToLatest) {
    Object.assign(this, { log, scroller, jumpToLatest });
    log.addEventListener("click", this);
  }

  handleEvent(event) {
    const quote = event.target.closest(".quote");
    if (quote) this.showQuoted(event, this.log.querySelector(`#message-${quote.dataset.quoted}`));
    else this.click(event.target.closest("button"));
  }

  // If the quoted message isn't loaded, the link leads to the page that has it.
  showQuoted(event, item) {
    if (!item || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.log.querySelector("[data-found]")?.removeAttribute("data-found");
    item.toggleAttribute("data-found", true);
    this.scroller.center(item);
    item.focus({ preventScroll: true });
  }

  click(button) {
    const item = button?.closest(".message");
    if (button?.matches(".jump-to-latest")) this.jumpToLatest();
    else if (button?.dataset.action === "retry") outbox.retry(item.dataset.nonce);
    else if (button?.dataset.action === "discard") this.discard(item);
    else if (button?.matches(".reaction")) this.react(item, button);
  }

  discard({ dataset }) {
    outbox.discard(dataset.nonce);
    document.querySelector("chat-composer textarea").focus();
  }

  react({ dataset }, { dataset: { emoji }, ariaPressed }) {
    const on = ariaPressed !== "true";
    const conversation = Number(this.log.dataset.conversation);
    socket.send({ type: "react", conversation, message: Number(dataset.id), emoji, on });
  }
}
