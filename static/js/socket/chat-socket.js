// The chat's connection, one per tab. After a reconnect it requests the changes that it missed.
//
// Each frame is dispatched as an event of its type, with the frame as `detail`. Without a login the
// state is "refused".
import { ReconnectingSocket } from "./reconnecting-socket.js";

const PING_AFTER = 25_000; // ms of silence
const ANSWER_WITHIN = 10_000; // ms
const VISIBLE_ANSWER_WITHIN = 4_000; // ms: somebody is looking at the page
const UNAUTHENTICATED = 4401;

/** @extends {ReconnectingSocket<Protocol.ChatFrame, Protocol.ChatRequest>} */
export class ChatSocket extends ReconnectingSocket {
  /**
   * Versions that arrived before everything missed had. They count once it has: if the connection
   * breaks in between, these messages and the ones before them must be sent again.
   * @type {Map<number, number>}
   */
  #unconfirmedVersions = new Map();
  /** @type {Timer} */
  #timer;
  #lastFrameAt = 0;

  /**
   * @param {string} path
   * @param {number} user whose page this is
   * @param {Map<number, number>} versions the version that the page was rendered at, by conversation
   */
  constructor(path, user, versions = new Map()) {
    super(path);
    this.user = user;
    this.versions = versions;
  }

  // Timers stand still while a phone sleeps: a connection that would have timed out isn't alive.
  get #hasSlept() {
    return Date.now() - this.#lastFrameAt > PING_AFTER + 2 * ANSWER_WITHIN;
  }

  /**
   * Sends a frame if the connection is open, and returns whether it did; the server's answer is
   * another frame.
   * @param {Protocol.ChatRequest} frame
   */
  send(frame) {
    return this.state === "open" && this.sendFrame(frame);
  }

  connect() {
    this.#unconfirmedVersions = new Map();
    super.connect();
    this.#setTimer(ANSWER_WITHIN, () => this.reconnect());
  }

  // Immediately: the server sends nothing live before it.
  onConnected() {
    this.sendFrame({ type: "resume", versions: Object.fromEntries(this.versions) });
  }

  /** @param {Protocol.ChatFrame} frame */
  onFrame(frame) {
    // Another user has logged in meanwhile: nothing on this page may be sent in their name.
    if (frame.type === "ready" && frame.user !== this.user) return this.reconnect(UNAUTHENTICATED);
    this.#lastFrameAt = Date.now();
    this.#setTimer(PING_AFTER, () => this.#ping());
    if (frame.type === "message") this.#noteVersion(frame.conversation, frame.message.version);
    if (frame.type === "conversation") this.#noteVersion(frame.conversation.id, frame.conversation.version);
    this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
    if (frame.type === "ready") this.#noteNewConversations(frame);
    if (frame.type === "resumed") this.markOpen();
  }

  onVisible() {
    if (this.#hasSlept) this.connect();
    else this.#ping(VISIBLE_ANSWER_WITHIN);
  }

  markOpen() {
    super.markOpen();
    for (const [conversation, version] of this.#unconfirmedVersions) this.#noteVersion(conversation, version);
  }

  /** @param {number} [code] */
  reconnect(code) {
    if (code !== UNAUTHENTICATED) return super.reconnect();
    this.close();
    this.setState("refused");
  }

  close() {
    clearTimeout(this.#timer);
    super.close();
  }

  /** @param {number} conversation @param {number} [version] */
  #noteVersion(conversation, version = 0) {
    const versions = this.state === "open" ? this.versions : this.#unconfirmedVersions;
    versions.set(conversation, Math.max(version, versions.get(conversation) ?? 0));
  }

  /**
   * Conversations that the page doesn't know start at their present version.
   * @param {Protocol.Ready} frame
   */
  #noteNewConversations({ versions }) {
    for (const [conversation, version] of Object.entries(versions)) {
      if (!this.versions.has(Number(conversation))) this.#noteVersion(Number(conversation), version);
    }
  }

  #ping(within = ANSWER_WITHIN) {
    this.sendFrame({ type: "ping" });
    this.#setTimer(within, () => this.reconnect());
  }

  /** @param {number} milliseconds @param {() => void} callback */
  #setTimer(milliseconds, callback) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(callback, milliseconds);
  }
}
