// Says, calmly, when the line is gone or one is logged out.
import { socket } from "../session.js";

const SHORT = 1000;

class ConnectionStatus extends HTMLElement {
  connectedCallback() {
    socket.addEventListener("state", () => this.show());
  }

  show() {
    const { state } = socket;
    if (state === "connecting") return; // it may not come to anything
    if (state === "away" && navigator.onLine) {
      // A line that is back within a second is not worth a word.
      this.waits ??= setTimeout(() => this.tell("away"), SHORT);
    } else {
      this.waits = clearTimeout(this.waits);
      this.tell(state);
    }
  }

  tell(state) {
    for (const words of this.children) words.hidden = words.dataset.when !== state;
    this.hidden = state === "open";
  }
}

customElements.define("connection-status", ConnectionStatus);
