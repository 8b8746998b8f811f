// Unread counts: the seq of each conversation's newest message, and of the last one that the user
// has read. The event `change` is dispatched when either may have changed.
export class UnreadCounts extends EventTarget {
  #positions = new Map(); // conversation: {seq, read, roster, muted}

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

  // The unread messages of all conversations that aren't muted.
  get total() {
    const ids = [...this.#positions.keys()].filter((id) => !this.positionIn(id).muted);
    return ids.reduce((sum, id) => sum + this.unreadIn(id), 0);
  }

  unreadIn(conversation) {
    const { seq, read } = this.positionIn(conversation);
    return seq - read;
  }

  // Whether the user is in the conversation.
  has(conversation) {
    return this.#positions.has(conversation);
  }

  positionIn(conversation) {
    return this.#positions.get(conversation) ?? { seq: 0, read: 0 };
  }

  ready({ conversations }) {
    const entries = Object.entries(conversations);
    this.#positions = new Map(entries.map(([id, position]) => [Number(id), position]));
  }

  message({ conversation, message }) {
    const { seq, read } = this.positionIn(conversation);
    // Sending a message marks everything before it as read.
    const own = message.sender.id === this.user ? message.seq : 0;
    this.#set(conversation, Math.max(seq, message.seq), Math.max(read, own));
  }

  ack(frame) {
    this.message(frame);
  }

  read({ conversation, user, seq }) {
    if (user !== this.user) return;
    const position = this.positionIn(conversation);
    this.#set(conversation, Math.max(position.seq, seq), Math.max(position.read, seq));
  }

  conversation({ conversation: { id, member, seq, read, muted } }) {
    if (member === false) return this.#positions.delete(id);
    if (member) this.#set(id, seq, read);
    const position = this.#positions.get(id);
    if (position && muted !== undefined) position.muted = muted;
  }

  #set(conversation, seq, read) {
    this.#positions.set(conversation, { ...this.#positions.get(conversation), seq, read });
  }
}
