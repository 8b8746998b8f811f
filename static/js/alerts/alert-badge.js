// The number of new alerts, on every page. Each `alert` frame, and the socket's first frame, carries
// the whole number, so a lost frame does no harm.
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
