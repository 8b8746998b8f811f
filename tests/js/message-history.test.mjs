// Older messages are loaded as the reader comes near them, and never in a loop.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { MessageHistory } from "../../static/js/messages/message-history.js";
import { MessageOrder } from "../../static/js/messages/message-order.js";
import { define, openPage, settled } from "./browser.mjs";

// One that is near whenever it is observed, as on a page with little on it.
class Observer {
  /** @param {(entries: { isIntersecting: boolean, target: unknown }[]) => void} callback */
  constructor(callback) {
    this.callback = callback;
  }

  /** @param {unknown} target */
  observe(target) {
    if (requests.length < 50) queueMicrotask(() => this.callback([{ isIntersecting: true, target }]));
  }

  unobserve() {}
}

class Link extends EventTarget {
  page = { hidden: false };
  setAttribute() {}
  removeAttribute() {}

  /** @param {string} selector */
  closest(selector) {
    return selector === ".chat-log-page" ? this.page : this.page.hidden || null;
  }
}

/** @typedef {{ id: number, seq: number, version: number }} Message */
/** @type {string[]} */
let requests;
/** @type {(url: string) => object | Promise<never>} */
let answer;
/** @type {MessageOrder<Message>} */
let order;
/** @type {Link} */
let link;

beforeEach(() => {
  openPage();
  define("IntersectionObserver", Observer);
  define("fetch", async (/** @type {string} */ url) => {
    requests.push(url);
    return answer(url);
  });
  requests = [];
  order = new MessageOrder(false);
  for (let seq = 101; seq <= 150; seq += 1) order.add({ id: seq, seq, version: seq });
});

async function open() {
  link = new Link();
  /** @type {Record<string, object | null>} */
  const parts = { ".chat-log-start": {}, ".chat-log-earlier": link, ".chat-log-later": null };
  const log = { dataset: { messages: "/m/" }, querySelector: (/** @type {string} */ selector) => parts[selector] };
  const prepend = (/** @type {Message[]} */ messages) => messages.forEach((message) => order.add(message));
  const scroller = { keepPosition: (/** @type {() => void} */ show) => show() };
  /** @type {unknown} */
  const fakes = [log, { order, prepend }, scroller];
  new MessageHistory(.../** @type {ConstructorParameters<typeof MessageHistory>} */ (fakes));
  for (let turn = 0; turn < 20; turn += 1) await settled();
}

/** @param {Message[]} messages */
const page = (messages) => ({ ok: true, redirected: false, json: async () => ({ messages }) });

test("one page after the other, up to the first message", async () => {
  answer = (url) => {
    const before = Number(url.split("=")[1]);
    const seqs = Array.from({ length: 50 }, (_, index) => before - 50 + index);
    return page(seqs.map((seq) => ({ id: seq, seq, version: seq })));
  };
  await open();
  assert.deepEqual(requests, ["/m/?before=101", "/m/?before=51"]);
  assert.equal(order.oldest, 1);
});

for (const { what, make } of [
  { what: "brings nothing", make: () => page([]) },
  { what: "brings what is here", make: () => page([{ id: 101, seq: 101, version: 101 }]) },
  { what: "is an error", make: () => ({ ok: false }) },
  { what: "is the log-in page", make: () => ({ ok: true, redirected: true }) },
  { what: "never comes", make: () => Promise.reject(new TypeError("Failed to fetch")) },
]) {
  test(`a response that ${what} is requested once, and again by the link`, async () => {
    answer = make;
    await open();
    assert.equal(requests.length, 1);
    link.dispatchEvent(new Event("click", { cancelable: true }));
    await settled();
    assert.equal(requests.length, 2);
  });
}
