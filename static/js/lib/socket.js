// The one WebSocket of a tab. It comes back by itself and asks for what it missed meanwhile.
//
// Each frame that comes is an event named by its type, with the frame as `detail`. The event
// `state` tells that `state` changed: "connecting", "open" (nothing is missing any more), "away",
// or "refused" (not logged in: it stays away until one looks at the page again).
const PING_AFTER = 25_000;
const ANSWER_WITHIN = 10_000;
const WAKE_WITHIN = 4_000; // who looks at the page again doesn't wait for a line that is dead
const LONGEST_PAUSE = 30_000;
const UNAUTHENTICATED = 4401;

export class ChatSocket extends EventTarget {
  state = "away";
  #socket = null;
  // What was heard before all that was missed is here. It counts once it is: a line that breaks
  // in between must have it sent again, and what stood before it too.
  #early = new Map();
  #failures = 0;
  #retry;
  #alarm;
  #heardAt = 0;

  // `user`: whose page it is; `versions`: Map of conversation to the version that it was made at.
  constructor(url, user, versions = new Map()) {
    super();
    this.url = url;
    this.user = user;
    this.versions = versions;
  }

  start() {
    for (const type of ["online", "offline", "pagehide", "pageshow"]) addEventListener(type, this);
    for (const type of ["visibilitychange", "resume"]) document.addEventListener(type, this);
    this.#connect();
  }

  handleEvent({ type, persisted }) {
    // An open socket would keep the page out of the browser's memory of pages to go back to.
    if (type === "offline" || type === "pagehide") this.#lost();
    else if (type === "visibilitychange" && document.hidden) return;
    else if (type === "pageshow" && !persisted) return;
    else if (this.state !== "open") this.#wake(type);
    else if (this.#hasSlept) this.#connect();
    else this.#ask(WAKE_WITHIN);
  }

  // An attempt that began on another network may hang for long.
  #wake(type) {
    if (this.state !== "connecting" || type === "online") this.#connect();
  }

  // Timers stand still while a phone sleeps: a line that would have been given up isn't alive.
  get #hasSlept() {
    return Date.now() - this.#heardAt > PING_AFTER + 2 * ANSWER_WITHIN;
  }

  // Whether the frame went out; what came of it is another frame.
  send(frame) {
    if (this.state !== "open") return false;
    this.#say(frame);
    return true;
  }

  #say(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #connect() {
    this.#drop();
    this.#become("connecting");
    this.#early = new Map();
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#setAlarm(ANSWER_WITHIN, () => this.#lost());
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#lost(code);
  }

  #hear(frame) {
    // Someone else has logged in meanwhile: nothing of this page may go out as theirs.
    if (frame.type === "ready" && frame.user !== this.user) return this.#lost(UNAUTHENTICATED);
    this.#heardAt = Date.now();
    this.#setAlarm(PING_AFTER, () => this.#ask());
    if (frame.type === "message") this.#note(frame.conversation, frame.message.version);
    if (frame.type === "conversation") this.#note(frame.conversation.id, frame.conversation.version);
    this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
    if (frame.type === "ready") this.#resume(frame);
    if (frame.type === "resumed") this.#opened();
  }

  #note(conversation, version = 0) {
    const heard = this.state === "open" ? this.versions : this.#early;
    heard.set(conversation, Math.max(version, heard.get(conversation) ?? 0));
  }

  #resume({ versions }) {
    this.#say({ type: "resume", versions: Object.fromEntries(this.versions) });
    for (const [conversation, version] of Object.entries(versions)) {
      if (!this.versions.has(Number(conversation))) this.#note(Number(conversation), version);
    }
  }

  #opened() {
    this.#failures = 0;
    this.#become("open");
    for (const [conversation, version] of this.#early) this.#note(conversation, version);
  }

  #ask(within = ANSWER_WITHIN) {
    this.#say({ type: "ping" });
    this.#setAlarm(within, () => this.#lost());
  }

  #setAlarm(after, act) {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(act, after);
  }

  #drop() {
    clearTimeout(this.#alarm);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lost(code) {
    this.#drop();
    if (code === UNAUTHENTICATED) return this.#become("refused");
    this.#become("away");
    // Everyone's socket falls at once when a server does: they don't come back all at once.
    const pause = Math.min(1000 * 2 ** this.#failures++, LONGEST_PAUSE);
    this.#retry = setTimeout(() => this.#connect(), pause * (0.5 + Math.random() / 2));
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
