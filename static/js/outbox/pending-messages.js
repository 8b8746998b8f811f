// Messages that the server hasn't acknowledged yet, in the order in which they were written. They
// outlive the page.
//
// The event `change` has {nonce, isDiscarded}: the entry that was added, changed or removed, and
// whether it was discarded.
import { LocalStorage } from "../storage/local-storage.js";

/**
 * What goes with a message's text.
 * @typedef {{ attachments?: Protocol.File[], reply_to?: Protocol.Quote | null }} ReplyAndFiles
 *
 * @typedef {object} Pending
 * @property {string} nonce
 * @property {number} conversation
 * @property {string} body
 * @property {number} at the time of writing, in ms
 * @property {string} [refused] why the server refused it
 *
 * @typedef {ReplyAndFiles & Pending} Entry
 * @typedef {CustomEvent<{ nonce: string, isDiscarded: boolean }> & { type: "change" }} EntryEvent
 */

export class PendingMessages extends EventTarget {
  /** @type {Map<string, Entry>} those written or changed on this page, by nonce */
  #own = new Map();

  /** @param {number} user */
  constructor(user) {
    super();
    /** @type {LocalStorage<Entry>} */
    this.storage = new LocalStorage(`outbox.${user}.`);
    this.storage.watch((nonce) => (nonce ? this.#onStorage(nonce) : this.#restore()));
  }

  /**
   * Those of one conversation, or all.
   * @param {number} [conversation]
   */
  entries(conversation) {
    const all = this.storage.values().sort((a, b) => a.at - b.at);
    return all.filter((entry) => conversation === undefined || entry.conversation === conversation);
  }

  /** @param {string} nonce */
  get(nonce) {
    return this.storage.get(nonce);
  }

  /**
   * @param {number} conversation
   * @param {string} body
   * @param {ReplyAndFiles} replyAndFiles
   */
  create(conversation, body, replyAndFiles) {
    // The order holds even if the clock is set back.
    const last = this.entries(conversation).at(-1)?.at ?? 0;
    // A lone surrogate or a NUL can be pasted, but not sent.
    const text = (body.toWellFormed?.() ?? body).replaceAll("\0", "");
    const at = Math.max(Date.now(), last + 1);
    this.store({ ...replyAndFiles, nonce: crypto.randomUUID(), conversation, body: text, at });
  }

  /** @param {Entry} entry */
  store(entry) {
    this.#own.set(entry.nonce, entry);
    this.storage.set(entry.nonce, entry);
    this.#announce(entry.nonce);
  }

  /** @param {string} nonce */
  remove(nonce, isDiscarded = false) {
    this.#own.delete(nonce);
    this.storage.delete(nonce);
    this.#announce(nonce, isDiscarded);
  }

  /** @param {string} nonce */
  #onStorage(nonce) {
    if (!this.get(nonce)) this.#own.delete(nonce);
    this.#announce(nonce);
  }

  // Another tab has cleared the storage, but these messages still have to be sent.
  #restore() {
    for (const entry of [...this.#own.values()]) this.store(entry);
  }

  /** @param {string} nonce */
  #announce(nonce, isDiscarded = false) {
    // An entry that couldn't be stored would be lost with the page.
    window.onbeforeunload = this.storage.isAtRisk ? (event) => event.preventDefault() : null;
    this.dispatchEvent(new CustomEvent("change", { detail: { nonce, isDiscarded } }));
  }
}
