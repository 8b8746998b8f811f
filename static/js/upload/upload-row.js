// One file that is chosen and the row that shows how far it is: on its way, `sent` (as the server
// answered) or refused for the reason `refusal`.
import { fileSize } from "../messages/attachments.js";
import { retryUpload } from "./upload-retry.js";
import { shrink } from "./resize-image.js";
import { UploadError, upload } from "./upload.js";

export class UploadRow {
  #away = new AbortController();
  #nonce = crypto.randomUUID(); // sent twice, it is one
  #small;

  // Of a `file` that is still to go up, or of one that was `sent` on an earlier visit.
  // `limits`: {heaviest, heaviestPdf: bytes, longest: pixels}
  constructor(template, { file, sent }, limits) {
    this.file = file;
    this.limits = limits;
    this.row = template.content.cloneNode(true).firstElementChild;
    const { name } = sent ?? file;
    this.#part("name").textContent = name;
    this.#part("progress").setAttribute("aria-label", name);
    this.#part("away").textContent = `Leave out ${name}`;
    this.#picture = this.#part("picture");
    if (sent) this.#settle(sent);
    else this.wait();
    if (sent) this.#showPicture(sent.preview);
    else this.#makeSmall();
  }

  #picture;

  get isUnderWay() {
    return !this.sent && !this.refusal;
  }

  wait() {
    this.refusal = undefined;
    this.row.classList.remove("is-refused");
    this.#part("progress").hidden = false;
    this.#button("again").hidden = true;
    this.#say("Waiting");
  }

  // `field` names it in the form.
  async send(url, token, field) {
    const { signal } = this.#away;
    try {
      const small = await this.#small;
      this.#refuseAhead(small);
      const options = { token, name: this.file.name, signal, progress: (percent) => this.#progress(percent) };
      const attempt = () => upload(url, { [field]: small, nonce: this.#nonce }, options);
      this.#settle(await retryUpload(attempt, { signal, tell: (words) => this.#say(words) }));
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.refuse(error);
    }
  }

  refuse(error) {
    this.refusal = error;
    this.row.classList.add("is-refused");
    this.#part("progress").hidden = true;
    this.#button("again").hidden = !error.again;
    this.#say(error.message);
    this.row.scrollIntoView({ block: "nearest" });
  }

  remove() {
    this.#away.abort();
    URL.revokeObjectURL(this.#picture.src);
    this.row.remove();
  }

  // What the row shows is small, too: a dozen camera's pictures, drawn in full, are more than a
  // phone holds.
  async #makeSmall() {
    this.#small = shrink(this.file, this.limits.longest);
    const small = await this.#small;
    if (this.file.type.startsWith("image/")) this.#showPicture(URL.createObjectURL(small));
  }

  // What the server would refuse needn't be carried there first.
  #refuseAhead({ type, size }) {
    const { heaviest, heaviestPdf } = this.limits;
    const most = Number(type === "application/pdf" ? heaviestPdf : heaviest);
    if (size > most) throw new UploadError(`${fileSize(size)} is too much: the most is ${fileSize(most)}.`);
  }

  #progress(percent) {
    this.#part("progress").value = percent;
    this.#say(percent < 100 ? `${Math.round(percent)} %` : "Almost there");
  }

  #settle(sent) {
    this.sent = sent;
    this.#part("progress").hidden = true;
    this.#say(sent.size ? fileSize(sent.size) : "");
  }

  #showPicture(url) {
    if (!url) return;
    this.#picture.onerror = () => (this.#picture.hidden = true);
    this.#picture.src = url;
    this.#picture.hidden = false;
  }

  #say(words) {
    this.#part("said").textContent = words;
  }

  #part(name) {
    return this.row.querySelector(`[data-part=${name}]`);
  }

  #button(name) {
    return this.row.querySelector(`[data-do=${name}]`);
  }
}
