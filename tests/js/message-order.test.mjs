// Messages are ordered by seq and shown in their latest version, however they arrive.
import assert from "node:assert/strict";
import { test } from "node:test";

import { OffScreenMessages } from "../../static/js/messages/off-screen-messages.js";
import { MessageOrder } from "../../static/js/messages/message-order.js";

/**
 * Its id says nothing about its position.
 * @param {number} seq
 */
const message = (seq, version = seq) => ({ id: 1000 - seq, seq, version });

/** @param {number[]} seqs */
function order(seqs, { isTruncated = false } = {}) {
  const made = new MessageOrder(isTruncated);
  for (const seq of seqs) made.add(message(seq));
  return made;
}

/**
 * By going up from the newest.
 * @param {MessageOrder<{ id: number, seq: number, version: number }>} made
 */
function seqs(made) {
  const found = [];
  for (let id = made.newestId; id; id = made.idAbove({ seq: found[0] })) found.unshift(1000 - id);
  return found;
}

test("without messages there is neither an oldest nor a newest", () => {
  const empty = order([]);
  assert.deepEqual([empty.oldest, empty.newest, empty.newestId], [0, 0, undefined]);
  assert.equal(empty.idAbove(message(5)), undefined);
});

test("messages are ordered by seq, however they arrive", () => {
  for (const mixed of [[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3]]) assert.deepEqual(seqs(order(mixed)), [1, 2, 3]);
});

test("a message that arrives twice is listed once", () => {
  const made = order([1, 2, 2, 1]);
  assert.deepEqual(seqs(made), [1, 2]);
});

test("a new version keeps its position", () => {
  const made = order([1, 2, 3]);
  made.add(message(2, 9));
  assert.deepEqual(seqs(made), [1, 2, 3]);
  assert.ok(made.isStale(message(2, 9)));
  assert.ok(!made.isStale(message(2, 10)));
});

test("an older version, or the same, is stale", () => {
  const made = order([1]);
  made.add(message(1, 5));
  assert.deepEqual([4, 5, 6].map((version) => made.isStale(message(1, version))), [true, true, false]);
  assert.ok(!made.isStale(message(2)));
});

test("a change before the range is outside", () => {
  const made = order([51, 52]);
  assert.ok(made.isOutside(message(50, 60)));
  assert.ok(!made.isOutside(message(51, 60)));
  assert.ok(!made.isOutside(message(53)));
});

test("a new message after a truncated range is outside", () => {
  assert.ok(order([1, 2], { isTruncated: true }).isOutside(message(3)));
  assert.ok(!order([1, 2]).isOutside(message(3)));
});

test("of the messages outside, only a new one after the range is news", () => {
  const made = order([51, 52], { isTruncated: true });
  assert.equal(made.remember(message(53)), true);
  assert.equal(made.remember(message(53, 60)), false);
  assert.equal(made.remember(message(50, 61)), false);
});

test("of a live and a loaded version the later one is shown", () => {
  const made = order([51]);
  made.remember(message(49, 60));
  assert.equal(made.latest(message(49, 49)).version, 60);
  assert.equal(made.latest(message(49, 49)).version, 49, "it is kept once");
  made.remember(message(50, 50));
  assert.equal(made.latest(message(50, 61)).version, 61);
});

test("messages after a truncated range follow in order when it reaches them", () => {
  const made = order([1, 2], { isTruncated: true });
  for (const seq of [6, 4, 5, 3]) made.remember(message(seq));
  for (const seq of [3, 4]) made.add(made.latest(message(seq)));
  assert.deepEqual(made.reachNewest().map(({ seq }) => seq), [5, 6]);
  assert.ok(!made.isTruncated);
  assert.deepEqual(made.reachNewest(), []);
});

test("clear empties the range and keeps the messages outside", () => {
  const made = order([1, 2], { isTruncated: true });
  made.remember(message(9));
  made.clear();
  assert.deepEqual(seqs(made), []);
  assert.ok(!made.has(message(1)));
  assert.deepEqual(made.reachNewest().map(({ seq }) => seq), [9]);
});

test("ten thousand messages are ordered quickly", { timeout: 5000 }, () => {
  const made = order([]);
  for (let seq = 1; seq <= 10_000; seq += 1) made.add(message(seq));
  assert.equal(made.newest, 10_000);
});

test("messages outside are taken once", () => {
  const outside = new OffScreenMessages();
  for (const seq of [3, 1, 2]) assert.ok(outside.remember(message(seq)));
  assert.deepEqual(outside.takeAfter(1).map(({ seq }) => seq), [2, 3]);
  assert.deepEqual(outside.takeAfter(0).map(({ seq }) => seq), [1]);
});
