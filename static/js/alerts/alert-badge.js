// The number of new alerts, on every page. Each `alert` frame, and the socket's first frame, carries
// the whole number, so a lost frame does no harm.
import { find } from "../dom.js";
import { socket } from "../session.js";

class AlertBadge extends HTMLElement {
  connectedCallback() {
    for (const type of ["alert", "ready"]) socket.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of ["alert", "ready"]) socket.removeEventListener(type, this);
  }

  /** @param {FrameEvent<"alert" | "ready">} event */
  handleEvent({ type, detail }) {
    const count = type === "ready" ? detail.alerts : detail.count;
    this.hidden = !count;
    find(this, "span").textContent = count > 99 ? "99+" : String(count);
  }
}

customElements.define("alert-badge", AlertBadge);
