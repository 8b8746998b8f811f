// Older messages are loaded as the reader comes near them, and never in a loop.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { MessageHistory } from "../../static/js/messages/message-history.js";
import { MessageOrder } from "../../static/js/messages/message-order.js";
import { openPage, settled } from "./browser.mjs";

// One that is near whenever it is observed, as on a page with little on it.
class Observer {
  constructor(callback) {
    this.callback = callback;
  }

  observe(target) {
    if (requests.length < 50) queueMicrotask(() => this.callback([{ isIntersecting: true, target }]));
  }

  unobserve() {}
}

class Link extends EventTarget {
  turn = { hidden: false };
  setAttribute() {}
  removeAttribute() {}

  closest(selector) {
    return selector === ".chat-log-page" ? this.turn : this.turn.hidden || null;
  }
}

let requests, answer, order, link;

beforeEach(() => {
  openPage();
  globalThis.IntersectionObserver = Observer;
  globalThis.fetch = async (url) => {
    requests.push(url);
    return answer(url);
  };
  requests = [];
  order = new MessageOrder(false);
  for (let seq = 101; seq <= 150; seq += 1) order.add({ id: seq, seq, version: seq });
});

async function open() {
  link = new Link();
  const parts = { ".chat-log-start": {}, ".chat-log-earlier": link, ".chat-log-later": null };
  const log = { dataset: { messages: "/m/" }, querySelector: (selector) => parts[selector] };
  const prepend = (messages) => messages.forEach((message) => order.add(message));
  new MessageHistory(log, { order, prepend }, { keepPosition: (show) => show() });
  for (let turn = 0; turn < 20; turn += 1) await settled();
}

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

for (const [what, make] of [
  ["brings nothing", () => page([])],
  ["brings what is here", () => page([{ id: 101, seq: 101, version: 101 }])],
  ["is an error", () => ({ ok: false })],
  ["is the log-in page", () => ({ ok: true, redirected: true })],
  ["never comes", () => Promise.reject(new TypeError("Failed to fetch"))],
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
