// Uploads a listing's photos, dropped or chosen. A refused photo stays in its row, with the reason.
import { UploadError } from "../upload/upload.js";
import { UploadQueue } from "../upload/upload-queue.js";
import { UploadRow } from "../upload/upload-row.js";

class PhotoUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    this.input = this.querySelector("[type=file]");
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    const upload = (row) => this.upload(row);
    this.queue = new UploadQueue(this.querySelector(".uploads"), { upload, fallback: this.input, signal });
    this.classList.add("is-enhanced");
    this.input.addEventListener("change", () => this.choose());
    for (const type of ["dragenter", "dragover"]) this.form.addEventListener(type, (e) => this.hover(e, true));
    for (const type of ["dragleave", "drop"]) this.form.addEventListener(type, (e) => this.hover(e, false));
    this.form.addEventListener("drop", (event) => this.add(event.dataTransfer.files));
  }

  disconnectedCallback() {
    this.listeners.abort();
  }

  hover(event, isOver) {
    event.preventDefault();
    this.form.classList.toggle("is-over", isOver);
  }

  choose() {
    this.add(this.input.files);
    this.input.value = "";
  }

  add(files) {
    for (const file of files) {
      const row = new UploadRow(this.querySelector("template"), { file }, this.dataset);
      this.queue.add(row);
      this.queue.enqueue(row);
    }
  }

  async upload(row) {
    if (this.isFull) row.refuse(this.fullError);
    else await row.upload(this.form.action, this.form.elements.csrfmiddlewaretoken.value, "photo");
    this.status.textContent = `${row.file.name}: ${row.error?.message ?? "uploaded"}`;
    if (row.uploaded) this.finish(row);
  }

  get isFull() {
    return document.querySelectorAll(".photo[data-photo]").length >= this.dataset.most;
  }

  get fullError() {
    const message = `A listing holds ${this.dataset.most} photos. Delete one to make room.`;
    return new UploadError(message, { canRetry: true });
  }

  // <photo-list> shows it from now on.
  finish(row) {
    this.dispatchEvent(new CustomEvent("photo-added", { detail: row.uploaded, bubbles: true }));
    this.queue.remove((other) => other === row);
  }
}

customElements.define("photo-upload", PhotoUpload);
