// As much of a browser as the modules under test need: storage, events of the window and of the
// document, sockets. Timers are node:test's own, which stand still until a test moves them on.
import { mock } from "node:test";

// Keeps strings, like localStorage. `isFull`: takes nothing more; `isForbidden`: answers nothing.
class FakeStorage {
  #isFull = false;
  #isForbidden = false;

  /** @param {boolean} isFull */
  set isFull(isFull) {
    this.#isFull = isFull;
  }

  /** @param {boolean} isForbidden */
  set isForbidden(isForbidden) {
    this.#isForbidden = isForbidden;
  }

  /** @param {string} key */
  getItem(key) {
    this.check();
    return Object.hasOwn(this, key) ? Reflect.get(this, key) : null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.check();
    if (this.#isFull) throw new DOMException("No room.", "QuotaExceededError");
    Reflect.set(this, key, String(value));
  }

  /** @param {string} key */
  removeItem(key) {
    this.check();
    Reflect.deleteProperty(this, key);
  }

  check() {
    if (this.#isForbidden) throw new DOMException("Not here.", "SecurityError");
  }
}

// A WebSocket at whose other end the test is.
export class FakeWebSocket {
  static OPEN = 1;
  /** @type {FakeWebSocket[]} */
  static all = [];
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  onopen = () => {};
  /** @type {(event: { data: string }) => void} */
  onmessage = () => {};
  /** @type {(event: { code: number }) => void} */
  onclose = () => {};

  /** @param {URL} url */
  constructor(url) {
    this.url = url;
    FakeWebSocket.all.push(this);
  }

  static get last() {
    const last = FakeWebSocket.all.at(-1);
    if (!last) throw new Error("No socket was opened.");
    return last;
  }

  get types() {
    return this.sent.map(({ type }) => type);
  }

  open() {
    this.readyState = FakeWebSocket.OPEN;
    this.onopen();
  }

  /** @param {object} frame */
  answer(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  // As the browser's own `close`: the event comes later, if the test has it come.
  close() {
    this.readyState = 3;
  }

  // The server, or the network, ends it.
  break(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

/** @type {EventTarget} */
let page;

// A page that was just opened, with time at `now`; what is stored stays where it `isReloaded`.
export function openPage({ isReloaded = false } = {}) {
  page = new EventTarget();
  if (!isReloaded) define("localStorage", new FakeStorage());
  const events = { addEventListener: page.addEventListener.bind(page), removeEventListener: page.removeEventListener.bind(page) };
  for (const [name, value] of Object.entries(events)) define(name, value);
  define("window", globalThis);
  define("document", Object.assign(new EventTarget(), { hidden: false }));
  define("location", new URL("https://housing.test/chat/12/"));
  define("navigator", { onLine: true });
  define("WebSocket", FakeWebSocket);
  define("reportError", (/** @type {unknown} */ error) => {
    throw error;
  });
  FakeWebSocket.all = [];
  if (!isReloaded) {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_750_000_000_000 });
  }
}

/**
 * @param {string} type
 * @param {object} [details] of the event
 * @param {EventTarget} [target]
 */
export function fire(type, details = {}, target = page) {
  target.dispatchEvent(Object.assign(new Event(type), details));
}

// Lets promises go on that wait for nothing else.
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/**
 * In small steps: within one, a timer that starts another one sees the time at the step's end.
 * @param {number} seconds
 */
export function wait(seconds) {
  const steps = Math.min(Math.ceil(seconds * 20), 2000);
  for (let step = 0; step < steps; step += 1) mock.timers.tick((seconds * 1000) / steps);
}

/**
 * As a person may, or the network's time.
 * @param {number} seconds
 */
export function setClockBack(seconds) {
  const now = Date.now;
  Date.now = () => now() - seconds * 1000;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
