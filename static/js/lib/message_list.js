// The messages on the page, by their place; what isn't sent yet stands below them.
import { settle, settleAll } from "./groups.js";
import { paint, paintState, paintTime } from "./message.js";

export class MessageList {
  #items = new Map(); // id: item
  #waiting = new Map(); // nonce: item
  #elsewhere = new Map(); // id: what changed above the part of the history that is here

  constructor(list, people, templates) {
    this.list = list;
    this.people = people;
    this.templates = templates;
    for (const item of list.children) {
      this.#items.set(Number(item.dataset.id), item);
      paintTime(item, new Date(item.querySelector("time").dateTime));
    }
    settleAll(list);
  }

  get oldest() {
    return Number(this.list.firstElementChild?.dataset.seq) || 0;
  }

  get newest() {
    const sent = [...this.list.children].findLast((item) => item.dataset.seq);
    return Number(sent?.dataset.seq) || 0;
  }

  // Whether it is a message that wasn't here before, at the end.
  put(message) {
    const known = this.#items.get(message.id) ?? this.#waitingFor(message);
    if (!known && message.seq < this.oldest) {
      this.#elsewhere.set(message.id, message);
      return false;
    }
    if (known && Number(known.dataset.version) >= message.version) return false;
    const isNewest = message.seq > this.newest;
    const item = this.#write(message, known);
    this.#move(item, message.seq);
    settle(item);
    return isNewest;
  }

  // An entry of the outbox, pending or refused.
  putEntry({ nonce, body, at, refused }) {
    const sender = { id: this.people.me, name: "You" };
    const message = { nonce, body, sender, sent_at: at, deleted: false, reactions: {}, version: 0 };
    const item = this.#waiting.get(nonce) ?? this.#clone();
    if (!item.isConnected) {
      paint(item, message, this.people, this.templates.reaction);
      this.#waiting.set(nonce, item);
      this.list.append(item);
      settle(item);
    }
    paintState(item, refused ? "failed" : "pending", refused);
  }

  // Thrown away here, or gone in another tab: there, what wasn't refused was sent, and is coming.
  dropEntry(nonce, isDiscarded) {
    const item = this.#waiting.get(nonce);
    if (!item || !(isDiscarded || item.dataset.state === "failed")) return;
    this.#waiting.delete(nonce);
    const above = item.previousElementSibling;
    item.remove();
    if (above) settle(above);
  }

  // A page of the history, by rising place, above what is here.
  prepend(messages) {
    const items = messages
      .filter(({ id }) => !this.#items.has(id))
      .map((message) => {
        const newer = this.#elsewhere.get(message.id);
        this.#elsewhere.delete(message.id);
        return this.#write(newer?.version > message.version ? newer : message);
      });
    this.list.prepend(...items);
    for (const item of items) settle(item);
  }

  showRead() {
    const { readByAll } = this.people;
    for (const item of this.list.querySelectorAll('.message-own[data-state="sent"]')) {
      if (Number(item.dataset.seq) <= readByAll) paintState(item, "read");
    }
  }

  #write(message, known) {
    const item = known ?? this.#clone();
    paint(item, message, this.people, this.templates.reaction);
    paintState(item, message.seq <= this.people.readByAll ? "read" : "sent");
    if (known) this.#waiting.delete(message.nonce);
    this.#items.set(message.id, item);
    return item;
  }

  #clone() {
    return this.templates.message.content.cloneNode(true).querySelector(".message");
  }

  // Only the sender's own: anyone in the conversation can read a nonce and use it once more.
  #waitingFor({ sender, nonce }) {
    return sender.id === this.people.me ? this.#waiting.get(nonce) : undefined;
  }

  #move(item, seq) {
    const isBelow = (other) => !other.dataset.seq || Number(other.dataset.seq) > seq;
    let above = this.list.lastElementChild;
    while (above && (above === item || isBelow(above))) above = above.previousElementSibling;
    const next = above ? above.nextElementSibling : this.list.firstElementChild;
    if (next === item) return;
    const left = item.previousElementSibling;
    this.list.insertBefore(item, next);
    if (left) settle(left);
  }
}
