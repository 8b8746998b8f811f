// The messages on the page, by their place; what isn't sent yet stands below them.
//
// They are a stretch of the conversation without a gap. Where it ends before the newest, `isCut`.
import { keepFocus } from "./focus.js";
import { settle, settleAll } from "./groups.js";
import { paint, paintState, paintTime } from "./message.js";
import { paintQuotesOf } from "./quote.js";

export class MessageList {
  #items = new Map(); // id: item
  #waiting = new Map(); // nonce: item
  #elsewhere = new Map(); // id: what came or changed outside of the stretch that is here

  // `opened`: {seq, read}, how far the conversation was and had been read when the page was made.
  constructor(list, people, templates, { isCut, opened }) {
    this.list = list;
    this.people = people;
    this.templates = templates;
    this.isCut = isCut;
    this.opened = opened;
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
    return Number(this.#last?.dataset.seq) || 0;
  }

  get #last() {
    return [...this.list.children].findLast((item) => item.dataset.seq);
  }

  // Whether it is a message that wasn't there before, at the end of the conversation.
  put(message) {
    paintQuotesOf(this.list, message, this.people.me);
    if (this.#isOutside(message)) return this.#remember(message);
    const known = this.#items.get(message.id) ?? this.#waitingFor(message);
    if (known && Number(known.dataset.version) >= message.version) return false;
    const isNewest = message.seq > this.newest;
    const item = known ?? this.#clone();
    keepFocus(item, () => {
      this.#write(message, item);
      this.#move(item, message.seq);
    });
    settle(item);
    return isNewest;
  }

  // An entry of the outbox, pending or refused.
  putEntry({ nonce, body, at, refused, attachments = [], reply_to = null }) {
    const sender = { id: this.people.me, name: this.people.name(this.people.me) };
    const message = {
      ...{ nonce, body, sender, attachments, reply_to },
      ...{ sent_at: at, deleted: false, reactions: {}, version: 0 },
    };
    const item = this.#waiting.get(nonce) ?? this.#clone();
    if (!item.isConnected) {
      paint(item, message, this.people, this.templates);
      this.#waiting.set(nonce, item);
      this.list.append(item);
      settle(item);
    }
    keepFocus(item, () => paintState(item, refused ? "failed" : "pending", refused));
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
    const items = this.#writeAll(messages);
    this.list.prepend(...items);
    for (const item of items) settle(item);
    this.#markNew();
  }

  // The page below what is here; `isAll` when nothing comes after it.
  append(messages, isAll) {
    const items = this.#writeAll(messages);
    const last = this.#last;
    if (last) last.after(...items);
    else this.list.prepend(...items);
    for (const item of items) settle(item);
    if (isAll) this.#close();
    this.#markNew();
  }

  // The newest page instead of what is here.
  replace(messages) {
    for (const item of this.#items.values()) item.remove();
    this.#items.clear();
    this.append(messages, true);
    settleAll(this.list);
  }

  // The names of the days are others when it is midnight.
  settle() {
    settleAll(this.list);
  }

  showRead() {
    const { readByAll } = this.people;
    for (const item of this.list.querySelectorAll('.message-own[data-state="sent"]')) {
      if (Number(item.dataset.seq) <= readByAll) paintState(item, "read");
    }
  }

  // What came meanwhile follows on.
  #close() {
    this.isCut = false;
    const { newest } = this;
    const later = [...this.#elsewhere.values()].filter(({ seq }) => seq > newest);
    for (const message of later.sort((a, b) => a.seq - b.seq)) {
      this.#elsewhere.delete(message.id);
      this.put(message);
    }
  }

  #isOutside({ id, seq }) {
    if (this.isCut && seq > this.newest) return true;
    return seq < this.oldest && !this.#items.has(id);
  }

  #remember(message) {
    this.#waitingFor(message)?.remove();
    const isNew = message.seq > this.newest && !this.#elsewhere.has(message.id);
    this.#elsewhere.set(message.id, message);
    return isNew;
  }

  // The line above what was new when the page was made.
  #markNew() {
    const { seq, read } = this.opened;
    if (this.oldest > read + 1 || this.list.querySelector("[data-new]")) return;
    const isNew = (place) => place > read && place <= seq;
    const others = this.list.querySelectorAll(".message:not(.message-own)");
    const first = [...others].find(({ dataset }) => isNew(Number(dataset.seq)));
    first?.toggleAttribute("data-new", true);
  }

  #writeAll(messages) {
    const unknown = messages.filter(({ id }) => !this.#items.has(id));
    return unknown.map((message) => {
      const newer = this.#elsewhere.get(message.id);
      this.#elsewhere.delete(message.id);
      return this.#write(newer?.version > message.version ? newer : message);
    });
  }

  #write(message, item = this.#clone()) {
    paint(item, message, this.people, this.templates);
    paintState(item, message.seq <= this.people.readByAll ? "read" : "sent");
    if (this.#waiting.get(message.nonce) === item) this.#waiting.delete(message.nonce);
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
