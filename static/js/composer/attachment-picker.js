// The files of the next message. Each is uploaded as soon as it is chosen, dropped or pasted, and
// sent with the message. The event `attachments-changed` reports any change.
import { enclosing, find } from "../dom.js";
import { UploadQueue } from "../upload/upload-queue.js";
import { UploadRow } from "../upload/upload-row.js";

export class AttachmentPicker extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLFormElement} */
    this.form = enclosing(this, "form");
    /** @type {HTMLElement} */
    this.status = find(this.form, ".attachment-announcement");
    /** @type {HTMLTemplateElement} */
    this.template = find(this.form, ".upload-template", HTMLTemplateElement);
    /** @type {HTMLInputElement} */
    this.input = find(this, "input");
    const list = find(this.form, ".attachments");
    list.replaceChildren();
    /** @type {UploadQueue<Protocol.File>} */
    this.queue = new UploadQueue(list, {
      upload: (row) => this.upload(row),
      onChange: () => this.announce(),
      onRemove: (row) => this.deleteUploaded(row),
      fallback: this.input,
    });
    this.input.addEventListener("change", () => this.choose());
    this.acceptDrops(enclosing(this, ".chat-pane"));
  }

  get files() {
    return this.queue.rows;
  }

  // The uploaded files, in wire format.
  get uploaded() {
    return this.files.flatMap(({ uploaded }) => uploaded ?? []);
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

  /** @param {FileList | null | undefined} files */
  attach(files) {
    if (this.input.disabled) return; // the user is no longer in the conversation
    const free = Number(this.dataset.maxFiles) - this.files.length;
    const all = [...(files ?? [])];
    for (const file of all.slice(0, free)) this.queue.enqueue(this.add({ file }));
    this.announce(all.length > free ? `A message can have at most ${this.dataset.maxFiles} files.` : "");
  }

  /**
   * Shows files that were uploaded on an earlier visit.
   * @param {Protocol.File[]} files
   */
  restore(files) {
    for (const uploaded of files) this.add({ uploaded });
  }

  clear() {
    this.queue.remove(() => true);
  }

  /**
   * A message contains these files, perhaps one that was sent from another tab.
   * @param {string[]} ids
   */
  removeSent(ids) {
    /** @param {UploadRow<Protocol.File>} row */
    const isSent = ({ uploaded }) => uploaded !== undefined && ids.includes(uploaded.id);
    if (this.files.some(isSent)) this.queue.remove(isSent);
  }

  /** @param {{ file: File } | { uploaded: Protocol.File }} source */
  add(source) {
    /** @type {UploadRow<Protocol.File>} */
    const row = new UploadRow(this.template, source, this.dataset);
    this.queue.add(row);
    return row;
  }

  /** @param {UploadRow<Protocol.File>} row */
  async upload(row) {
    await row.upload(String(this.dataset.url), this.token, "file");
    if (!this.queue.has(row)) return this.deleteUploaded(row);
    this.announce(`${row.name}: ${row.error ? row.error.message : "attached"}`);
  }

  /**
   * It won't be sent, so the server needn't keep it for a day.
   * @param {UploadRow<Protocol.File>} row
   */
  deleteUploaded({ uploaded }) {
    if (!uploaded) return;
    const headers = { "X-CSRFToken": this.token };
    fetch(uploaded.url, { method: "DELETE", headers, keepalive: true }).catch(() => {});
  }

  /** @param {HTMLElement} area */
  acceptDrops(area) {
    /** @type {(event: DragEvent, isOver: boolean) => void} */
    const hover = (event, isOver) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      area.classList.toggle("is-over", isOver && !this.input.disabled);
    };
    area.addEventListener("dragenter", (event) => hover(event, true));
    area.addEventListener("dragover", (event) => hover(event, true));
    area.addEventListener("dragleave", (event) => {
      hover(event, event.relatedTarget instanceof Node && area.contains(event.relatedTarget));
    });
    area.addEventListener("drop", (event) => {
      hover(event, false);
      this.attach(event.dataTransfer?.files);
    });
  }

  get token() {
    return find(this.form, "[name=csrfmiddlewaretoken]", HTMLInputElement).value;
  }

  announce(text = this.status.textContent) {
    this.status.textContent = text;
    this.dispatchEvent(new Event("attachments-changed", { bubbles: true }));
  }
}

customElements.define("attachment-picker", AttachmentPicker);
