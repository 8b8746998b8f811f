// What came or changed outside of the stretch of the talk that is on the page: it waits until the
// stretch reaches it, where the page of history that brings it may be older.
export class Elsewhere {
  #messages = new Map(); // id: message

  // Whether it wasn't known yet.
  remember(message) {
    const isNew = !this.#messages.has(message.id);
    this.#messages.set(message.id, message);
    return isNew;
  }

  // The later version of a message that is shown now.
  latest(message) {
    const known = this.#messages.get(message.id);
    this.#messages.delete(message.id);
    return known?.version > message.version ? known : message;
  }

  // What follows a place, by rising place; it is forgotten here.
  takeAfter(seq) {
    const later = [...this.#messages.values()].filter((message) => message.seq > seq);
    for (const { id } of later) this.#messages.delete(id);
    return later.sort((a, b) => a.seq - b.seq);
  }
}
