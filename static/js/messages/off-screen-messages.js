/**
 * Messages that arrived or changed outside of the range on the page. They are kept until the range
 * reaches them, because the page of history that brings them may be older.
 * @template {{ id: number, seq: number, version: number }} Message
 */
export class OffScreenMessages {
  /** @type {Map<number, Message>} by id */
  #messages = new Map();

  /**
   * Returns whether the message wasn't known yet.
   * @param {Message} message
   */
  remember(message) {
    const isNew = !this.#messages.has(message.id);
    this.#messages.set(message.id, message);
    return isNew;
  }

  /**
   * Returns the later of the known version and this one, which is about to be shown.
   * @param {Message} message
   */
  latest(message) {
    const known = this.#messages.get(message.id);
    this.#messages.delete(message.id);
    return known && known.version > message.version ? known : message;
  }

  /**
   * Removes and returns the messages after `seq`, in order.
   * @param {number} seq
   */
  takeAfter(seq) {
    const later = [...this.#messages.values()].filter((message) => message.seq > seq);
    for (const { id } of later) this.#messages.delete(id);
    return later.sort((a, b) => a.seq - b.seq);
  }
}
