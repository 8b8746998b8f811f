// Shows how long ago the <time> in it is, and updates it. Without scripts: the day.
import { find } from "../dom.js";
import { ago } from "../format/dates.js";

const MINUTE = 60_000; // ms
/** @type {Set<RelativeTime>} */
const connected = new Set();

class RelativeTime extends HTMLElement {
  connectedCallback() {
    connected.add(this);
    this.update();
  }

  disconnectedCallback() {
    connected.delete(this);
  }

  update() {
    const time = find(this, "time");
    time.textContent = ago(new Date(time.dateTime));
  }
}

customElements.define("relative-time", RelativeTime);
const updateAll = () => connected.forEach((element) => element.update());
setInterval(updateAll, MINUTE);
document.addEventListener("visibilitychange", updateAll);
