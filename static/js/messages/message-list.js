// The items of the messages on the page, in order; pending messages are below them.
import { cloneTemplate, find, findAll } from "../dom.js";
import { keepFocus } from "./keep-focus.js";
import { markFirstUnread, regroup, regroupAll } from "./message-groups.js";
import { MessageOrder } from "./message-order.js";
import { PendingItems } from "./pending-items.js";
import { updateQuotesOf } from "./quote.js";
import { renderMessage, renderState, renderTime } from "./render-message.js";

export class MessageList {
  /** @type {Map<number, HTMLElement>} by the message's id */
  #items = new Map();

  /**
   * @param {HTMLElement} list
   * @param {Participants} participants
   * @param {MessageTemplates} templates
   * @param {object} page
   * @param {boolean} page.isTruncated newer messages exist than those on the page
   * @param {{ seq: number, read: number }} page.opened the newest message, and the last one read, when
   * the page was rendered
   */
  constructor(list, participants, templates, { isTruncated, opened }) {
    this.list = list;
    this.participants = participants;
    this.templates = templates;
    this.opened = opened;
    this.pending = new PendingItems(list, participants, templates, () => this.#clone());
    /** @type {MessageOrder<Protocol.Message>} */
    this.order = new MessageOrder(isTruncated);
    for (const item of findAll(list, ":scope > .message")) {
      const [id, seq, version] = ["id", "seq", "version"].map((name) => Number(item.dataset[name]));
      this.order.add({ id, seq, version });
      this.#items.set(id, item);
      renderTime(item, new Date(find(item, "time").dateTime));
    }
    regroupAll(list);
  }

  /**
   * Shows a message that arrived. Returns whether it is a new one at the end of the conversation.
   * @param {Protocol.Message} message
   */
  put(message) {
    updateQuotesOf(this.list, message, this.participants.me);
    if (this.order.isOutside(message)) {
      this.pending.settle(message);
      return this.order.remember(message);
    }
    if (this.order.isStale(message)) return false;
    const isNewest = message.seq > this.order.newest;
    const item = this.#items.get(message.id) ?? this.pending.itemFor(message) ?? this.#clone();
    keepFocus(item, () => {
      this.#render(message, item);
      this.#move(item, this.order.idAbove(message));
    });
    regroup(item);
    return isNewest;
  }

  /**
   * Adds a page of history above the range.
   * @param {Protocol.Message[]} messages
   */
  prepend(messages) {
    const items = this.#renderAll(messages);
    this.list.prepend(...items);
    for (const item of items) regroup(item);
    markFirstUnread(this.list, this.opened);
  }

  /**
   * Adds a page of history below the range.
   * @param {Protocol.Message[]} messages
   * @param {boolean} isLast the page reaches the newest message
   */
  append(messages, isLast) {
    const last = this.#itemOf(this.order.newestId);
    const items = this.#renderAll(messages);
    if (last) last.after(...items);
    else this.list.prepend(...items);
    for (const item of items) regroup(item);
    // Messages that arrived meanwhile follow.
    if (isLast) for (const message of this.order.reachNewest()) this.put(message);
    markFirstUnread(this.list, this.opened);
  }

  /**
   * Shows the newest page instead of the range.
   * @param {Protocol.Message[]} messages
   */
  replace(messages) {
    for (const item of this.#items.values()) item.remove();
    this.#items.clear();
    this.order.clear();
    this.append(messages, true);
    regroupAll(this.list);
  }

  // At midnight, "Today" becomes "Yesterday".
  updateDays() {
    regroupAll(this.list);
  }

  // Marks the user's own messages that everyone else has read.
  showRead() {
    const { readByAll } = this.participants;
    for (const item of findAll(this.list, '.message-own[data-state="sent"]')) {
      if (Number(item.dataset.seq) <= readByAll) renderState(item, "read");
    }
  }

  /** @param {Protocol.Message[]} messages */
  #renderAll(messages) {
    const unknown = messages.filter((message) => !this.order.has(message));
    return unknown.map((message) => this.#render(this.order.latest(message)));
  }

  /** @param {Protocol.Message} message */
  #render(message, item = this.#clone()) {
    renderMessage(item, message, this.participants, this.templates);
    renderState(item, message.seq <= this.participants.readByAll ? "read" : "sent");
    this.pending.settle(message, item);
    this.#items.set(message.id, item);
    this.order.add(message);
    return item;
  }

  #clone() {
    return cloneTemplate(this.templates.message);
  }

  /** @param {number | undefined} id */
  #itemOf(id) {
    return id === undefined ? undefined : this.#items.get(id);
  }

  /**
   * Moves an item directly below the message `idAbove`, or to the top without one.
   * @param {HTMLElement} item
   * @param {number | undefined} idAbove
   */
  #move(item, idAbove) {
    const above = this.#itemOf(idAbove);
    const next = above ? above.nextElementSibling : this.list.firstElementChild;
    if (next === item) return;
    const neighbor = item.previousElementSibling;
    this.list.insertBefore(item, next);
    if (neighbor) regroup(neighbor);
  }
}
