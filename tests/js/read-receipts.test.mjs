// Read receipts are sent once, and again if they got lost.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ReadReceipts } from "../../static/js/unread/read-receipts.js";
import { openPage, wait } from "./browser.mjs";

const CONVERSATION = 12;

class FakeChatSocket extends /** @type {new () => SocketEventTarget} */ (EventTarget) {
  /** @type {FrameSocket["state"]} */
  state = "open";
  isOpen = true;
  /** @type {any[]} */
  sent = [];

  /** @param {Protocol.ChatRequest} frame */
  send(frame) {
    if (this.isOpen) this.sent.push(frame);
    return this.isOpen;
  }
}

/** @type {FakeChatSocket} */
let socket;
/** @type {ReadReceipts} */
let receipts;
/** @type {number} */
let newest;
/** @type {number} */
let read;

beforeEach(() => {
  openPage();
  newest = 5;
  read = 0;
  socket = new FakeChatSocket();
  const unreadCounts = { positionIn: () => ({ read }) };
  receipts = new ReadReceipts(CONVERSATION, socket, unreadCounts, () => receipts.report(newest));
});

function refuse(more = {}) {
  const detail = { code: "unavailable", nonce: socket.sent.at(-1).nonce, retry_after: 3, ...more };
  socket.dispatchEvent(new CustomEvent("error", { detail }));
}

const seqs = () => socket.sent.map(({ seq }) => seq);

test("each seq is reported once", () => {
  for (const seq of [5, 5, 4, 6]) receipts.report(seq);
  assert.deepEqual(seqs(), [5, 6]);
});

test("what another tab has read isn't reported", () => {
  read = 5;
  receipts.report(5);
  assert.deepEqual(seqs(), []);
});

test("a failed report is repeated after retry_after, and not before", () => {
  receipts.report(5);
  refuse();
  newest = 9;
  receipts.report(newest);
  wait(2.9);
  assert.deepEqual(seqs(), [5]);
  wait(1);
  assert.deepEqual(seqs(), [5, 9]);
});

for (const more of [{ nonce: "another" }, { nonce: null }, { retry_after: undefined }]) {
  test(`an error with ${Object.keys(more)} ${Object.values(more)} is ignored`, () => {
    receipts.report(5);
    refuse(more);
    wait(3600);
    assert.deepEqual(seqs(), [5]);
  });
}

test("a new connection repeats the report", () => {
  receipts.report(5);
  refuse();
  socket.dispatchEvent(new Event("state"));
  assert.deepEqual(seqs(), [5, 5]);
  wait(60);
  assert.deepEqual(seqs(), [5, 5]);
});

test("a report that couldn't be sent is sent later", () => {
  socket.isOpen = false;
  receipts.report(5);
  socket.isOpen = true;
  receipts.report(5);
  assert.deepEqual(seqs(), [5]);
});
