// The connection of open browse and listing pages: it reports changes of what they show.
import { ReconnectingSocket } from "./reconnecting-socket.js";

const DISCONNECT_AFTER = 30_000; // ms on a hidden page

/** @extends {ReconnectingSocket<Protocol.ListingsFrame, Protocol.Watch>} */
export class ListingsSocket extends ReconnectingSocket {
  /** @type {Timer} */
  #hiddenTimer;
  /** @type {Timer} */
  #watchTimer;

  /** @param {() => Protocol.Watch} watchFrame returns the frame that lists what the page shows now */
  constructor(watchFrame) {
    super("/ws/listings/");
    this.watchFrame = watchFrame;
  }

  /**
   * Disconnects while the page is hidden: after a reconnect the server reports what was missed.
   * @param {Event} event
   */
  handleEvent(event) {
    clearTimeout(this.#hiddenTimer);
    if (event.type === "visibilitychange" && document.hidden) {
      this.#hiddenTimer = setTimeout(() => this.disconnect(), DISCONNECT_AFTER);
    } else super.handleEvent(event);
  }

  disconnect() {
    this.close();
    this.setState("disconnected");
  }

  close() {
    clearTimeout(this.#watchTimer);
    this.#watchTimer = undefined;
    super.close();
  }

  watch() {
    this.sendFrame(this.watchFrame());
  }

  onConnected() {
    this.markOpen();
    this.watch();
  }

  /** @param {Protocol.ListingsFrame} frame */
  onFrame(frame) {
    // The server didn't accept the last `watch` frame and asks for a pause.
    if (frame.type === "error" && frame.retry_after) this.#watchAfter(frame.retry_after);
    this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
  }

  /** @param {number} seconds */
  #watchAfter(seconds) {
    const watch = () => {
      this.#watchTimer = undefined;
      this.watch();
    };
    this.#watchTimer ??= setTimeout(watch, seconds * 1000 * (1 + Math.random() / 4));
  }
}
