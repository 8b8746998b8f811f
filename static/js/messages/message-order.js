// The order and versions of the messages on the page, apart from the page itself.
//
// They are a range of the conversation without a gap. `isTruncated`: it ends before the newest message.
// Messages that arrive or change outside of the range are kept until it reaches them.
import { OffScreenMessages } from "./off-screen-messages.js";

/** @template {{ id: number, seq: number, version: number }} Message */
export class MessageOrder {
  /** @type {Map<number, number>} by the message's id */
  #versions = new Map();
  /** @type {{ id: number, seq: number }[]} by ascending seq */
  #range = [];
  /** @type {OffScreenMessages<Message>} */
  #offScreen = new OffScreenMessages();

  /** @param {boolean} isTruncated */
  constructor(isTruncated) {
    this.isTruncated = isTruncated;
  }

  // Both are 0 where there is no message.
  get oldest() {
    return this.#range[0]?.seq ?? 0;
  }

  get newest() {
    return this.#range.at(-1)?.seq ?? 0;
  }

  /** @param {{ id: number }} message */
  has({ id }) {
    return this.#versions.has(id);
  }

  /** @param {{ id: number, seq: number }} message */
  isOutside({ id, seq }) {
    if (this.isTruncated && seq > this.newest) return true;
    return seq < this.oldest && !this.#versions.has(id);
  }

  /**
   * Whether the page shows this version of the message or a later one.
   * @param {{ id: number, version: number }} message
   */
  isStale({ id, version }) {
    return (this.#versions.get(id) ?? -1) >= version;
  }

  /**
   * Keeps a message that is outside. Returns whether it is new and comes after the range.
   * @param {Message} message
   */
  remember(message) {
    return this.#offScreen.remember(message) && message.seq > this.newest;
  }

  /**
   * The latest known version of a message that is about to be shown.
   * @param {Message} message
   */
  latest(message) {
    return this.#offScreen.latest(message);
  }

  /**
   * Adds a message that the page shows now.
   * @param {{ id: number, seq: number, version: number }} message
   */
  add({ id, seq, version }) {
    if (!this.#versions.has(id)) this.#range.splice(this.#indexAbove(seq) + 1, 0, { id, seq });
    this.#versions.set(id, version);
  }

  /**
   * The id of the message directly before `seq`.
   * @param {{ seq: number }} message
   */
  idAbove({ seq }) {
    return this.#range[this.#indexAbove(seq)]?.id;
  }

  get newestId() {
    return this.#range.at(-1)?.id;
  }

  clear() {
    this.#versions.clear();
    this.#range = [];
  }

  // The range reaches the newest message. Returns those that arrived after it meanwhile, in order.
  reachNewest() {
    this.isTruncated = false;
    return this.#offScreen.takeAfter(this.newest);
  }

  /** @param {number} seq */
  #indexAbove(seq) {
    return this.#range.findLastIndex((message) => message.seq < seq);
  }
}
