// Says, calmly, when the line is gone or one is logged out.
import { socket } from "../lib/chat.js";

class LineBar extends HTMLElement {
  connectedCallback() {
    socket.addEventListener("state", () => this.show());
  }

  show() {
    const { state } = socket;
    if (state === "connecting") return; // it may not come to anything
    for (const words of this.children) words.hidden = words.dataset.when !== state;
    this.hidden = state === "open";
  }
}

customElements.define("line-bar", LineBar);
