// The line of open browse and listing pages: it tells what changes on them.
import { Line } from "./line.js";

const REST_AFTER = 30_000;

export class ListingsLine extends Line {
  #rest;

  // `watch()`: the frame that says what the page shows now.
  constructor(watch) {
    super("/ws/listings/");
    this.watch = watch;
  }

  // Nobody looks: a line that is taken up again tells what was missed.
  handleEvent(event) {
    clearTimeout(this.#rest);
    if (event.type === "visibilitychange" && document.hidden) {
      this.#rest = setTimeout(() => this.rest(), REST_AFTER);
    } else super.handleEvent(event);
  }

  rest() {
    this.drop();
    this.become("away");
  }

  greet() {
    this.opened();
    this.say(this.watch());
  }

  hear(frame) {
    this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
  }
}
