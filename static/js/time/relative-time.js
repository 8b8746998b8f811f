// Shows how long ago the <time> in it is, and updates it. Without scripts: the day.
import { ago } from "../format/dates.js";

const MINUTE = 60_000; // ms
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
    const time = this.querySelector("time");
    time.textContent = ago(new Date(time.dateTime));
  }
}

customElements.define("relative-time", RelativeTime);
const updateAll = () => connected.forEach((element) => element.update());
setInterval(updateAll, MINUTE);
document.addEventListener("visibilitychange", updateAll);
