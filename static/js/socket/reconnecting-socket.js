// A WebSocket that reconnects automatically: with growing pauses while it fails, and immediately
// when the network returns or the page becomes visible.
//
// The event `state` is dispatched when `state` changes: "connecting", "open" (everything missed has
// arrived), "away", or "refused" (no attempt until the page becomes visible again). Subclasses
// implement `greet` (the connection is established), `hear` (a frame arrived) and `wake` (the page
// became visible while the connection is open).
const LONGEST_PAUSE = 30_000;
const STEADY = 5_000; // ms: a connection that is lost sooner counts as one more failure
const OF_WINDOW = ["online", "offline", "pagehide", "pageshow"];
const OF_DOCUMENT = ["visibilitychange", "resume"];

export class ReconnectingSocket extends EventTarget {
  state = "away";
  #socket = null;
  #failures = 0;
  #retry;
  #steady;

  constructor(path) {
    super();
    this.url = new URL(path, location.href);
    this.url.protocol = this.url.protocol.replace("http", "ws");
  }

  start() {
    for (const type of OF_WINDOW) addEventListener(type, this);
    for (const type of OF_DOCUMENT) document.addEventListener(type, this);
    this.connect();
  }

  stop() {
    for (const type of OF_WINDOW) removeEventListener(type, this);
    for (const type of OF_DOCUMENT) document.removeEventListener(type, this);
    this.drop();
  }

  handleEvent({ type, persisted }) {
    // An open socket would keep the page out of the browser's back/forward cache.
    if (type === "offline" || type === "pagehide") this.lose();
    else if (type === "visibilitychange" && document.hidden) return;
    else if (type === "pageshow" && !persisted) return;
    else if (this.state === "open") this.wake();
    // An attempt that began on another network may hang for a long time.
    else if (this.state !== "connecting" || type === "online") this.connect();
  }

  greet() {}
  hear() {}
  wake() {}

  // Whether the frame went out.
  say(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  connect() {
    this.drop();
    this.become("connecting");
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onopen = () => socket === this.#socket && this.greet();
    socket.onmessage = ({ data }) => socket === this.#socket && this.hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.lose(code);
  }

  opened() {
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => (this.#failures = 0), STEADY);
    this.become("open");
  }

  // Closes the connection without an event and without reconnecting.
  drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#steady);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  lose() {
    this.drop();
    this.become("away");
    // When a server goes down, all its clients lose their connections in the same instant: jitter
    // keeps them from reconnecting in one, too.
    const pause = Math.min(1000 * 2 ** this.#failures++, LONGEST_PAUSE);
    this.#retry = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
