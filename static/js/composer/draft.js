// The draft in a conversation's composer. It outlives the page.
import { LocalStorage } from "../storage/local-storage.js";

const MAX_AGE = 20 * 3600 * 1000; // ms: the server keeps a file that isn't sent for a day

export class Draft {
  constructor(user, conversation) {
    this.storage = new LocalStorage(`draft.${user}.`);
    this.key = String(conversation);
  }

  // {reply, files}, in wire format.
  get replyAndFiles() {
    const { at, ...replyAndFiles } = this.storage.get(`${this.key}.more`) ?? {};
    return Date.now() - at < MAX_AGE ? replyAndFiles : {};
  }

  set replyAndFiles({ reply, files }) {
    const key = `${this.key}.more`;
    if (reply || files.length) this.storage.set(key, { reply, files, at: Date.now() });
    else this.storage.delete(key);
  }

  get text() {
    return this.storage.get(this.key) ?? "";
  }

  set text(text) {
    if (text) this.storage.set(this.key, text);
    else this.storage.delete(this.key);
  }
}
