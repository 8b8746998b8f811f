// The page of alerts: new ones are added while it is open, and marked as seen while it is visible.
import { socket } from "../session.js";

class AlertList extends HTMLElement {
  connectedCallback() {
    for (const type of ["alert", "ready"]) socket.addEventListener(type, this);
    document.addEventListener("visibilitychange", this);
    this.markSeen();
  }

  disconnectedCallback() {
    for (const type of ["alert", "ready"]) socket.removeEventListener(type, this);
    document.removeEventListener("visibilitychange", this);
  }

  /** @param {FrameEvent<"alert" | "ready"> | PlainEvent<"visibilitychange">} event */
  handleEvent({ type, detail }) {
    if (type === "visibilitychange") this.markSeen();
    else if (type === "alert" && detail.count) this.reload();
    // Alerts that were created while the page was rendered or disconnected.
    else if (type === "ready" && detail.alerts > Number(this.dataset.unseen)) this.reload();
  }

  // Only the first page: new alerts appear there.
  reload() {
    if (Number(new URLSearchParams(location.search).get("page")) > 1) return;
    const swap = { target: "#alerts", select: "#alerts", swap: "outerHTML" };
    htmx.ajax("GET", location.pathname, { ...swap, source: this });
  }

  markSeen() {
    const { upto, seen } = this.dataset;
    if (document.hidden || !upto || !seen || this.reported === upto) return;
    /** @type {string | undefined} */
    this.reported = upto;
    htmx.ajax("POST", seen, { values: { upto }, swap: "none", source: this });
  }
}

customElements.define("alert-list", AlertList);
