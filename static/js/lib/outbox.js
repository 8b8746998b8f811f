// What was written and isn't acked yet. It is kept before it is sent and sent again until the
// server has it, after a reload, too, or from another tab: the nonce makes it one message.
//
// An entry: {nonce, conversation, body, attachments, reply_to, at, refused}. The event `change` tells in `detail` the nonce
// of the entry that came, changed or went, and whether it went because it was thrown away.
import { Kept } from "./kept.js";

const LATER = new Set(["rate_limited", "unavailable"]);
const PAUSE = 3000;

export class Outbox extends EventTarget {
  #sending = new Map(); // conversation: nonce
  #own = new Map(); // nonce: entry, what was written on this page

  constructor(user, socket) {
    super();
    this.user = user;
    this.socket = socket;
    this.kept = new Kept(`outbox.${user}.`);
    this.kept.watch((nonce) => (nonce ? this.#tell(nonce) : this.#keepAgain()));
    for (const type of ["ack", "message", "error", "state"]) socket.addEventListener(type, this);
  }

  handleEvent({ type, detail }) {
    if (type === "state") this.#start();
    else if (type === "ack") this.#done(detail.nonce);
    else if (type === "error") this.#refused(detail);
    else if (detail.message.sender.id === this.user) this.#done(detail.message.nonce);
  }

  // The entries of a conversation, as they were written.
  entries(conversation) {
    const all = this.kept.values().sort((a, b) => a.at - b.at);
    return all.filter((entry) => conversation === undefined || entry.conversation === conversation);
  }

  get(nonce) {
    return this.kept.get(nonce);
  }

  // `extras`: {attachments: [as they came over the wire], reply_to: a quote}.
  add(conversation, body, extras = {}) {
    // Their order is the one in which they were written, also when the clock is set back.
    const last = this.entries(conversation).at(-1)?.at ?? 0;
    // Half a character or a NUL can't be sent; the browser lets them be pasted.
    const text = (body.toWellFormed?.() ?? body).replaceAll("\0", "");
    const at = Math.max(Date.now(), last + 1);
    this.#keep({ ...extras, nonce: crypto.randomUUID(), conversation, body: text, at });
  }

  retry(nonce) {
    const entry = this.get(nonce);
    if (entry) this.#keep({ ...entry, refused: undefined });
  }

  discard(nonce) {
    this.#forget(nonce);
    this.#tell(nonce, true);
  }

  #keep(entry) {
    this.#own.set(entry.nonce, entry);
    this.kept.set(entry.nonce, entry);
    this.#tell(entry.nonce);
    this.#next(entry.conversation);
  }

  #start() {
    this.#sending.clear();
    if (this.socket.state !== "open") return;
    for (const { conversation } of this.entries()) this.#next(conversation);
  }

  // One at a time in a conversation, so that a refusal doesn't change their order.
  #next(conversation) {
    if (this.#sending.has(conversation)) return;
    const entry = this.entries(conversation).find(({ refused }) => !refused);
    if (!entry) return;
    const { nonce, body } = entry;
    const attachments = entry.attachments?.map(({ id }) => id);
    const reply_to = entry.reply_to?.id;
    if (this.socket.send({ type: "send", conversation, nonce, body, attachments, reply_to })) {
      this.#sending.set(conversation, nonce);
    }
  }

  #done(nonce) {
    if (this.get(nonce)) {
      this.#forget(nonce);
      this.#tell(nonce);
    }
    this.#free(nonce);
  }

  #refused({ nonce, code, detail }) {
    const entry = nonce && this.get(nonce);
    if (!entry) return;
    if (LATER.has(code)) {
      setTimeout(() => this.#free(nonce), PAUSE);
    } else {
      this.kept.set(nonce, { ...entry, refused: detail });
      this.#tell(nonce);
      this.#free(nonce);
    }
  }

  #free(nonce) {
    for (const [conversation, sent] of this.#sending) {
      if (sent !== nonce) continue;
      this.#sending.delete(conversation);
      this.#next(conversation);
    }
  }

  #forget(nonce) {
    this.#own.delete(nonce);
    this.kept.delete(nonce);
  }

  // Another tab has emptied the storage; what was written here isn't sent yet all the same.
  #keepAgain() {
    for (const entry of this.#own.values()) this.#keep(entry);
  }

  #tell(nonce, isDiscarded = false) {
    // Where nothing can be stored, what isn't sent would go with the page.
    window.onbeforeunload = this.kept.isAtRisk ? (event) => event.preventDefault() : null;
    this.dispatchEvent(new CustomEvent("change", { detail: { nonce, isDiscarded } }));
  }
}
