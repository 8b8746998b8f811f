// Shows who is typing: a participant counts as typing until five seconds after the last `typing`
// frame.
import { me, socket } from "../session.js";
import { Participants } from "./participants.js";

const EXPIRES_AFTER = 5000; // ms

class TypingIndicator extends HTMLElement {
  connectedCallback() {
    /** @type {number} */
    this.conversation = Number(this.dataset.conversation);
    /** @type {Participants} */
    this.participants = new Participants(me);
    /** @type {Map<number, Timer>} by user */
    this.timers = new Map();
    for (const type of ["typing", "message"]) socket.addEventListener(type, this);
  }

  /** @param {FrameEvent<"typing" | "message">} event */
  handleEvent({ type, detail }) {
    if (detail.conversation !== this.conversation) return;
    const user = type === "typing" ? detail.user : detail.message.sender.id;
    if (user === null) return; // the sender's account is deleted
    clearTimeout(this.timers.get(user));
    if (type === "typing") this.timers.set(user, setTimeout(() => this.expire(user), EXPIRES_AFTER));
    else this.timers.delete(user);
    this.update();
  }

  /** @param {number} user */
  expire(user) {
    this.timers.delete(user);
    this.update();
  }

  update() {
    const names = [...this.timers.keys()].map((id) => this.participants.name(id));
    if (names.length === 0) this.textContent = "";
    else if (names.length === 1) this.textContent = `${names[0]} is typing…`;
    else if (names.length === 2) this.textContent = `${names.join(" and ")} are typing…`;
    else this.textContent = "Several people are typing…";
  }
}

customElements.define("typing-indicator", TypingIndicator);
