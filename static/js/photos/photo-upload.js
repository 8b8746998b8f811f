// Uploads a listing's photos, dropped or chosen. A refused photo stays in its row, with the reason.
import { find } from "../dom.js";
import { UploadError } from "../upload/upload.js";
import { UploadQueue } from "../upload/upload-queue.js";
import { UploadRow } from "../upload/upload-row.js";

class PhotoUpload extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLFormElement} */
    this.form = find(this, "form");
    /** @type {HTMLElement} */
    this.status = find(this, "[role=status]");
    /** @type {HTMLInputElement} */
    this.input = find(this, "[type=file]", HTMLInputElement);
    /** @type {AbortController} */
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    const upload = (/** @type {UploadRow<Protocol.Photo>} */ row) => this.upload(row);
    /** @type {UploadQueue<Protocol.Photo>} */
    this.queue = new UploadQueue(find(this, ".uploads"), { upload, fallback: this.input, signal });
    this.classList.add("is-enhanced");
    this.input.addEventListener("change", () => this.choose());
    for (const type of ["dragenter", "dragover"]) this.form.addEventListener(type, (e) => this.hover(e, true));
    for (const type of ["dragleave", "drop"]) this.form.addEventListener(type, (e) => this.hover(e, false));
    this.form.addEventListener("drop", (event) => this.add(event.dataTransfer?.files));
  }

  disconnectedCallback() {
    this.listeners.abort();
  }

  /**
   * @param {Event} event
   * @param {boolean} isOver
   */
  hover(event, isOver) {
    event.preventDefault();
    this.form.classList.toggle("is-over", isOver);
  }

  choose() {
    this.add(this.input.files);
    this.input.value = "";
  }

  /** @param {FileList | null | undefined} files */
  add(files) {
    for (const file of files ?? []) {
      /** @type {UploadRow<Protocol.Photo>} */
      const row = new UploadRow(find(this, "template"), { file }, this.dataset);
      this.queue.add(row);
      this.queue.enqueue(row);
    }
  }

  /** @param {UploadRow<Protocol.Photo>} row */
  async upload(row) {
    if (this.isFull) row.refuse(this.fullError);
    else await row.upload(this.form.action, this.token, "photo");
    this.status.textContent = `${row.name}: ${row.error?.message ?? "uploaded"}`;
    if (row.uploaded) this.finish(row);
  }

  get token() {
    return find(this.form, "[name=csrfmiddlewaretoken]", HTMLInputElement).value;
  }

  get isFull() {
    return document.querySelectorAll(".photo[data-photo]").length >= Number(this.dataset.maxFiles);
  }

  get fullError() {
    const message = `A listing can have ${this.dataset.maxFiles} photos. Delete one to make room.`;
    return new UploadError(message, { canRetry: true });
  }

  /**
   * <photo-list> shows it from now on.
   * @param {UploadRow<Protocol.Photo>} row
   */
  finish(row) {
    this.dispatchEvent(new CustomEvent("photo-added", { detail: row.uploaded, bubbles: true }));
    this.queue.remove((other) => other === row);
  }
}

customElements.define("photo-upload", PhotoUpload);
