// Sends pending messages until the server has them, also after a reload or from another tab: the
// nonce makes it one message. One at a time in a conversation, so that a refusal doesn't change
// their order; after a failure no sooner than the server asks for.
import { PendingMessages } from "./pending_messages.js";
import { LONGEST_PAUSE, SendPauses } from "./send_pauses.js";

const RETRIED = new Set(["rate_limited", "unavailable"]);
const FIRST_BACKOFF = 3; // seconds, where the server doesn't say how long to wait
const LONGEST_BACKOFF = 30;
const ANSWER_WITHIN = 30_000; // ms

export class Outbox extends PendingMessages {
  #inFlight = new Map(); // conversation: {nonce, timer}
  #failures = new Map(); // conversation: how many attempts in a row came to nothing

  constructor(user, socket) {
    super(user);
    this.user = user;
    this.socket = socket;
    this.pauses = new SendPauses(user, (conversation) => this.#sendNext(conversation));
    for (const type of ["ack", "message", "error", "state"]) socket.addEventListener(type, this);
  }

  handleEvent({ type, detail }) {
    if (type === "state") this.#restart();
    else if (type === "ack") this.#settle(detail.nonce);
    else if (type === "error") this.#fail(detail);
    else if (detail.message.sender?.id === this.user) this.#settle(detail.message.nonce);
  }

  add(conversation, body, extras = {}) {
    this.create(conversation, body, extras);
    this.#sendNext(conversation);
  }

  retry(nonce) {
    const entry = this.get(nonce);
    if (!entry) return;
    this.store({ ...entry, refused: undefined });
    this.#sendNext(entry.conversation);
  }

  discard(nonce) {
    this.remove(nonce, true);
  }

  // What was in flight on the last connection may be lost. It is sent again at once; a message that
  // breaks one connection after the other waits longer and longer.
  #restart() {
    for (const conversation of [...this.#inFlight.keys()]) {
      this.#release(conversation);
      if (this.#failures.has(conversation)) this.#backOff(conversation);
      else this.#failures.set(conversation, 1);
    }
    if (this.socket.state !== "open") return;
    const waiting = new Set(this.entries().map(({ conversation }) => conversation));
    for (const conversation of waiting) this.#sendNext(conversation);
  }

  #sendNext(conversation) {
    if (this.#inFlight.has(conversation)) return;
    const entry = this.entries(conversation).find(({ refused }) => !refused);
    if (!entry || this.pauses.has(conversation) || !this.socket.send(frameOf(entry))) return;
    const timer = setTimeout(() => this.#goOn(conversation, { failed: true }), ANSWER_WITHIN);
    this.#inFlight.set(conversation, { nonce: entry.nonce, timer });
  }

  // The message has arrived, as its ack says or the message itself: whichever comes first.
  #settle(nonce) {
    const conversation = this.#conversationOf(nonce);
    if (conversation === undefined) return;
    this.#failures.delete(conversation);
    if (this.get(nonce)) this.remove(nonce);
    this.#goOn(conversation, { nonce });
  }

  #fail({ nonce, code, detail, retry_after }) {
    const conversation = this.#conversationOf(nonce);
    if (conversation === undefined) return;
    const seconds = retry_after > 0 ? Number(retry_after) : undefined;
    const failed = RETRIED.has(code) && !(seconds > LONGEST_PAUSE);
    if (!failed) this.#refuse(nonce, detail);
    this.#goOn(conversation, { nonce, failed, seconds });
  }

  #refuse(nonce, detail) {
    const entry = this.get(nonce);
    if (entry) this.store({ ...entry, refused: detail || "The server didn't take it." });
  }

  // With the next message, where it isn't another one's answer that is still to come.
  #goOn(conversation, { nonce, failed, seconds }) {
    if (failed) this.#backOff(conversation, seconds);
    if (!nonce || this.#inFlight.get(conversation)?.nonce === nonce) this.#release(conversation);
    this.#sendNext(conversation);
  }

  #backOff(conversation, seconds) {
    const failures = this.#failures.get(conversation) ?? 0;
    this.#failures.set(conversation, failures + 1);
    this.pauses.start(conversation, seconds ?? Math.min(FIRST_BACKOFF * 2 ** failures, LONGEST_BACKOFF));
  }

  #release(conversation) {
    clearTimeout(this.#inFlight.get(conversation)?.timer);
    this.#inFlight.delete(conversation);
  }

  #conversationOf(nonce) {
    const found = [...this.#inFlight].find(([, sent]) => sent.nonce === nonce);
    return found ? found[0] : this.get(nonce)?.conversation;
  }
}

function frameOf({ nonce, conversation, body, attachments, reply_to }) {
  const files = attachments?.map(({ id }) => id);
  return { type: "send", conversation, nonce, body, attachments: files, reply_to: reply_to?.id };
}
