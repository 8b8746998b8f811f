// Reports how far the user has read a conversation. If the server couldn't store it, the report is
// repeated after the time that the server asked for.

export class ReadReceipts {
  #reported = 0;
  /** @type {Timer} */
  #timer;

  /**
   * @param {number} conversation
   * @param {FrameSocket} socket
   * @param {{ positionIn(conversation: number): { read: number } }} unreadCounts
   * @param {() => void} retry is called when it is time to report again
   */
  constructor(conversation, socket, unreadCounts, retry) {
    this.conversation = conversation;
    this.socket = socket;
    this.unreadCounts = unreadCounts;
    this.retry = retry;
    this.nonce = `read-${conversation}`; // an error frame repeats it
    for (const type of ["error", "state"]) socket.addEventListener(type, this);
  }

  /** @param {FrameEvent<"error"> | StateEvent} event */
  handleEvent({ type, detail }) {
    if (type === "state") this.#reset();
    else if (detail.nonce === this.nonce && detail.retry_after) this.#retryAfter(detail.retry_after);
  }

  /** @param {number} seq */
  report(seq) {
    const { conversation, nonce } = this;
    const known = Math.max(this.#reported, this.unreadCounts.positionIn(conversation).read);
    if (this.#timer || seq <= known) return;
    if (this.socket.send({ type: "read", conversation, seq, nonce })) this.#reported = seq;
  }

  // A report over the last connection may have been lost with it.
  #reset() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reported = 0;
    this.retry();
  }

  /** @param {number} seconds */
  #retryAfter(seconds) {
    this.#timer ??= setTimeout(() => this.#reset(), seconds * 1000 * (1 + Math.random() / 4));
  }
}
