// Files that are uploaded one after the other, in the order in which they were chosen, each with a
// row that shows its progress and offers to retry or remove it.
import { closest } from "../dom.js";

/** @template {Protocol.File | Protocol.Photo} Uploaded the server's answer */
export class UploadQueue {
  /** @type {UploadRow<Uploaded>[]} */
  rows = [];
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @param {HTMLElement} list for the rows
   * @param {object} options
   * @param {(row: UploadRow<Uploaded>) => Promise<unknown>} options.upload uploads one file
   * @param {() => void} [options.onChange] rows were added, removed or changed
   * @param {(row: UploadRow<Uploaded>) => void} [options.onRemove] the user removed one
   * @param {HTMLElement} options.fallback takes the focus after the last row was removed
   * @param {AbortSignal} [options.signal] ends the queue
   */
  constructor(list, { upload, onChange = () => {}, onRemove = () => {}, fallback, signal }) {
    this.list = list;
    this.upload = upload;
    this.onChange = onChange;
    this.onRemove = onRemove;
    this.fallback = fallback;
    list.addEventListener("click", ({ target }) => this.#press(closest(target, "button")), { signal });
    addEventListener("online", () => this.#retryAll(), { signal });
    // Leaving the page now would lose the uploads.
    addEventListener("beforeunload", (event) => this.isUploading && event.preventDefault(), { signal });
  }

  get isUploading() {
    return this.rows.some(({ isUnfinished }) => isUnfinished);
  }

  get hasRefused() {
    return this.rows.some(({ error }) => error);
  }

  /**
   * Adds a row without uploading its file.
   * @param {UploadRow<Uploaded>} row
   */
  add(row) {
    this.rows.push(row);
    this.list.append(row.element);
  }

  /**
   * One at a time: a phone's connection is slow, and the server decodes one picture at a time.
   * @param {UploadRow<Uploaded>} row
   */
  enqueue(row) {
    const uploadUnlessRemoved = () => this.has(row) && this.upload(row);
    this.#last = this.#last.then(uploadUnlessRemoved).catch(reportError);
  }

  /** @param {UploadRow<Uploaded>} row */
  has(row) {
    return this.rows.includes(row);
  }

  /** @param {(row: UploadRow<Uploaded>) => boolean} isRemoved */
  remove(isRemoved) {
    for (const row of this.rows.filter(isRemoved)) row.remove();
    this.rows = this.rows.filter((row) => !isRemoved(row));
    this.onChange();
  }

  /** @param {HTMLButtonElement | null} button */
  #press(button) {
    const row = this.rows.find(({ element }) => element.contains(button));
    if (!button || !row) return;
    if (button.dataset.action === "remove") this.#removeByUser(row);
    else if (button.dataset.action === "retry") this.#retry(row);
  }

  /** @param {UploadRow<Uploaded>} row */
  #retry(row) {
    row.showWaiting();
    this.enqueue(row);
    this.onChange();
  }

  #retryAll() {
    for (const row of this.rows) if (row.error?.canRetry) this.#retry(row);
  }

  /** @param {UploadRow<Uploaded>} row */
  #removeByUser(row) {
    const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
    /** @type {HTMLElement | null | undefined} */
    const removeButton = next?.querySelector("[data-action=remove]");
    this.remove((other) => other === row);
    this.onRemove(row);
    (removeButton ?? this.fallback).focus();
  }
}
