// The edit of a message that was sent: the composer's text field holds its new body meanwhile.

export class MessageEdit {
  /** @type {EditedMessage | null} */
  #message = null;
  /** @type {string | undefined} */
  #newBody;

  /**
   * @param {HTMLElement} bar
   * @param {number} conversation
   * @param {ChatSocket} socket
   */
  constructor(bar, conversation, socket) {
    this.bar = bar;
    this.conversation = conversation;
    this.socket = socket;
  }

  get isActive() {
    return this.#message !== null;
  }

  // Whether the message has files: only then may its body be empty.
  get hasFiles() {
    return Boolean(this.#message?.hasFiles);
  }

  /** @param {EditedMessage} message */
  start(message) {
    this.#message = message;
    this.#newBody = undefined;
    this.bar.hidden = false;
  }

  stop() {
    this.#message = null;
    this.bar.hidden = true;
  }

  /** @param {string} body */
  isChanged(body) {
    return body !== this.#message?.body;
  }

  /**
   * Returns whether the edit could be sent. It ends once the edited message has arrived.
   * @param {string} body
   */
  save(body) {
    if (!this.#message) return false;
    const { conversation } = this;
    this.#newBody = body;
    return this.socket.send({ type: "edit", conversation, message: this.#message.id, body });
  }

  /**
   * Whether this message that arrived ends the edit: it is saved, or there is nothing left to edit.
   * @param {Protocol.Message} message
   */
  isEndedBy({ id, deleted, body }) {
    return this.#message?.id === id && (deleted || body === this.#newBody);
  }
}
