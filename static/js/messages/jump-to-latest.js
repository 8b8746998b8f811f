// The button that leads to the newest message. It counts those that arrived while the reader was
// elsewhere in the conversation.
export class JumpToLatest {
  missed = 0;

  constructor(button) {
    this.button = button;
  }

  update({ isAtNewest, isAway }) {
    if (isAtNewest) this.missed = 0;
    this.button.hidden = !(this.missed || isAway);
    const count = this.missed ? `${this.missed} new` : "";
    this.button.querySelector(".jump-to-latest-count").textContent = count;
    this.button.querySelector(".jump-to-latest-label").classList.toggle("visually-hidden", this.missed);
  }
}
