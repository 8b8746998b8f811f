// How many alerts are new, live on every page. What is counted comes whole with each frame, and with
// the line's first one: a frame that was lost is made up for.
import { socket } from "../session.js";

class AlertBadge extends HTMLElement {
  connectedCallback() {
    for (const type of ["alert", "ready"]) socket.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of ["alert", "ready"]) socket.removeEventListener(type, this);
  }

  handleEvent({ type, detail }) {
    const count = type === "ready" ? detail.alerts : detail.count;
    this.hidden = !count;
    this.firstElementChild.textContent = count > 99 ? "99+" : count;
  }
}

customElements.define("alert-badge", AlertBadge);
