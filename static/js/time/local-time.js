// Shows the <time> in it in the reader's time zone. Without scripts: the server's text.
import { find } from "../dom.js";
import { shortDate } from "../format/dates.js";
import { onDayChange } from "./day-change.js";

/** @type {Set<LocalTime>} */
const connected = new Set();

export class LocalTime extends HTMLElement {
  connectedCallback() {
    connected.add(this);
    this.update();
  }

  disconnectedCallback() {
    connected.delete(this);
  }

  update() {
    const time = find(this, "time");
    time.textContent = shortDate(new Date(time.dateTime));
  }
}

customElements.define("local-time", LocalTime);
onDayChange(() => connected.forEach((element) => element.update()));
