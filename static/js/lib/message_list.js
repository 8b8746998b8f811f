// The messages on the page, by their place; what isn't sent yet stands below them.
//
// They are a stretch of the conversation without a gap. Where it ends before the newest, `isCut`.
import { Elsewhere } from "./elsewhere.js";
import { keepFocus } from "./focus.js";
import { markNew, settle, settleAll } from "./groups.js";
import { paint, paintState, paintTime } from "./message.js";
import { paintQuotesOf } from "./quote.js";
import { Waiting } from "./waiting.js";

export class MessageList {
  #items = new Map(); // id: item
  #elsewhere = new Elsewhere();

  // `opened`: {seq, read}, how far the conversation was and had been read when the page was made.
  constructor(list, people, templates, { isCut, opened }) {
    this.list = list;
    this.people = people;
    this.templates = templates;
    this.isCut = isCut;
    this.opened = opened;
    this.waiting = new Waiting(list, people, templates, () => this.#clone());
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
    const known = this.#items.get(message.id) ?? this.waiting.for(message);
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

  // A page of the history, by rising place, above what is here.
  prepend(messages) {
    const items = this.#writeAll(messages);
    this.list.prepend(...items);
    for (const item of items) settle(item);
    markNew(this.list, this.opened);
  }

  // The page below what is here; `isAll` when nothing comes after it.
  append(messages, isAll) {
    const items = this.#writeAll(messages);
    const last = this.#last;
    if (last) last.after(...items);
    else this.list.prepend(...items);
    for (const item of items) settle(item);
    if (isAll) this.#close();
    markNew(this.list, this.opened);
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
    for (const message of this.#elsewhere.takeAfter(this.newest)) this.put(message);
  }

  #isOutside({ id, seq }) {
    if (this.isCut && seq > this.newest) return true;
    return seq < this.oldest && !this.#items.has(id);
  }

  #remember(message) {
    this.waiting.settle(message);
    return this.#elsewhere.remember(message) && message.seq > this.newest;
  }

  #writeAll(messages) {
    const unknown = messages.filter(({ id }) => !this.#items.has(id));
    return unknown.map((message) => this.#write(this.#elsewhere.latest(message)));
  }

  #write(message, item = this.#clone()) {
    paint(item, message, this.people, this.templates);
    paintState(item, message.seq <= this.people.readByAll ? "read" : "sent");
    this.waiting.settle(message, item);
    this.#items.set(message.id, item);
    return item;
  }

  #clone() {
    return this.templates.message.content.cloneNode(true).querySelector(".message");
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
