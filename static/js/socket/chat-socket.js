// The chat's connection, one per tab. After a reconnect it requests the changes that it missed.
//
// Each frame is dispatched as an event of its type, with the frame as `detail`. Without a login the
// state is "refused".
import { ReconnectingSocket } from "./reconnecting-socket.js";

const PING_AFTER = 25_000;
const ANSWER_WITHIN = 10_000;
const WAKE_WITHIN = 4_000; // somebody is looking at the page: a dead connection shows sooner
const UNAUTHENTICATED = 4401;

export class ChatSocket extends ReconnectingSocket {
  // Versions that arrived before everything missed had. They count once it has: if the connection
  // breaks in between, these messages and the ones before them must be sent again.
  #early = new Map();
  #alarm;
  #heardAt = 0;

  // `user`: the user whose page this is; `versions`: Map of conversation id to the version that the
  // page was rendered at.
  constructor(path, user, versions = new Map()) {
    super(path);
    this.user = user;
    this.versions = versions;
  }

  // Timers stand still while a phone sleeps: a connection that would have timed out isn't alive.
  get #hasSlept() {
    return Date.now() - this.#heardAt > PING_AFTER + 2 * ANSWER_WITHIN;
  }

  // Returns whether the frame was sent; the server's answer is another frame.
  send(frame) {
    return this.state === "open" && this.say(frame);
  }

  connect() {
    this.#early = new Map();
    super.connect();
    this.#setAlarm(ANSWER_WITHIN, () => this.lose());
  }

  // Immediately: the server sends nothing live before it.
  greet() {
    this.say({ type: "resume", versions: Object.fromEntries(this.versions) });
  }

  hear(frame) {
    // Another user has logged in meanwhile: nothing on this page may be sent in their name.
    if (frame.type === "ready" && frame.user !== this.user) return this.lose(UNAUTHENTICATED);
    this.#heardAt = Date.now();
    this.#setAlarm(PING_AFTER, () => this.#ask());
    if (frame.type === "message") this.#note(frame.conversation, frame.message.version);
    if (frame.type === "conversation") this.#note(frame.conversation.id, frame.conversation.version);
    this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
    if (frame.type === "ready") this.#begin(frame);
    if (frame.type === "resumed") this.opened();
  }

  wake() {
    if (this.#hasSlept) this.connect();
    else this.#ask(WAKE_WITHIN);
  }

  opened() {
    super.opened();
    for (const [conversation, version] of this.#early) this.#note(conversation, version);
  }

  lose(code) {
    if (code !== UNAUTHENTICATED) return super.lose();
    this.drop();
    this.become("refused");
  }

  drop() {
    clearTimeout(this.#alarm);
    super.drop();
  }

  #note(conversation, version = 0) {
    const heard = this.state === "open" ? this.versions : this.#early;
    heard.set(conversation, Math.max(version, heard.get(conversation) ?? 0));
  }

  // Conversations that the page doesn't know start at their present version.
  #begin({ versions }) {
    for (const [conversation, version] of Object.entries(versions)) {
      if (!this.versions.has(Number(conversation))) this.#note(Number(conversation), version);
    }
  }

  #ask(within = ANSWER_WITHIN) {
    this.say({ type: "ping" });
    this.#setAlarm(within, () => this.lose());
  }

  #setAlarm(after, act) {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(act, after);
  }
}
