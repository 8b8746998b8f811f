// Messages that the server hasn't acknowledged yet, in the order in which they were written. They
// outlive the page.
//
// An entry: {nonce, conversation, body, attachments, reply_to, at, refused}. The event `change` has
// {nonce, isDiscarded}: the entry that was added, changed or removed, and whether it was discarded.
import { LocalStorage } from "../storage/local-storage.js";

export class PendingMessages extends EventTarget {
  #own = new Map(); // nonce: entry; those written or changed on this page

  constructor(user) {
    super();
    this.storage = new LocalStorage(`outbox.${user}.`);
    this.storage.watch((nonce) => (nonce ? this.#onStorage(nonce) : this.#restore()));
  }

  // Those of one conversation, or all.
  entries(conversation) {
    const all = this.storage.values().sort((a, b) => a.at - b.at);
    return all.filter((entry) => conversation === undefined || entry.conversation === conversation);
  }

  get(nonce) {
    return this.storage.get(nonce);
  }

  // `replyAndFiles`: {attachments: [in wire format], reply_to: a quote}.
  create(conversation, body, replyAndFiles) {
    // The order holds even if the clock is set back.
    const last = this.entries(conversation).at(-1)?.at ?? 0;
    // A lone surrogate or a NUL can be pasted, but not sent.
    const text = (body.toWellFormed?.() ?? body).replaceAll("\0", "");
    const at = Math.max(Date.now(), last + 1);
    this.store({ ...replyAndFiles, nonce: crypto.randomUUID(), conversation, body: text, at });
  }

  store(entry) {
    this.#own.set(entry.nonce, entry);
    this.storage.set(entry.nonce, entry);
    this.#announce(entry.nonce);
  }

  remove(nonce, isDiscarded = false) {
    this.#own.delete(nonce);
    this.storage.delete(nonce);
    this.#announce(nonce, isDiscarded);
  }

  #onStorage(nonce) {
    if (!this.get(nonce)) this.#own.delete(nonce);
    this.#announce(nonce);
  }

  // Another tab has cleared the storage, but these messages still have to be sent.
  #restore() {
    for (const entry of [...this.#own.values()]) this.store(entry);
  }

  #announce(nonce, isDiscarded = false) {
    // An entry that couldn't be stored would be lost with the page.
    window.onbeforeunload = this.storage.isAtRisk ? (event) => event.preventDefault() : null;
    this.dispatchEvent(new CustomEvent("change", { detail: { nonce, isDiscarded } }));
  }
}
