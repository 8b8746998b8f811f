// The one WebSocket of a tab. It comes back by itself and asks for what it missed meanwhile.
//
// Each frame that comes is an event named by its type, with the frame as `detail`. The event
// `state` tells that `state` changed: "connecting", "open" (nothing is missing any more), "away",
// or "refused" (not logged in, so it stays away).
const PING_AFTER = 25_000;
const ANSWER_WITHIN = 10_000;
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

  // `user`: whose page it is; `versions`: Map of conversation to the version that it was made at.
  constructor(url, user, versions = new Map()) {
    super();
    this.url = url;
    this.user = user;
    this.versions = versions;
  }

  start() {
    for (const type of ["online", "offline", "pagehide", "pageshow"]) addEventListener(type, this);
    document.addEventListener("visibilitychange", this);
    this.#connect();
  }

  handleEvent({ type, persisted }) {
    if (this.state === "refused") return;
    // An open socket would keep the page out of the browser's memory of pages to go back to.
    if (type === "offline" || type === "pagehide") this.#lost();
    else if (type === "visibilitychange" && document.hidden) return;
    else if (type === "pageshow" && !persisted) return;
    else if (this.state === "open") this.#ask();
    else if (this.state === "away") this.#connect();
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
    clearTimeout(this.#retry);
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

  #ask() {
    this.#say({ type: "ping" });
    this.#setAlarm(ANSWER_WITHIN, () => this.#lost());
  }

  #setAlarm(after, act) {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(act, after);
  }

  #lost(code) {
    clearTimeout(this.#alarm);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
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
