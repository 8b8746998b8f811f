// The connection of open browse and listing pages.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ListingsSocket } from "../../static/js/socket/listings-socket.js";
import { FakeWebSocket, fire, openPage, wait } from "./browser.mjs";

/** @type {Protocol.Watch} */
const WATCH = { type: "watch", ids: [7], query: null, shown: {}, since: null };
/** @type {ListingsSocket} */
let socket;

beforeEach(() => {
  openPage();
  socket = new ListingsSocket(() => WATCH);
  socket.start();
  FakeWebSocket.last.open();
});

/**
 * @param {string} code
 * @param {object} more
 */
const refuse = (code, more = {}) => FakeWebSocket.last.answer({ type: "error", code, detail: "", ...more });

test("it sends the watch frame when it opens", () => {
  assert.deepEqual(FakeWebSocket.last.sent, [WATCH]);
});

test("after rate_limited the watch frame is sent again after retry_after, once", () => {
  for (let times = 0; times < 5; times += 1) refuse("rate_limited", { retry_after: 2 });
  wait(1.9);
  assert.equal(FakeWebSocket.last.sent.length, 1);
  wait(0.7);
  assert.equal(FakeWebSocket.last.sent.length, 2);
});

test("a permanent error is not retried", () => {
  refuse("invalid");
  wait(3600);
  assert.equal(FakeWebSocket.last.sent.length, 1);
});

test("a lost connection cancels the retry", () => {
  const [first] = FakeWebSocket.all;
  refuse("rate_limited", { retry_after: 5 });
  first.break();
  wait(10);
  assert.equal(first.sent.length, 1);
  FakeWebSocket.last.open();
  assert.equal(FakeWebSocket.last.sent.length, 1);
});

test("a hidden page disconnects after a while, and a visible one reconnects", () => {
  Object.assign(document, { hidden: true });
  fire("visibilitychange", {}, document);
  wait(31);
  assert.equal(socket.state, "disconnected");
  wait(3600);
  assert.equal(FakeWebSocket.all.length, 1);
  Object.assign(document, { hidden: false });
  fire("visibilitychange", {}, document);
  assert.equal(FakeWebSocket.all.length, 2);
});
