// Sends pending messages until the server has stored them, also after a reload or from another tab:
// the nonce keeps it one message. Each conversation has one message in flight, so that a failure
// doesn't change the order. After a failure it waits as long as the server asks.
import { PendingMessages } from "./pending-messages.js";
import { LONGEST_PAUSE, SendBackoff } from "./send-backoff.js";

const RETRIED = new Set(["rate_limited", "unavailable"]);
const FIRST_BACKOFF = 3; // seconds, if the server doesn't say how long to wait
const LONGEST_BACKOFF = 30; // seconds
const ANSWER_WITHIN = 30_000; // ms

export class Outbox extends PendingMessages {
  /** @type {Map<number, { nonce: string, timer: Timer }>} by conversation */
  #inFlight = new Map();
  /** @type {Map<number, number>} failed attempts in a row, by conversation */
  #failures = new Map();

  /**
   * @param {number} user
   * @param {FrameSocket} socket
   */
  constructor(user, socket) {
    super(user);
    this.user = user;
    this.socket = socket;
    this.backoff = new SendBackoff(user, (conversation) => this.#sendNext(conversation));
    for (const type of ["ack", "message", "error", "state"]) socket.addEventListener(type, this);
  }

  /** @param {FrameEvent<"ack" | "message" | "error"> | StateEvent} event */
  handleEvent({ type, detail }) {
    if (type === "state") this.#restart();
    else if (type === "ack") this.#settle(detail.nonce);
    else if (type === "error") this.#fail(detail);
    else if (detail.message.sender?.id === this.user) this.#settle(detail.message.nonce);
  }

  /**
   * @param {number} conversation
   * @param {string} body
   * @param {Pick<Entry, "attachments" | "reply_to">} [replyAndFiles]
   */
  add(conversation, body, replyAndFiles = {}) {
    this.create(conversation, body, replyAndFiles);
    this.#sendNext(conversation);
  }

  /** @param {string} nonce */
  retry(nonce) {
    const entry = this.get(nonce);
    if (!entry) return;
    this.store({ ...entry, refused: undefined });
    this.#sendNext(entry.conversation);
  }

  /** @param {string} nonce */
  discard(nonce) {
    this.remove(nonce, true);
  }

  // Messages in flight on the last connection may be lost, so they are sent again: immediately the
  // first time, with growing pauses if they break one connection after another.
  #restart() {
    for (const conversation of [...this.#inFlight.keys()]) {
      this.#release(conversation);
      if (this.#failures.has(conversation)) this.#backOff(conversation);
      else this.#failures.set(conversation, 1);
    }
    if (this.socket.state !== "open") return;
    const pending = new Set(this.entries().map(({ conversation }) => conversation));
    for (const conversation of pending) this.#sendNext(conversation);
  }

  /** @param {number} conversation */
  #sendNext(conversation) {
    if (this.#inFlight.has(conversation)) return;
    const entry = this.entries(conversation).find(({ refused }) => !refused);
    if (!entry || this.backoff.has(conversation) || !this.socket.send(frameOf(entry))) return;
    const timer = setTimeout(() => this.#continue(conversation, { failed: true }), ANSWER_WITHIN);
    this.#inFlight.set(conversation, { nonce: entry.nonce, timer });
  }

  /**
   * The message is stored: its ack or the message itself arrived, whichever comes first.
   * @param {string} nonce
   */
  #settle(nonce) {
    const conversation = this.#conversationOf(nonce);
    if (conversation === undefined) return;
    this.#failures.delete(conversation);
    if (this.get(nonce)) this.remove(nonce);
    this.#continue(conversation, { nonce });
  }

  /** @param {Protocol.ErrorFrame} frame */
  #fail({ nonce, code, detail, retry_after }) {
    const conversation = nonce ? this.#conversationOf(nonce) : undefined;
    if (!nonce || conversation === undefined) return;
    const seconds = retry_after && retry_after > 0 ? Number(retry_after) : undefined;
    const failed = RETRIED.has(code) && !(seconds && seconds > LONGEST_PAUSE);
    if (!failed) this.#refuse(nonce, detail);
    this.#continue(conversation, { nonce, failed, seconds });
  }

  /** @param {string} nonce @param {string} detail */
  #refuse(nonce, detail) {
    const entry = this.get(nonce);
    if (entry) this.store({ ...entry, refused: detail || "We couldn’t send this. Try again." });
  }

  /**
   * Sends the next message, unless the answer for another one is still to come.
   * @param {number} conversation
   * @param {{ nonce?: string, failed?: boolean, seconds?: number }} attempt
   */
  #continue(conversation, { nonce, failed, seconds }) {
    if (failed) this.#backOff(conversation, seconds);
    if (!nonce || this.#inFlight.get(conversation)?.nonce === nonce) this.#release(conversation);
    this.#sendNext(conversation);
  }

  /** @param {number} conversation @param {number} [seconds] */
  #backOff(conversation, seconds) {
    const failures = this.#failures.get(conversation) ?? 0;
    this.#failures.set(conversation, failures + 1);
    this.backoff.start(conversation, seconds ?? Math.min(FIRST_BACKOFF * 2 ** failures, LONGEST_BACKOFF));
  }

  /** @param {number} conversation */
  #release(conversation) {
    clearTimeout(this.#inFlight.get(conversation)?.timer);
    this.#inFlight.delete(conversation);
  }

  /** @param {string} nonce */
  #conversationOf(nonce) {
    const found = [...this.#inFlight].find(([, sent]) => sent.nonce === nonce);
    return found ? found[0] : this.get(nonce)?.conversation;
  }
}

/** @param {Entry} entry @returns {Protocol.ChatRequest} */
function frameOf({ nonce, conversation, body, attachments, reply_to }) {
  const files = attachments?.map(({ id }) => id);
  return { type: "send", conversation, nonce, body, attachments: files, reply_to: reply_to?.id };
}
