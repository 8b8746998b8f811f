// The draft in a conversation's composer. It outlives the page.
import { LocalStorage } from "../storage/local-storage.js";

const MAX_AGE = 20 * 3600 * 1000; // ms: the server keeps a file that isn't sent for a day

/** @typedef {{ reply: Protocol.Quote | null, files: Protocol.File[] }} DraftParts */

export class Draft {
  /**
   * @param {number} user
   * @param {number} conversation
   */
  constructor(user, conversation) {
    const prefix = `draft.${user}.`;
    /** @type {LocalStorage<string>} */
    this.texts = new LocalStorage(prefix);
    /** @type {LocalStorage<DraftParts & { at: number }>} */
    this.parts = new LocalStorage(prefix);
    this.key = String(conversation);
  }

  /** @returns {Partial<DraftParts>} */
  get replyAndFiles() {
    const { at = 0, ...parts } = this.parts.get(`${this.key}.more`) ?? {};
    return Date.now() - at < MAX_AGE ? parts : {};
  }

  /** @param {DraftParts} parts */
  set replyAndFiles({ reply, files }) {
    const key = `${this.key}.more`;
    if (reply || files.length) this.parts.set(key, { reply, files, at: Date.now() });
    else this.parts.delete(key);
  }

  get text() {
    return this.texts.get(this.key) ?? "";
  }

  set text(text) {
    if (text) this.texts.set(this.key, text);
    else this.texts.delete(this.key);
  }
}
