// Shows the <time> in it in the reader's time zone. Without scripts: the server's text.
import { shortDate } from "../format/dates.js";
import { onDayChange } from "./day-change.js";

const connected = new Set();

class LocalTime extends HTMLElement {
  connectedCallback() {
    connected.add(this);
    this.update();
  }

  disconnectedCallback() {
    connected.delete(this);
  }

  update() {
    const time = this.querySelector("time");
    time.textContent = shortDate(new Date(time.dateTime));
  }
}

customElements.define("local-time", LocalTime);
onDayChange(() => connected.forEach((element) => element.update()));
