// One chosen file and the row that shows its state: waiting or uploading, `uploaded` (the server's
// answer), or refused with an `error`.
import { cloneTemplate, find } from "../dom.js";
import { fileSize } from "../format/file-size.js";
import { resizeImage } from "./resize-image.js";
import { retryUpload } from "./upload-retry.js";
import { UploadError, upload } from "./upload.js";

/** @template {Protocol.File | Protocol.Photo} Uploaded the server's answer */
export class UploadRow {
  #aborter = new AbortController();
  #nonce = crypto.randomUUID(); // a file that is sent twice is stored once
  /** @type {Promise<Blob> | undefined} */
  #resized;
  #picture;
  #progress;
  /** @type {Uploaded | undefined} */
  uploaded;
  /** @type {UploadError | undefined} */
  error;

  /**
   * @param {HTMLTemplateElement} template of the row
   * @param {{ file: File } | { uploaded: Protocol.File & Uploaded }} source
   * a file to upload, or one that was uploaded on an earlier visit
   * @param {DOMStringMap} limits maxBytes, maxPdfBytes, maxSide (pixels)
   */
  constructor(template, source, limits) {
    this.name = ("file" in source ? source.file : source.uploaded).name;
    this.limits = limits;
    this.element = cloneTemplate(template);
    this.#picture = find(this.element, "[data-part=picture]", HTMLImageElement);
    this.#progress = find(this.element, "progress");
    this.#part("name").textContent = this.name;
    this.#progress.setAttribute("aria-label", this.name);
    this.#part("remove-label").textContent = `Remove ${this.name}`;
    if ("file" in source) {
      this.showWaiting();
      this.#resize(source.file);
    } else {
      this.#finish(source.uploaded);
      this.#showPicture(source.uploaded.preview);
    }
  }

  get isUnfinished() {
    return !this.uploaded && !this.error;
  }

  showWaiting() {
    this.error = undefined;
    this.element.classList.remove("is-refused");
    this.#progress.hidden = false;
    this.#button("retry").hidden = true;
    this.#showStatus("Waiting");
  }

  /**
   * @param {string} url
   * @param {string} token of the form
   * @param {string} field the file's name in the form
   */
  async upload(url, token, field) {
    const { signal } = this.#aborter;
    try {
      const resized = await this.#resized;
      if (!resized) return; // uploaded on an earlier visit
      this.#checkSize(resized);
      const progress = (/** @type {number} */ percent) => this.#showProgress(percent);
      const options = { token, name: this.name, signal, progress };
      /** @returns {Promise<Uploaded>} */
      const attempt = () => upload(url, { [field]: resized, nonce: this.#nonce }, options);
      const onRetry = (/** @type {string} */ text) => this.#showStatus(text);
      this.#finish(await retryUpload(attempt, { signal, onRetry }));
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.refuse(error);
    }
  }

  /** @param {UploadError} error */
  refuse(error) {
    this.error = error;
    this.element.classList.add("is-refused");
    this.#progress.hidden = true;
    this.#button("retry").hidden = !error.canRetry;
    this.#showStatus(error.message);
    this.element.scrollIntoView({ block: "nearest" });
  }

  remove() {
    this.#aborter.abort();
    URL.revokeObjectURL(this.#picture.src);
    this.element.remove();
  }

  /**
   * The row shows the resized picture, too: a dozen photos at a camera's full size are more than a
   * phone's memory holds.
   * @param {File} file
   */
  async #resize(file) {
    this.#resized = resizeImage(file, Number(this.limits.maxSide));
    const resized = await this.#resized;
    if (file.type.startsWith("image/")) this.#showPicture(URL.createObjectURL(resized));
  }

  /**
   * Refuses a file before it is uploaded that the server would refuse after.
   * @param {Blob} file
   */
  #checkSize({ type, size }) {
    const { maxBytes, maxPdfBytes } = this.limits;
    const limit = Number(type === "application/pdf" ? maxPdfBytes : maxBytes);
    if (size > limit) throw new UploadError(`Too large: ${fileSize(size)}. The limit is ${fileSize(limit)}.`);
  }

  /** @param {number} percent */
  #showProgress(percent) {
    this.#progress.value = percent;
    this.#showStatus(percent < 100 ? `${Math.round(percent)}%` : "Almost there");
  }

  /** @param {Uploaded} uploaded */
  #finish(uploaded) {
    this.uploaded = uploaded;
    this.#progress.hidden = true;
    this.#showStatus("size" in uploaded ? fileSize(uploaded.size) : "");
  }

  /** @param {string | null} url */
  #showPicture(url) {
    if (!url) return;
    this.#picture.onerror = () => (this.#picture.hidden = true);
    this.#picture.src = url;
    this.#picture.hidden = false;
  }

  /** @param {string} text */
  #showStatus(text) {
    this.#part("status").textContent = text;
  }

  /** @param {string} name */
  #part(name) {
    return find(this.element, `[data-part=${name}]`);
  }

  /** @param {string} action */
  #button(action) {
    return find(this.element, `[data-action=${action}]`);
  }
}
