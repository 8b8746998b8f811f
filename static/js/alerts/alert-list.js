// The list of what came grows while it is open. What stands on it is seen once somebody looks.
import { socket } from "../session.js";

class AlertList extends HTMLElement {
  connectedCallback() {
    for (const type of ["alert", "ready"]) socket.addEventListener(type, this);
    document.addEventListener("visibilitychange", this);
    this.see();
  }

  disconnectedCallback() {
    for (const type of ["alert", "ready"]) socket.removeEventListener(type, this);
    document.removeEventListener("visibilitychange", this);
  }

  handleEvent({ type, detail }) {
    if (type === "visibilitychange") this.see();
    else if (type === "alert" && detail.count) this.grow();
    // What came while the page was made or the line was away.
    else if (type === "ready" && detail.alerts > Number(this.dataset.unseen)) this.grow();
  }

  // The first page alone: on the others nothing new stands.
  grow() {
    if (new URLSearchParams(location.search).get("page") > 1) return;
    const swap = { target: "#alerts", select: "#alerts", swap: "outerHTML" };
    htmx.ajax("GET", location.pathname, { ...swap, source: this });
  }

  see() {
    const { upto, seen } = this.dataset;
    if (document.hidden || !upto || this.hasSaid === upto) return;
    this.hasSaid = upto;
    htmx.ajax("POST", seen, { values: { upto }, swap: "none", source: this });
  }
}

customElements.define("alert-list", AlertList);
