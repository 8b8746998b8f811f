// The items of the messages on the page, in order; pending messages stand below them.
import { keepFocus } from "./keep-focus.js";
import { markFirstUnread, settle, groupAll } from "./message-groups.js";
import { paint, renderState, renderTime } from "./render-message.js";
import { MessageOrder } from "./message-order.js";
import { updateQuotesOf } from "./quote.js";
import { PendingItems } from "./pending-items.js";

export class MessageList {
  #items = new Map(); // id: item

  // `opened`: {seq, read}, the newest message and the last one read when the page was rendered.
  constructor(list, people, templates, { isCut, opened }) {
    this.list = list;
    this.people = people;
    this.templates = templates;
    this.opened = opened;
    this.waiting = new PendingItems(list, people, templates, () => this.#clone());
    this.order = new MessageOrder(isCut);
    for (const item of list.children) {
      const [id, seq, version] = ["id", "seq", "version"].map((name) => Number(item.dataset[name]));
      this.order.add({ id, seq, version });
      this.#items.set(id, item);
      renderTime(item, new Date(item.querySelector("time").dateTime));
    }
    groupAll(list);
  }

  // Returns whether it is a new message at the end of the conversation.
  put(message) {
    updateQuotesOf(this.list, message, this.people.me);
    if (this.order.isOutside(message)) {
      this.waiting.settle(message);
      return this.order.remember(message);
    }
    if (this.order.isStale(message)) return false;
    const isNewest = message.seq > this.order.newest;
    const item = this.#items.get(message.id) ?? this.waiting.for(message) ?? this.#clone();
    keepFocus(item, () => {
      this.#write(message, item);
      this.#move(item, this.order.idAbove(message));
    });
    settle(item);
    return isNewest;
  }

  // Adds a page of history above the range.
  prepend(messages) {
    const items = this.#writeAll(messages);
    this.list.prepend(...items);
    for (const item of items) settle(item);
    markFirstUnread(this.list, this.opened);
  }

  // Adds a page of history below the range; `isAll`: it is the last one.
  append(messages, isAll) {
    const last = this.#items.get(this.order.newestId);
    const items = this.#writeAll(messages);
    if (last) last.after(...items);
    else this.list.prepend(...items);
    for (const item of items) settle(item);
    // Messages that arrived meanwhile follow.
    if (isAll) for (const message of this.order.close()) this.put(message);
    markFirstUnread(this.list, this.opened);
  }

  // Shows the newest page instead of the range.
  replace(messages) {
    for (const item of this.#items.values()) item.remove();
    this.#items.clear();
    this.order.clear();
    this.append(messages, true);
    groupAll(this.list);
  }

  // At midnight, "today" becomes "yesterday".
  settle() {
    groupAll(this.list);
  }

  showRead() {
    const { readByAll } = this.people;
    for (const item of this.list.querySelectorAll('.message-own[data-state="sent"]')) {
      if (Number(item.dataset.seq) <= readByAll) renderState(item, "read");
    }
  }

  #writeAll(messages) {
    const unknown = messages.filter((message) => !this.order.has(message));
    return unknown.map((message) => this.#write(this.order.latest(message)));
  }

  #write(message, item = this.#clone()) {
    paint(item, message, this.people, this.templates);
    renderState(item, message.seq <= this.people.readByAll ? "read" : "sent");
    this.waiting.settle(message, item);
    this.#items.set(message.id, item);
    this.order.add(message);
    return item;
  }

  #clone() {
    return this.templates.message.content.cloneNode(true).querySelector(".message");
  }

  // Moves an item directly below the message `idAbove`, or to the top without one.
  #move(item, idAbove) {
    const above = this.#items.get(idAbove);
    const next = above ? above.nextElementSibling : this.list.firstElementChild;
    if (next === item) return;
    const left = item.previousElementSibling;
    this.list.insertBefore(item, next);
    if (left) settle(left);
  }
}
