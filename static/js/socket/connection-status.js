// The bar above the messages while the connection is lost or the user is logged out.
import { findAll } from "../dom.js";
import { socket } from "../session.js";

const SHORT_LOSS = 1000; // ms: a connection that is back sooner isn't worth mentioning

class ConnectionStatus extends HTMLElement {
  connectedCallback() {
    socket.addEventListener("state", () => this.update());
  }

  update() {
    const { state } = socket;
    if (state === "connecting") return; // the attempt may fail
    if (state === "disconnected" && navigator.onLine) {
      this.timer ??= setTimeout(() => this.show("disconnected"), SHORT_LOSS);
    } else {
      this.timer = clearTimeout(this.timer);
      this.show(state);
    }
  }

  /** @param {typeof socket.state} state */
  show(state) {
    for (const text of findAll(this, "[data-state]")) text.hidden = text.dataset.state !== state;
    this.hidden = state === "open";
  }
}

customElements.define("connection-status", ConnectionStatus);
