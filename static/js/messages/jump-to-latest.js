// The button that leads to the newest message. It counts those that arrived while the reader was
// elsewhere in the conversation.
import { find } from "../dom.js";

export class JumpToLatest {
  missed = 0;

  /** @param {HTMLButtonElement} button */
  constructor(button) {
    this.button = button;
  }

  /** @param {{ isAtNewest: boolean, isAway: boolean }} position */
  update({ isAtNewest, isAway }) {
    if (isAtNewest) this.missed = 0;
    this.button.hidden = !(this.missed || isAway);
    const count = this.missed ? `${this.missed} new` : "";
    find(this.button, ".jump-to-latest-count").textContent = count;
    find(this.button, ".jump-to-latest-label").classList.toggle("visually-hidden", this.missed > 0);
  }
}
