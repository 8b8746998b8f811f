// A WebSocket that reconnects automatically: with growing pauses while it fails, and immediately
// when the network returns or the page becomes visible.
//
// The event `state` is dispatched when `state` changes: "connecting", "open" (everything missed has
// arrived), "disconnected", or "refused" (no attempt until the page becomes visible again).
// Subclasses implement `onConnected` (the connection is established), `onFrame` (a frame arrived) and
// `onVisible` (the page became visible while the connection is open).
const LONGEST_PAUSE = 30_000; // ms
const STEADY = 5_000; // ms: a connection that is lost sooner counts as one more failure
const WINDOW_EVENTS = ["online", "offline", "pagehide", "pageshow"];
const DOCUMENT_EVENTS = ["visibilitychange", "resume"];

/** @template Incoming, Outgoing frames that arrive, and frames that are sent */
export class ReconnectingSocket extends /** @type {new () => SocketEventTarget} */ (EventTarget) {
  /** @type {"connecting" | "open" | "disconnected" | "refused"} */
  state = "disconnected";
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  /** @type {Timer} */
  #retryTimer;
  /** @type {Timer} */
  #steadyTimer;

  /** @param {string} path */
  constructor(path) {
    super();
    this.url = new URL(path, location.href);
    this.url.protocol = this.url.protocol.replace("http", "ws");
  }

  start() {
    for (const type of WINDOW_EVENTS) addEventListener(type, this);
    for (const type of DOCUMENT_EVENTS) document.addEventListener(type, this);
    this.connect();
  }

  stop() {
    for (const type of WINDOW_EVENTS) removeEventListener(type, this);
    for (const type of DOCUMENT_EVENTS) document.removeEventListener(type, this);
    this.close();
  }

  /** @param {Event & { persisted?: boolean }} event of the window or the document */
  handleEvent({ type, persisted }) {
    // An open socket would keep the page out of the browser's back/forward cache.
    if (type === "offline" || type === "pagehide") this.reconnect();
    else if (type === "visibilitychange" && document.hidden) return;
    else if (type === "pageshow" && !persisted) return;
    else if (this.state === "open") this.onVisible();
    // An attempt that began on another network may hang for a long time.
    else if (this.state !== "connecting" || type === "online") this.connect();
  }

  onConnected() {}
  /** @type {(frame: Incoming) => void} */
  onFrame() {}
  onVisible() {}

  /**
   * Sends a frame in any state. Returns whether the connection took it.
   * @param {Outgoing} frame
   */
  sendFrame(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  connect() {
    this.close();
    this.setState("connecting");
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onopen = () => socket === this.#socket && this.onConnected();
    socket.onmessage = ({ data }) => socket === this.#socket && this.onFrame(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.reconnect(code);
  }

  markOpen() {
    clearTimeout(this.#steadyTimer);
    this.#steadyTimer = setTimeout(() => (this.#failures = 0), STEADY);
    this.setState("open");
  }

  // Closes the connection without an event and without reconnecting.
  close() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#steadyTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /**
   * Closes the connection and connects again after a pause.
   * @type {(code?: number) => void}
   */
  reconnect() {
    this.close();
    this.setState("disconnected");
    // When a server goes down, all its clients lose their connections in the same instant: jitter
    // keeps them from reconnecting in one, too.
    const pause = Math.min(1000 * 2 ** this.#failures++, LONGEST_PAUSE);
    this.#retryTimer = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
  }

  /** @param {typeof this.state} state */
  setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
