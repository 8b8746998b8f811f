// The order and versions of the messages on the page, apart from the page itself.
//
// They are a range of the conversation without a gap. `isCut`: it ends before the newest message.
// Messages that arrive or change outside of the range are kept until it reaches them.
import { OffScreenMessages } from "./off-screen-messages.js";

export class MessageOrder {
  #versions = new Map(); // id: version
  #places = []; // {id, seq}, by rising seq
  #outside = new OffScreenMessages();

  constructor(isCut) {
    this.isCut = isCut;
  }

  // Both are 0 where there is no message.
  get oldest() {
    return this.#places[0]?.seq ?? 0;
  }

  get newest() {
    return this.#places.at(-1)?.seq ?? 0;
  }

  has({ id }) {
    return this.#versions.has(id);
  }

  isOutside({ id, seq }) {
    if (this.isCut && seq > this.newest) return true;
    return seq < this.oldest && !this.#versions.has(id);
  }

  // Whether the page shows this version of the message or a later one.
  isStale({ id, version }) {
    return this.#versions.get(id) >= version;
  }

  // Keeps a message that is outside. Returns whether it is new and comes after the range.
  remember(message) {
    return this.#outside.remember(message) && message.seq > this.newest;
  }

  // The latest known version of a message that is about to be shown.
  latest(message) {
    return this.#outside.latest(message);
  }

  // Adds a message that the page shows now.
  add({ id, seq, version }) {
    if (!this.#versions.has(id)) this.#places.splice(this.#above(seq) + 1, 0, { id, seq });
    this.#versions.set(id, version);
  }

  // The id of the message directly before `seq`.
  idAbove({ seq }) {
    return this.#places[this.#above(seq)]?.id;
  }

  get newestId() {
    return this.#places.at(-1)?.id;
  }

  clear() {
    this.#versions.clear();
    this.#places = [];
  }

  // The range reaches the newest message. Returns those that arrived after it meanwhile, in order.
  close() {
    this.isCut = false;
    return this.#outside.takeAfter(this.newest);
  }

  #above(seq) {
    return this.#places.findLastIndex((place) => place.seq < seq);
  }
}
