// How many messages the sender of an inquiry has left until the other side writes. Without scripts:
// the number at the time of rendering.
import { enclosing, find } from "../dom.js";
import { me, outbox, socket } from "../session.js";

class MessageLimit extends HTMLElement {
  connectedCallback() {
    const { conversation, seq, left, limit } = this.dataset;
    /** @type {number} */
    this.conversation = Number(conversation);
    /** @type {number} */
    this.seq = Number(seq);
    /** @type {number} */
    this.left = Number(left);
    /** @type {number} */
    this.limit = Number(limit);
    for (const type of ["message", "ack"]) socket.addEventListener(type, this);
    outbox.addEventListener("change", this);
    this.update();
  }

  disconnectedCallback() {
    for (const type of ["message", "ack"]) socket.removeEventListener(type, this);
    outbox.removeEventListener("change", this);
  }

  /** @param {FrameEvent<"message" | "ack"> | EntryEvent} event */
  handleEvent({ type, detail }) {
    if (type !== "change") this.count(detail);
    this.update();
  }

  /** @param {Protocol.MessageFrame | Protocol.Ack} frame */
  count({ conversation, message: { seq, sender } }) {
    if (conversation !== this.conversation) return;
    if (sender.id !== me) this.left = Infinity;
    else if (seq > this.seq) this.left -= 1;
    this.seq = Math.max(this.seq, seq);
  }

  update() {
    const pending = outbox.entries(this.conversation).filter(({ refused }) => !refused);
    const left = Math.max(0, this.left - pending.length);
    this.hidden = left === Infinity;
    if (!this.hidden) find(this, ".composer-limit-left").textContent = String(left);
    find(this, ".composer-limit-rest").hidden = left === this.limit;
    find(this, ".composer-limit-open").hidden = left === 0;
    find(this, ".composer-limit-full").hidden = left > 0;
    const composer = enclosing(this, "chat-composer");
    composer.toggleAttribute("data-full", left === 0);
    composer.updateLock?.(); // not defined until the composer's module has run
  }
}

customElements.define("message-limit", MessageLimit);
