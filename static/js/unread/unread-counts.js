// Unread counts: the seq of each conversation's newest message, and of the last one that the user
// has read. The event `change` is dispatched when either may have changed.

/** @typedef {Pick<Protocol.Position, "seq" | "read"> & Partial<Protocol.Position>} Position */
export class UnreadCounts extends EventTarget {
  /** @type {Map<number, Position>} by conversation */
  #positions = new Map();

  /** @param {number} user @param {Pick<FrameSocket, "addEventListener">} socket */
  constructor(user, socket) {
    super();
    this.user = user;
    for (const type of ["ready", "message", "ack", "read", "conversation"]) {
      socket.addEventListener(type, this);
    }
  }

  /** @param {FrameEvent<"ready" | "message" | "ack" | "read" | "conversation">} event */
  handleEvent({ type, detail }) {
    if (type === "ready") this.#ready(detail);
    else if (type === "read") this.#read(detail);
    else if (type === "conversation") this.#conversation(detail);
    else this.#message(detail);
    this.dispatchEvent(new Event("change"));
  }

  // The unread messages of all conversations that aren't muted.
  get total() {
    const ids = [...this.#positions.keys()].filter((id) => !this.positionIn(id).muted);
    return ids.reduce((sum, id) => sum + this.unreadIn(id), 0);
  }

  /** @param {number} conversation */
  unreadIn(conversation) {
    const { seq, read } = this.positionIn(conversation);
    return seq - read;
  }

  /**
   * Whether the user is in the conversation.
   * @param {number} conversation
   */
  has(conversation) {
    return this.#positions.has(conversation);
  }

  /** @param {number} conversation @returns {Position} */
  positionIn(conversation) {
    return this.#positions.get(conversation) ?? { seq: 0, read: 0 };
  }

  /** @param {Protocol.Ready} frame */
  #ready({ conversations }) {
    const entries = Object.entries(conversations);
    this.#positions = new Map(entries.map(([id, position]) => [Number(id), position]));
  }

  /** @param {Protocol.MessageFrame | Protocol.Ack} frame */
  #message({ conversation, message }) {
    const { seq, read } = this.positionIn(conversation);
    // Sending a message marks everything before it as read.
    const own = message.sender.id === this.user ? message.seq : 0;
    this.#set(conversation, Math.max(seq, message.seq), Math.max(read, own));
  }

  /** @param {Protocol.Read} frame */
  #read({ conversation, user, seq }) {
    if (user !== this.user) return;
    const position = this.positionIn(conversation);
    this.#set(conversation, Math.max(position.seq, seq), Math.max(position.read, seq));
  }

  /** @param {Protocol.Conversation} frame */
  #conversation({ conversation: { id, member, seq, read, muted } }) {
    if (member === false) return this.#positions.delete(id);
    if (member) this.#set(id, seq, read);
    const position = this.#positions.get(id);
    if (position && muted !== undefined) position.muted = muted;
  }

  /** @param {number} conversation @param {number} seq @param {number} read */
  #set(conversation, seq, read) {
    this.#positions.set(conversation, { ...this.#positions.get(conversation), seq, read });
  }
}
