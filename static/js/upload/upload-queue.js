// Files that are uploaded one after the other, in the order in which they were chosen, each with a
// row that shows its progress and offers to retry or remove it.
export class UploadQueue {
  rows = [];
  #last = Promise.resolve();

  // `list`: the element for the rows; `upload(row)`: uploads one file; `onChange()`: rows were added,
  // removed or changed; `onRemove(row)`: the user removed one; `fallback`: takes the focus after the
  // last row was removed; `signal`: ends the queue.
  constructor(list, { upload, onChange = () => {}, onRemove = () => {}, fallback, signal }) {
    Object.assign(this, { list, upload, onChange, onRemove, fallback });
    list.addEventListener("click", ({ target }) => this.#press(target.closest("button")), { signal });
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

  // Adds a row without uploading its file.
  add(row) {
    this.rows.push(row);
    this.list.append(row.element);
  }

  // One at a time: a phone's connection is slow, and the server decodes one picture at a time.
  enqueue(row) {
    const uploadUnlessRemoved = () => this.has(row) && this.upload(row);
    this.#last = this.#last.then(uploadUnlessRemoved).catch(reportError);
  }

  has(row) {
    return this.rows.includes(row);
  }

  remove(isRemoved) {
    for (const row of this.rows.filter(isRemoved)) row.remove();
    this.rows = this.rows.filter((row) => !isRemoved(row));
    this.onChange();
  }

  #press(button) {
    const row = this.rows.find(({ element }) => element.contains(button));
    if (button?.dataset.action === "remove") this.#removeByUser(row);
    else if (button?.dataset.action === "retry") this.#retry(row);
  }

  #retry(row) {
    row.showWaiting();
    this.enqueue(row);
    this.onChange();
  }

  #retryAll() {
    for (const row of this.rows) if (row.error?.canRetry) this.#retry(row);
  }

  #removeByUser(row) {
    const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
    this.remove((other) => other === row);
    this.onRemove(row);
    (next?.querySelector("[data-action=remove]") ?? this.fallback).focus();
  }
}
