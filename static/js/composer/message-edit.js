// The edit of a message that was sent: the composer's text field holds its new body meanwhile.
export class MessageEdit {
  #message = null; // {id, body, hasFiles}
  #newBody;

  constructor(bar, conversation, socket) {
    Object.assign(this, { bar, conversation, socket });
  }

  get isActive() {
    return this.#message !== null;
  }

  // Whether the message has files: only then may its body be empty.
  get hasFiles() {
    return this.#message.hasFiles;
  }

  start(message) {
    this.#message = message;
    this.#newBody = undefined;
    this.bar.hidden = false;
  }

  stop() {
    this.#message = null;
    this.bar.hidden = true;
  }

  isChanged(body) {
    return body !== this.#message.body;
  }

  // Returns whether the edit could be sent. It ends once the edited message has arrived.
  save(body) {
    const { conversation } = this;
    this.#newBody = body;
    return this.socket.send({ type: "edit", conversation, message: this.#message.id, body });
  }

  // Whether this message that arrived ends the edit: it is saved, or there is nothing left to edit.
  isEndedBy({ id, deleted, body }) {
    return this.#message?.id === id && (deleted || body === this.#newBody);
  }
}
