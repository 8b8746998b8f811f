// Says when the <time> in it is, as the reader's clock has it. Without scripts the server's stands.
import { lately } from "../format/dates.js";
import { onNewDay } from "./day-change.js";

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
    time.textContent = lately(new Date(time.dateTime));
  }
}

customElements.define("local-time", LocalTime);
onNewDay(() => shown.forEach((time) => time.tell()));
