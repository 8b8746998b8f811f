// One chosen file and the row that shows its state: waiting or uploading, `uploaded` (the server's
// answer), or refused with an `error`.
import { fileSize } from "../format/file-size.js";
import { resizeImage } from "./resize-image.js";
import { retryUpload } from "./upload-retry.js";
import { UploadError, upload } from "./upload.js";

export class UploadRow {
  #aborter = new AbortController();
  #nonce = crypto.randomUUID(); // a file that is sent twice is stored once
  #resized;

  // `template`: the row's; `file`: a file to upload, or `uploaded`: one from an earlier visit;
  // `limits`: {heaviest, heaviestPdf: bytes, longest: pixels}
  constructor(template, { file, uploaded }, limits) {
    this.file = file;
    this.limits = limits;
    this.element = template.content.cloneNode(true).firstElementChild;
    const { name } = uploaded ?? file;
    this.#part("name").textContent = name;
    this.#part("progress").setAttribute("aria-label", name);
    this.#part("remove-label").textContent = `Remove ${name}`;
    this.#picture = this.#part("picture");
    if (uploaded) this.#finish(uploaded);
    else this.showWaiting();
    if (uploaded) this.#showPicture(uploaded.preview);
    else this.#resize();
  }

  #picture;

  get isUnfinished() {
    return !this.uploaded && !this.error;
  }

  showWaiting() {
    this.error = undefined;
    this.element.classList.remove("is-refused");
    this.#part("progress").hidden = false;
    this.#button("retry").hidden = true;
    this.#showStatus("Waiting");
  }

  // `field`: the file's name in the form.
  async upload(url, token, field) {
    const { signal } = this.#aborter;
    try {
      const resized = await this.#resized;
      this.#checkSize(resized);
      const progress = (percent) => this.#showProgress(percent);
      const options = { token, name: this.file.name, signal, progress };
      const attempt = () => upload(url, { [field]: resized, nonce: this.#nonce }, options);
      const onRetry = (text) => this.#showStatus(text);
      this.#finish(await retryUpload(attempt, { signal, onRetry }));
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.refuse(error);
    }
  }

  refuse(error) {
    this.error = error;
    this.element.classList.add("is-refused");
    this.#part("progress").hidden = true;
    this.#button("retry").hidden = !error.canRetry;
    this.#showStatus(error.message);
    this.element.scrollIntoView({ block: "nearest" });
  }

  remove() {
    this.#aborter.abort();
    URL.revokeObjectURL(this.#picture.src);
    this.element.remove();
  }

  // The row shows the resized picture, too: a dozen photos at a camera's full size are more than a
  // phone's memory holds.
  async #resize() {
    this.#resized = resizeImage(this.file, this.limits.longest);
    const resized = await this.#resized;
    if (this.file.type.startsWith("image/")) this.#showPicture(URL.createObjectURL(resized));
  }

  // Refuses a file before it is uploaded that the server would refuse after.
  #checkSize({ type, size }) {
    const { heaviest, heaviestPdf } = this.limits;
    const limit = Number(type === "application/pdf" ? heaviestPdf : heaviest);
    if (size > limit) throw new UploadError(`Too large: ${fileSize(size)}. The limit is ${fileSize(limit)}.`);
  }

  #showProgress(percent) {
    this.#part("progress").value = percent;
    this.#showStatus(percent < 100 ? `${Math.round(percent)}%` : "Almost there");
  }

  #finish(uploaded) {
    this.uploaded = uploaded;
    this.#part("progress").hidden = true;
    this.#showStatus(uploaded.size ? fileSize(uploaded.size) : "");
  }

  #showPicture(url) {
    if (!url) return;
    this.#picture.onerror = () => (this.#picture.hidden = true);
    this.#picture.src = url;
    this.#picture.hidden = false;
  }

  #showStatus(text) {
    this.#part("status").textContent = text;
  }

  #part(name) {
    return this.element.querySelector(`[data-part=${name}]`);
  }

  #button(action) {
    return this.element.querySelector(`[data-action=${action}]`);
  }
}
