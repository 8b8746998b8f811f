// The draft in a conversation's composer. It outlives the page.
import { LocalStorage } from "../storage/local-storage.js";

const KEPT = 20 * 3600 * 1000;

export class Draft {
  constructor(user, conversation) {
    this.kept = new LocalStorage(`draft.${user}.`);
    this.key = String(conversation);
  }

  // The draft's {reply, files}, in wire format. The server keeps a file that isn't sent for a day.
  get more() {
    const { at, ...more } = this.kept.get(`${this.key}.more`) ?? {};
    return Date.now() - at < KEPT ? more : {};
  }

  set more({ reply, files }) {
    const key = `${this.key}.more`;
    if (reply || files.length) this.kept.set(key, { reply, files, at: Date.now() });
    else this.kept.delete(key);
  }

  get text() {
    return this.kept.get(this.key) ?? "";
  }

  set text(text) {
    if (text) this.kept.set(this.key, text);
    else this.kept.delete(this.key);
  }
}
