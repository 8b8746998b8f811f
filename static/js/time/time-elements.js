// Elements that show the <time> in them in the reader's time zone, and keep it current. Without
// scripts: the server's text.
import { find } from "../dom.js";
import { ago, shortDate } from "../format/dates.js";

const MINUTE = 60_000; // ms
/** @type {Set<TimeElement>} */
const connected = new Set();
const updateAll = () => connected.forEach((element) => element.update());

class TimeElement extends HTMLElement {
  /** @param {(moment: Date) => string} format */
  constructor(format) {
    super();
    this.format = format;
  }

  connectedCallback() {
    connected.add(this);
    this.update();
  }

  disconnectedCallback() {
    connected.delete(this);
  }

  update() {
    const time = find(this, "time");
    time.textContent = this.format(new Date(time.dateTime));
  }
}

/** The time, weekday or date. */
export class LocalTime extends TimeElement {
  constructor() {
    super(shortDate);
  }
}

/** How long ago it was. */
class RelativeTime extends TimeElement {
  constructor() {
    super(ago);
  }
}

customElements.define("local-time", LocalTime);
customElements.define("relative-time", RelativeTime);
setInterval(updateAll, MINUTE);
document.addEventListener("visibilitychange", updateAll);
