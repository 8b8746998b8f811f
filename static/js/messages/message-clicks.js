// What a press in the talk does: to what a message replies to, to the newest, once more, away, a
// reaction.
import { outbox, socket } from "../session.js";

export class MessageClicks {
  // `toNewest()`: brings the newest messages and shows them.
  constructor(log, scroller, toNewest) {
    Object.assign(this, { log, scroller, toNewest });
    log.addEventListener("click", this);
  }

  handleEvent(event) {
    const quote = event.target.closest(".quote");
    if (quote) this.jump(event, this.log.querySelector(`#message-${quote.dataset.quoted}`));
    else this.press(event.target.closest("button"));
  }

  // Where what a message replies to isn't here, the link leads to the page that has it.
  jump(event, item) {
    if (!item || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.log.querySelector("[data-found]")?.removeAttribute("data-found");
    item.toggleAttribute("data-found", true);
    this.scroller.center(item);
    item.focus({ preventScroll: true });
  }

  press(button) {
    const item = button?.closest(".message");
    if (button?.matches(".jump-to-latest")) this.toNewest();
    else if (button?.dataset.do === "retry") outbox.retry(item.dataset.nonce);
    else if (button?.dataset.do === "discard") this.discard(item);
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
