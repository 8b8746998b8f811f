// How long the messages of a conversation wait because the server asked for it. Kept in this
// browser, so that neither a reload nor another tab sends sooner.
import { Kept } from "./kept.js";

export const LONGEST_PAUSE = 60; // seconds

export class SendPauses {
  #timers = new Map(); // conversation: timer

  // `resume(conversation)`: called when a pause may be over.
  constructor(user, resume) {
    this.kept = new Kept(`pause.${user}.`);
    this.resume = resume;
  }

  // A little longer than asked: the clients of a server that was away don't return all at once.
  start(conversation, seconds) {
    const now = Date.now();
    const length = Math.min(seconds, LONGEST_PAUSE) * 1000 * (1 + Math.random() / 4);
    this.kept.set(String(conversation), { from: now, until: now + length });
    this.#setTimer(conversation, length);
  }

  // Whether the conversation has to wait. Where it does, `resume` follows.
  has(conversation) {
    const left = this.#left(String(conversation));
    if (left > 0) this.#setTimer(conversation, left);
    return left > 0;
  }

  #left(key) {
    const pause = this.kept.get(key);
    const now = Date.now();
    // A clock that was set back ends the pause.
    if (pause?.from <= now && now < pause.until) return pause.until - now;
    if (pause) this.kept.delete(key);
    return 0;
  }

  #setTimer(conversation, milliseconds) {
    clearTimeout(this.#timers.get(conversation));
    const resume = () => {
      this.#timers.delete(conversation);
      this.resume(conversation);
    };
    this.#timers.set(conversation, setTimeout(resume, milliseconds));
  }
}
