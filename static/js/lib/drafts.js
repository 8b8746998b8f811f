// What stands unsent in a composer, for when one comes back to it.
import { Kept } from "./kept.js";

export class Draft {
  constructor(user, conversation) {
    this.kept = new Kept(`draft.${user}.`);
    this.key = String(conversation);
  }

  get text() {
    return this.kept.get(this.key) ?? "";
  }

  set text(text) {
    if (text) this.kept.set(this.key, text);
    else this.kept.delete(this.key);
  }
}
