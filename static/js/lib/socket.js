// The chat's line, one for a tab: it asks for what it missed while it was away.
//
// Each frame that comes is an event named by its type, with the frame as `detail`. Who isn't
// logged in is refused.
import { Line } from "./line.js";

const PING_AFTER = 25_000;
const ANSWER_WITHIN = 10_000;
const WAKE_WITHIN = 4_000; // who looks at the page again doesn't wait for a line that is dead
const UNAUTHENTICATED = 4401;

export class ChatSocket extends Line {
  // What was heard before all that was missed is here. It counts once it is: a line that breaks
  // in between must have it sent again, and what stood before it too.
  #early = new Map();
  #alarm;
  #heardAt = 0;

  // `user`: whose page it is; `versions`: Map of conversation to the version that it was made at.
  constructor(path, user, versions = new Map()) {
    super(path);
    this.user = user;
    this.versions = versions;
  }

  // Timers stand still while a phone sleeps: a line that would have been given up isn't alive.
  get #hasSlept() {
    return Date.now() - this.#heardAt > PING_AFTER + 2 * ANSWER_WITHIN;
  }

  // Whether the frame went out; what came of it is another frame.
  send(frame) {
    return this.state === "open" && this.say(frame);
  }

  connect() {
    this.#early = new Map();
    super.connect();
    this.#setAlarm(ANSWER_WITHIN, () => this.lose());
  }

  // At once: nothing is told live before it, however long the way.
  greet() {
    this.say({ type: "resume", versions: Object.fromEntries(this.versions) });
  }

  hear(frame) {
    // Someone else has logged in meanwhile: nothing of this page may go out as theirs.
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

  // What the page doesn't know starts where it stands.
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
