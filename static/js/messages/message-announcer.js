// Reads out what others say while one listens: each message once, a whole run as its number.
import { attachmentLabel } from "./attachments.js";

const TOGETHER = 400;
const MOST = 3;
const LONGEST = 300;

export class MessageAnnouncer {
  #heard = [];

  constructor(region) {
    this.region = region;
  }

  hear({ sender, body, attachments }) {
    const words = body.slice(0, LONGEST) || attachmentLabel(attachments[0]?.kind);
    this.#heard.push(`${sender.name}: ${words}`);
    this.waits ??= setTimeout(() => this.#say(), TOGETHER);
  }

  #say() {
    this.waits = undefined;
    const heard = this.#heard.splice(0);
    const words = heard.length > MOST ? [`${heard.length} new messages`] : heard;
    const lines = words.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
    this.region.replaceChildren(...lines);
  }
}
