// What goes with the words of the next message: its files, and what it replies to. The draft keeps
// both.
import { quoteOf } from "../messages/quote.js";
import { ReplyBar } from "./reply-bar.js";

export class ReplyAndFiles {
  #isHeld = false;

  constructor(composer, draft, me) {
    this.draft = draft;
    this.form = composer.querySelector("form");
    this.files = composer.querySelector("attachment-picker");
    this.reply = new ReplyBar(composer.querySelector(".composer-reply"), me);
    const { reply, files = [] } = draft.more;
    if (reply && !this.reply.quote) this.reply.show(reply);
    this.files.restore(files);
    composer.addEventListener("files", () => this.#changed());
    composer.addEventListener("paste", (event) => this.#paste(event));
  }

  get hasFiles() {
    return this.files.files.length > 0;
  }

  // Why the message can't go yet, in words. Where it only waits for its files, it goes after them.
  hold() {
    this.#isHeld = this.files.isBusy && !this.files.isRefused;
    if (this.files.isRefused) return "A file isn't attached. Try it again, or leave it out.";
    return this.#isHeld ? "It goes out as soon as its files are up." : "";
  }

  // Hands all of it to the message that goes out.
  take() {
    const taken = { attachments: this.files.waiting, reply_to: this.reply.quote };
    this.files.clear();
    this.answer(null);
    return taken;
  }

  // What a message that came has to do with the next one.
  hear(message) {
    this.reply.update(quoteOf(message));
    this.files.taken(message.attachments.map(({ id }) => id));
  }

  answer(quote) {
    this.reply.show(quote);
    this.#keep();
  }

  #changed() {
    this.#keep();
    if (this.#isHeld && !this.files.isBusy) this.form.requestSubmit();
  }

  #keep() {
    this.draft.more = { reply: this.reply.quote, files: this.files.waiting };
  }

  // A picture from the clipboard; where words are with it, those are meant.
  #paste(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    this.files.take(files);
  }
}
