// The items of the user's pending messages, below the other messages of the list.
import { keepFocus } from "./keep-focus.js";
import { regroup } from "./message-groups.js";
import { renderMessage, renderState } from "./render-message.js";

export class PendingItems {
  /** @type {Map<string, HTMLElement>} by nonce */
  #items = new Map();

  /**
   * @param {HTMLElement} list
   * @param {Participants} participants
   * @param {MessageTemplates} templates
   * @param {() => HTMLElement} clone returns an item without a message
   */
  constructor(list, participants, templates, clone) {
    this.list = list;
    this.participants = participants;
    this.templates = templates;
    this.clone = clone;
  }

  /**
   * Shows an entry of the outbox, pending or refused.
   * @param {Entry} entry
   */
  put(entry) {
    const { nonce, refused } = entry;
    // The message has arrived, and only its ack was lost.
    if (this.list.querySelector(`.message-own[data-nonce="${nonce}"]:not([data-seq=""])`)) return;
    const item = this.#items.get(nonce) ?? this.clone();
    if (!item.isConnected) this.#append(item, entry);
    keepFocus(item, () => renderState(item, refused ? "failed" : "pending", refused));
  }

  /**
   * Removes an entry that was discarded. One that left the outbox without having been refused was
   * sent, perhaps from another tab: its item waits for the message.
   * @param {string} nonce
   * @param {boolean} isDiscarded
   */
  remove(nonce, isDiscarded) {
    const item = this.#items.get(nonce);
    if (!item || !(isDiscarded || item.dataset.state === "failed")) return;
    this.#items.delete(nonce);
    const above = item.previousElementSibling;
    item.remove();
    if (above) regroup(above);
  }

  /**
   * The item that waits for a message. Only the sender's own: anyone in the conversation can read
   * a nonce and use it again.
   * @param {Protocol.Message} message
   */
  itemFor({ sender, nonce }) {
    return sender.id === this.participants.me ? this.#items.get(nonce) : undefined;
  }

  /**
   * The message has arrived, and is shown by its own pending item or by another `item`.
   * @param {Protocol.Message} message
   * @param {HTMLElement} [item]
   */
  settle(message, item) {
    const pending = this.itemFor(message);
    if (!pending) return;
    this.#items.delete(message.nonce);
    if (pending !== item) pending.remove();
  }

  /**
   * @param {HTMLElement} item
   * @param {Entry} entry
   */
  #append(item, { nonce, body, at, attachments = [], reply_to = null }) {
    const { me } = this.participants;
    const sender = { id: me, name: this.participants.name(me) };
    const message = {
      ...{ nonce, body, sender, attachments, reply_to },
      ...{ sent_at: at, deleted: false, reactions: {}, version: 0 },
    };
    renderMessage(item, message, this.participants, this.templates);
    this.#items.set(nonce, item);
    this.list.append(item);
    regroup(item);
  }
}
