// Says when the <time> in it is, as the reader's clock has it. Without scripts the server's stands.
import { shortDate } from "../format/dates.js";
import { onDayChange } from "./day-change.js";

const shown = new Set();

class LocalTime extends HTMLElement {
  connectedCallback() {
    shown.add(this);
    this.tell();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  tell() {
    const time = this.querySelector("time");
    time.textContent = shortDate(new Date(time.dateTime));
  }
}

customElements.define("local-time", LocalTime);
onDayChange(() => shown.forEach((time) => time.tell()));
