// Who is writing just now: somebody is until five seconds after the last sign of it.
import { socket } from "../session.js";
import { Participants } from "./participants.js";

const LASTS = 5000;

class TypingIndicator extends HTMLElement {
  connectedCallback() {
    this.conversation = Number(this.dataset.conversation);
    this.people = new Participants();
    this.typing = new Map(); // user: timer
    for (const type of ["typing", "message"]) socket.addEventListener(type, this);
  }

  handleEvent({ type, detail }) {
    if (detail.conversation !== this.conversation) return;
    const user = type === "typing" ? detail.user : detail.message.sender.id;
    clearTimeout(this.typing.get(user));
    if (type === "typing") this.typing.set(user, setTimeout(() => this.stop(user), LASTS));
    else this.typing.delete(user);
    this.show();
  }

  stop(user) {
    this.typing.delete(user);
    this.show();
  }

  show() {
    const names = [...this.typing.keys()].map((id) => this.people.name(id));
    if (names.length === 0) this.textContent = "";
    else if (names.length === 1) this.textContent = `${names[0]} is typing …`;
    else if (names.length === 2) this.textContent = `${names.join(" and ")} are typing …`;
    else this.textContent = "Several people are typing …";
  }
}

customElements.define("typing-indicator", TypingIndicator);
