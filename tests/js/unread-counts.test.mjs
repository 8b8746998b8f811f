// Unread counts follow every frame that changes what a user has read.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { UnreadCounts } from "../../static/js/unread/unread-counts.js";

const ME = 3;
const OTHER = 4;
const CONVERSATION = 12;
/** @type {SocketEventTarget} */
let socket;
/** @type {UnreadCounts} */
let counts;
/** @type {number} */
let changes;

beforeEach(() => {
  socket = new /** @type {new () => SocketEventTarget} */ (EventTarget)();
  counts = new UnreadCounts(ME, socket);
  changes = 0;
  counts.addEventListener("change", () => (changes += 1));
  receive("ready", { conversations: { 12: { seq: 5, read: 3, muted: false }, 13: { seq: 7, read: 7, muted: false } } });
});

/**
 * @param {string} type
 * @param {object} detail
 */
function receive(type, detail) {
  socket.dispatchEvent(new CustomEvent(type, { detail }));
}

/** @param {number} seq */
const message = (seq, sender = OTHER, conversation = CONVERSATION) =>
  receive("message", { conversation, message: { seq, sender: { id: sender } } });
/** @param {object} detail */
const conversation = (detail) => receive("conversation", { conversation: { id: CONVERSATION, ...detail } });

test("at first the counts are the server's", () => {
  assert.deepEqual([counts.total, counts.unreadIn(CONVERSATION), counts.unreadIn(13)], [2, 2, 0]);
  assert.ok(counts.has(13) && !counts.has(14));
  assert.equal(counts.unreadIn(14), 0);
});

test("another user's message is unread", () => {
  message(6);
  assert.equal(counts.unreadIn(CONVERSATION), 3);
});

test("a message that arrives again, or in a new version, counts once", () => {
  message(6);
  message(6);
  message(4);
  assert.equal(counts.unreadIn(CONVERSATION), 3);
});

test("sending a message marks everything before it as read", () => {
  message(6, ME);
  assert.equal(counts.unreadIn(CONVERSATION), 0);
});

test("an ack counts as the message", () => {
  receive("ack", { conversation: CONVERSATION, message: { seq: 6, sender: { id: ME } } });
  assert.equal(counts.unreadIn(CONVERSATION), 0);
});

test("an edit of an old message of one's own marks nothing as read", () => {
  message(2, ME);
  assert.equal(counts.unreadIn(CONVERSATION), 2);
});

test("reading in another tab counts, and never goes back", () => {
  receive("read", { conversation: CONVERSATION, user: ME, seq: 5 });
  receive("read", { conversation: CONVERSATION, user: ME, seq: 4 });
  assert.equal(counts.unreadIn(CONVERSATION), 0);
});

test("a read frame that overtakes its message leaves nothing unread", () => {
  receive("read", { conversation: CONVERSATION, user: ME, seq: 6 });
  assert.equal(counts.unreadIn(CONVERSATION), 0);
  message(6);
  assert.equal(counts.unreadIn(CONVERSATION), 0);
});

test("what others have read doesn't matter", () => {
  receive("read", { conversation: CONVERSATION, user: OTHER, seq: 5 });
  assert.equal(counts.unreadIn(CONVERSATION), 2);
});

test("a muted conversation adds nothing to the total", () => {
  conversation({ muted: true });
  assert.deepEqual([counts.total, counts.unreadIn(CONVERSATION)], [0, 2]);
  conversation({ muted: false });
  assert.equal(counts.total, 2);
});

test("a removed participant has no count, and an added one the server's", () => {
  conversation({ member: false });
  assert.deepEqual([counts.total, counts.has(CONVERSATION)], [0, false]);
  conversation({ member: true, seq: 9, read: 8 });
  assert.equal(counts.total, 1);
});

test("a reconnect replaces the counts", () => {
  message(6);
  receive("ready", { conversations: { 13: { seq: 9, read: 7, muted: false } } });
  assert.deepEqual([counts.total, counts.has(CONVERSATION)], [2, false]);
});

test("each frame is announced once, after it was counted", () => {
  changes = 0;
  let total;
  counts.addEventListener("change", () => ({ total } = counts));
  message(6);
  assert.deepEqual([changes, total], [1, 3]);
});
