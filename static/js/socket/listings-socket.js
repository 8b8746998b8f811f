// The connection of open browse and listing pages: it reports changes of what they show.
import { ReconnectingSocket } from "./reconnecting-socket.js";

const REST_AFTER = 30_000;

export class ListingsSocket extends ReconnectingSocket {
  #rest;
  #again;

  // `watch()`: returns the frame that lists what the page shows now.
  constructor(watch) {
    super("/ws/listings/");
    this.watch = watch;
  }

  // Disconnects while the page is hidden: after a reconnect the server reports what was missed.
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

  drop() {
    clearTimeout(this.#again);
    this.#again = undefined;
    super.drop();
  }

  greet() {
    this.opened();
    this.say(this.watch());
  }

  hear(frame) {
    // The server didn't accept the last `watch` frame and asks for a pause.
    if (frame.type === "error" && frame.retry_after > 0) this.#sayAgain(frame.retry_after);
    this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
  }

  #sayAgain(seconds) {
    const say = () => {
      this.#again = undefined;
      this.say(this.watch());
    };
    this.#again ??= setTimeout(say, seconds * 1000 * (1 + Math.random() / 4));
  }
}
