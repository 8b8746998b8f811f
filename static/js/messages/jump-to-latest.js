// The button that leads to the newest, with the number of what came while one looked elsewhere.
export class JumpToLatest {
  constructor(button) {
    this.button = button;
    this.missed = 0;
  }

  show({ isAtNewest, isAway }) {
    if (isAtNewest) this.missed = 0;
    this.button.hidden = !(this.missed || isAway);
    const count = this.missed ? `${this.missed} new` : "";
    this.button.querySelector(".jump-to-latest-count").textContent = count;
    this.button.querySelector(".jump-to-latest-label").classList.toggle("visually-hidden", this.missed);
  }
}
