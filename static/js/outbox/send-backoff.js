// Pauses between attempts to send, per conversation. They are stored, so that neither a reload nor
// another tab sends sooner.
import { LocalStorage } from "../storage/local-storage.js";

export const LONGEST_PAUSE = 60; // seconds

export class SendBackoff {
  /** @type {Map<number, Timer>} by conversation */
  #timers = new Map();

  /**
   * @param {number} user
   * @param {(conversation: number) => void} resume is called when a pause may be over
   */
  constructor(user, resume) {
    /** @type {LocalStorage<{ from: number, until: number }>} in ms */
    this.storage = new LocalStorage(`pause.${user}.`);
    this.resume = resume;
  }

  /**
   * Lasts up to a quarter longer, so that the clients of a server that was down don't all return in
   * the same instant.
   * @param {number} conversation @param {number} seconds
   */
  start(conversation, seconds) {
    const now = Date.now();
    const length = Math.min(seconds, LONGEST_PAUSE) * 1000 * (1 + Math.random() / 4);
    this.storage.set(String(conversation), { from: now, until: now + length });
    this.#setTimer(conversation, length);
  }

  /**
   * Whether the conversation is paused. If it is, `resume` follows.
   * @param {number} conversation
   */
  has(conversation) {
    const left = this.#left(String(conversation));
    if (left > 0) this.#setTimer(conversation, left);
    return left > 0;
  }

  /** @param {string} key */
  #left(key) {
    const pause = this.storage.get(key);
    const now = Date.now();
    // Setting the clock back ends the pause.
    if (pause && pause.from <= now && now < pause.until) return pause.until - now;
    if (pause) this.storage.delete(key);
    return 0;
  }

  /** @param {number} conversation @param {number} milliseconds */
  #setTimer(conversation, milliseconds) {
    clearTimeout(this.#timers.get(conversation));
    const resume = () => {
      this.#timers.delete(conversation);
      this.resume(conversation);
    };
    this.#timers.set(conversation, setTimeout(resume, milliseconds));
  }
}
