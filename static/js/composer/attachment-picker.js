// The files of the next message. Each is uploaded as soon as it is chosen, dropped or pasted, and
// sent with the message. The event `attachments-changed` reports any change.
import { UploadQueue } from "../upload/upload-queue.js";
import { UploadRow } from "../upload/upload-row.js";

class AttachmentPicker extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.status = this.form.querySelector(".attachment-announcement");
    this.template = this.form.querySelector(".attachment-row");
    this.input = this.querySelector("input");
    const list = this.form.querySelector(".attachments");
    list.replaceChildren();
    this.queue = new UploadQueue(list, {
      upload: (row) => this.upload(row),
      onChange: () => this.announce(),
      onRemove: (row) => this.deleteUploaded(row),
      fallback: this.input,
    });
    this.input.addEventListener("change", () => this.choose());
    this.acceptDrops(this.closest(".chat-pane"));
  }

  get files() {
    return this.queue.rows;
  }

  // The uploaded files, in wire format.
  get uploaded() {
    return this.files.map(({ uploaded }) => uploaded).filter(Boolean);
  }

  get isUploading() {
    return this.queue.isUploading;
  }

  get hasRefused() {
    return this.queue.hasRefused;
  }

  choose() {
    this.attach(this.input.files);
    this.input.value = "";
  }

  attach(files) {
    if (this.input.disabled) return; // the user is no longer in the conversation
    const free = Number(this.dataset.most) - this.files.length;
    const all = [...files];
    for (const file of all.slice(0, free)) this.queue.enqueue(this.add({ file }));
    this.announce(all.length > free ? `A message takes ${this.dataset.most} files.` : "");
  }

  // Shows files that were uploaded on an earlier visit.
  restore(files) {
    for (const uploaded of files) this.add({ uploaded });
  }

  clear() {
    this.queue.remove(() => true);
  }

  // A message contains these files, perhaps one that was sent from another tab.
  removeSent(ids) {
    const isSent = ({ uploaded }) => ids.includes(uploaded?.id);
    if (this.files.some(isSent)) this.queue.remove(isSent);
  }

  add(what) {
    const row = new UploadRow(this.template, what, this.dataset);
    this.queue.add(row);
    return row;
  }

  async upload(row) {
    await row.upload(this.dataset.url, this.token, "file");
    if (!this.queue.has(row)) return this.deleteUploaded(row);
    this.announce(`${row.file.name}: ${row.error ? row.error.message : "attached"}`);
  }

  // It won't be sent, so the server needn't keep it for a day.
  deleteUploaded({ uploaded }) {
    if (!uploaded) return;
    const headers = { "X-CSRFToken": this.token };
    fetch(uploaded.url, { method: "DELETE", headers, keepalive: true }).catch(() => {});
  }

  acceptDrops(area) {
    const hover = (event, isOver) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      area.classList.toggle("is-over", isOver && !this.input.disabled);
    };
    for (const type of ["dragenter", "dragover"]) area.addEventListener(type, (e) => hover(e, true));
    area.addEventListener("dragleave", (e) => hover(e, area.contains(e.relatedTarget)));
    area.addEventListener("drop", (event) => {
      hover(event, false);
      this.attach(event.dataTransfer.files);
    });
  }

  get token() {
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  announce(text = this.status.textContent) {
    this.status.textContent = text;
    this.dispatchEvent(new Event("attachments-changed", { bubbles: true }));
  }
}

customElements.define("attachment-picker", AttachmentPicker);
