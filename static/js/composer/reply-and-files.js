// The files of the next message and the message that it replies to. The draft stores both.
import { find } from "../dom.js";
import { quoteOf } from "../messages/quote.js";
import { ReplyBar } from "./reply-bar.js";

export class ReplyAndFiles {
  #sendsWhenUploaded = false;

  /**
   * @param {ChatComposer} composer
   * @param {Draft} draft
   * @param {number} me
   */
  constructor(composer, draft, me) {
    this.draft = draft;
    this.form = find(composer, "form");
    this.picker = find(composer, "attachment-picker");
    this.bar = new ReplyBar(find(composer, ".composer-reply"), me);
    const { reply, files = [] } = draft.replyAndFiles;
    if (reply && !this.bar.quote) this.bar.show(reply);
    this.picker.restore(files);
    composer.addEventListener("attachments-changed", () => this.#onFilesChanged());
    composer.addEventListener("paste", (event) => this.#paste(event));
  }

  get hasFiles() {
    return this.picker.files.length > 0;
  }

  // Returns why the message can't be sent yet, or "". If it only waits for its uploads, it is sent
  // after them.
  holdBack() {
    this.#sendsWhenUploaded = this.picker.isUploading && !this.picker.hasRefused;
    if (this.picker.hasRefused) return "A file couldn’t be attached. Try again or remove it.";
    return this.#sendsWhenUploaded ? "It will be sent as soon as its files are uploaded." : "";
  }

  // Returns the files and the quote for the message that is sent now, and clears them.
  take() {
    const taken = { attachments: this.picker.uploaded, reply_to: this.bar.quote };
    this.picker.clear();
    this.replyTo(null);
    return taken;
  }

  /**
   * A message arrived: it may be the quoted one, or contain these files.
   * @param {Protocol.Message} message
   */
  receive(message) {
    this.bar.update(quoteOf(message));
    this.picker.removeSent(message.attachments.map(({ id }) => id));
  }

  /** @param {Protocol.Quote | null} quote */
  replyTo(quote) {
    this.bar.show(quote);
    this.#store();
  }

  #onFilesChanged() {
    this.#store();
    if (this.#sendsWhenUploaded && !this.picker.isUploading) this.form.requestSubmit();
  }

  #store() {
    this.draft.replyAndFiles = { reply: this.bar.quote, files: this.picker.uploaded };
  }

  /**
   * Attaches pictures from the clipboard; if it also has text, the text is pasted instead.
   * @param {ClipboardEvent} event
   */
  #paste(event) {
    const data = event.clipboardData;
    if (!data?.files.length || data.types.includes("text/plain")) return;
    event.preventDefault();
    this.picker.attach(data.files);
  }
}
