// What one has written that hasn't come back yet: the items of the outbox's entries, below the
// messages of the list.
import { keepFocus } from "./keep-focus.js";
import { settle } from "./message-groups.js";
import { paint, renderState } from "./render-message.js";

export class PendingItems {
  #items = new Map(); // nonce: item

  // `clone()`: an item without a message.
  constructor(list, people, templates, clone) {
    Object.assign(this, { list, people, templates, clone });
  }

  // An entry of the outbox, pending or refused.
  put(entry) {
    const { nonce, refused } = entry;
    // It has come, and only its ack was lost.
    if (this.list.querySelector(`.message-own[data-nonce="${nonce}"]:not([data-seq=""])`)) return;
    const item = this.#items.get(nonce) ?? this.clone();
    if (!item.isConnected) this.#append(item, entry);
    keepFocus(item, () => renderState(item, refused ? "failed" : "pending", refused));
  }

  // Thrown away here, or gone in another tab: there, what wasn't refused was sent, and is coming.
  drop(nonce, isDiscarded) {
    const item = this.#items.get(nonce);
    if (!item || !(isDiscarded || item.dataset.state === "failed")) return;
    this.#items.delete(nonce);
    const above = item.previousElementSibling;
    item.remove();
    if (above) settle(above);
  }

  // The item that waits for a message. Only the sender's own: anyone in the conversation can read
  // a nonce and use it once more.
  for({ sender, nonce }) {
    return sender.id === this.people.me ? this.#items.get(nonce) : undefined;
  }

  // What waited to be sent has come, into its own item or into another.
  settle(message, item) {
    const waiting = this.for(message);
    if (!waiting) return;
    this.#items.delete(message.nonce);
    if (waiting !== item) waiting.remove();
  }

  #append(item, { nonce, body, at, attachments = [], reply_to = null }) {
    const sender = { id: this.people.me, name: this.people.name(this.people.me) };
    const message = {
      ...{ nonce, body, sender, attachments, reply_to },
      ...{ sent_at: at, deleted: false, reactions: {}, version: 0 },
    };
    paint(item, message, this.people, this.templates);
    this.#items.set(nonce, item);
    this.list.append(item);
    settle(item);
  }
}
