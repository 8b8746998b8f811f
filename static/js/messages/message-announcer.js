// Announces new messages to screen readers: each once, and only their number when many arrive at once.
import { textOf } from "./message-text.js";

const COLLECT_FOR = 400; // ms
const MAX_MESSAGES = 3;
const MAX_LENGTH = 300;

export class MessageAnnouncer {
  /** @type {string[]} */
  #pending = [];

  /** @param {HTMLElement} region */
  constructor(region) {
    this.region = region;
  }

  /** @param {Protocol.Message} message */
  announce({ sender, body, attachments }) {
    const text = textOf({ body: body.slice(0, MAX_LENGTH), kind: attachments[0]?.kind });
    if (!this.#pending.length) setTimeout(() => this.#flush(), COLLECT_FOR);
    this.#pending.push(`${sender.name}: ${text}`);
  }

  #flush() {
    const pending = this.#pending.splice(0);
    const lines = pending.length > MAX_MESSAGES ? [`${pending.length} new messages`] : pending;
    const paragraphs = lines.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
    this.region.replaceChildren(...paragraphs);
  }
}
