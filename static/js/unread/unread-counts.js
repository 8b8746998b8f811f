// How far each conversation is, and how far the person has read it: what the counts are made of.
export class UnreadCounts extends EventTarget {
  #places = new Map(); // conversation: {seq, read, roster, muted}

  constructor(user, socket) {
    super();
    this.user = user;
    for (const type of ["ready", "message", "ack", "read", "conversation"]) {
      socket.addEventListener(type, this);
    }
  }

  handleEvent({ type, detail }) {
    this[type](detail);
    this.dispatchEvent(new Event("change"));
  }

  get unread() {
    const heard = [...this.#places.keys()].filter((id) => !this.of(id).muted);
    return heard.reduce((sum, id) => sum + this.unreadIn(id), 0);
  }

  unreadIn(conversation) {
    const { seq, read } = this.of(conversation);
    return seq - read;
  }

  has(conversation) {
    return this.#places.has(conversation);
  }

  get ids() {
    return [...this.#places.keys()];
  }

  of(conversation) {
    return this.#places.get(conversation) ?? { seq: 0, read: 0 };
  }

  ready({ conversations }) {
    const entries = Object.entries(conversations);
    this.#places = new Map(entries.map(([id, place]) => [Number(id), place]));
  }

  message({ conversation, message }) {
    const { seq, read } = this.of(conversation);
    // Who writes has read what stands above.
    const own = message.sender.id === this.user ? message.seq : 0;
    this.#set(conversation, Math.max(seq, message.seq), Math.max(read, own));
  }

  ack(frame) {
    this.message(frame);
  }

  read({ conversation, user, seq }) {
    if (user !== this.user) return;
    const place = this.of(conversation);
    this.#set(conversation, Math.max(place.seq, seq), Math.max(place.read, seq));
  }

  conversation({ conversation: { id, member, seq, read, muted } }) {
    if (member === false) return this.#places.delete(id);
    if (member) this.#set(id, seq, read);
    const place = this.#places.get(id);
    if (place && muted !== undefined) place.muted = muted;
  }

  #set(conversation, seq, read) {
    this.#places.set(conversation, { ...this.#places.get(conversation), seq, read });
  }
}
