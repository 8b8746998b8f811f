// The outbox, with every answer that a server can give.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Outbox } from "../../static/js/outbox/outbox.js";
import { fire, openPage, setClockBack, wait } from "./browser.mjs";
import { file, quote } from "./wire.mjs";

const ME = 3;
const CONVERSATION = 12;
const OTHER = 13;
const MAX_JITTER = 1.25; // how much longer than requested a pause may be

class FakeChatSocket extends /** @type {new () => SocketEventTarget} */ (EventTarget) {
  /** @type {FrameSocket["state"]} */
  state = "open";
  /** @type {Protocol.Send[]} */
  sent = [];

  /** @param {Protocol.ChatRequest} frame */
  send(frame) {
    if (this.state !== "open" || frame.type !== "send") return false;
    this.sent.push(frame);
    return true;
  }

  get last() {
    const frame = this.sent.at(-1);
    if (!frame) throw new Error("Nothing was sent.");
    return frame;
  }

  /** @param {FrameSocket["state"]} state */
  setState(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  /**
   * @param {string} type
   * @param {object} detail
   */
  answer(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  get bodies() {
    return this.sent.map(({ body }) => body);
  }

  /** @param {{ nonce: string, conversation: number }} frame */
  ack({ nonce, conversation } = this.last) {
    this.answer("ack", { nonce, conversation });
  }

  /**
   * @param {string} code
   * @param {object} [more]
   * @param {{ nonce: string }} [frame]
   */
  refuse(code, more = {}, { nonce } = this.last) {
    this.answer("error", { code, detail: "In words.", nonce, ...more });
  }

  /**
   * @param {{ nonce: string, conversation: number }} [frame]
   * @param {{ id: number } | null} [sender]
   */
  message({ nonce, conversation } = this.last, sender = { id: ME }) {
    this.answer("message", { conversation, message: { nonce, sender } });
  }

  drop() {
    /** @type {FrameSocket["state"][]} */
    const states = ["disconnected", "connecting", "open"];
    for (const state of states) this.setState(state);
  }
}

/** @type {FakeChatSocket} */
let socket;
/** @type {Outbox} */
let outbox;

beforeEach(() => {
  openPage();
  socket = new FakeChatSocket();
  outbox = new Outbox(ME, socket);
});

/** @param {...string} bodies */
function write(...bodies) {
  for (const body of bodies) outbox.add(CONVERSATION, body);
}

const left = () => outbox.entries().map(({ body }) => body);
const refusals = () => outbox.entries().map(({ refused }) => refused);

test("messages of a conversation go out one after the other", () => {
  write("a", "b", "c");
  assert.deepEqual(socket.bodies, ["a"]);
  socket.ack();
  socket.ack();
  socket.ack();
  assert.deepEqual(socket.bodies, ["a", "b", "c"]);
  assert.deepEqual(left(), []);
});

test("conversations don't wait for each other", () => {
  outbox.add(CONVERSATION, "a");
  outbox.add(OTHER, "b");
  assert.deepEqual(socket.bodies, ["a", "b"]);
});

test("an entry goes out with its nonce, its files and its quote", () => {
  outbox.add(CONVERSATION, "a", { attachments: [file("f")], reply_to: quote(7) });
  const [{ nonce }] = outbox.entries();
  const frame = { type: "send", conversation: CONVERSATION, nonce, body: "a", attachments: ["f"], reply_to: 7 };
  assert.deepEqual(socket.sent, [frame]);
});

test("a message frame counts as its ack", () => {
  write("a", "b");
  socket.message();
  assert.deepEqual(socket.bodies, ["a", "b"]);
  assert.deepEqual(left(), ["b"]);
});

test("another user's message with the same nonce is not an ack", () => {
  write("a");
  socket.message(undefined, { id: 4 });
  socket.message(undefined, null);
  socket.answer("message", { conversation: CONVERSATION, message: { nonce: socket.sent[0].nonce, hidden: true } });
  assert.deepEqual(left(), ["a"]);
});

test("a second ack changes nothing", () => {
  write("a", "b", "c");
  const [first] = socket.sent;
  for (let times = 0; times < 3; times += 1) socket.ack(first);
  socket.message(first);
  assert.deepEqual(socket.bodies, ["a", "b"]);
});

for (const code of ["rate_limited", "unavailable"]) {
  test(`after ${code} a message is sent again after retry_after, and not before`, () => {
    write("a", "b");
    socket.refuse(code, { retry_after: 7 });
    wait(6.9);
    assert.deepEqual(socket.bodies, ["a"]);
    wait(7 * MAX_JITTER - 6.9);
    assert.deepEqual(socket.bodies, ["a", "a"]);
    assert.equal(socket.sent[0].nonce, socket.sent[1].nonce);
    socket.ack();
    assert.deepEqual(socket.bodies, ["a", "a", "b"]);
  });

  test(`${code} for an hour costs a bounded number of attempts`, () => {
    write("a");
    let attempts = 0;
    for (let second = 0; second < 3600; second += 1) {
      if (socket.sent.length > attempts) socket.refuse(code);
      attempts = socket.sent.length;
      wait(1);
    }
    assert.ok(attempts > 80 && attempts < 130, `${attempts} attempts`);
    assert.deepEqual(refusals(), [undefined]);
  });

  for (const wrong of [0, -1, "soon", null, Number.NaN]) {
    test(`after ${code} with retry_after ${wrong} it uses its own backoff`, () => {
      write("a");
      socket.refuse(code, { retry_after: wrong });
      wait(2.9);
      assert.equal(socket.sent.length, 1);
      wait(3 * MAX_JITTER);
      assert.equal(socket.sent.length, 2);
    });
  }

  test(`${code} with a wait of over a minute is shown as a refusal, without retries`, () => {
    write("a", "b");
    socket.refuse(code, { retry_after: 86_400 });
    assert.deepEqual(refusals(), ["In words.", undefined]);
    wait(90_000);
    assert.deepEqual(socket.bodies.filter((body) => body === "a"), ["a"]);
  });
}

for (const code of ["invalid", "forbidden", "not_found", "too_long", "of_tomorrow"]) {
  test(`${code} is shown as a refusal, and the next message is sent`, () => {
    write("a", "b");
    socket.refuse(code);
    assert.deepEqual(refusals(), ["In words.", undefined]);
    assert.deepEqual(socket.bodies, ["a", "b"]);
    wait(3600);
    assert.deepEqual(socket.bodies.filter((body) => body === "a"), ["a"]);
  });
}

test("a refusal without detail is a refusal too", () => {
  write("a");
  for (const detail of ["", undefined]) {
    outbox.retry(outbox.entries()[0].nonce);
    socket.refuse("forbidden", { detail });
  }
  assert.equal(socket.sent.length, 2);
  assert.match(String(refusals()[0]), /couldn’t send this/);
});

test("a manual retry sends a refused message once", () => {
  write("a");
  socket.refuse("forbidden");
  const [{ nonce }] = outbox.entries();
  for (let times = 0; times < 5; times += 1) outbox.retry(nonce);
  assert.deepEqual(socket.bodies, ["a", "a"]);
  socket.ack();
  assert.deepEqual(left(), []);
});

test("a manual retry doesn't end a pause", () => {
  write("a", "b");
  socket.refuse("forbidden");
  socket.refuse("rate_limited", { retry_after: 10 });
  outbox.retry(outbox.entries()[0].nonce);
  write("c");
  wait(9);
  assert.deepEqual(socket.bodies, ["a", "b"]);
  wait(4);
  assert.deepEqual(socket.bodies, ["a", "b", "a"]);
});

test("a reconnect doesn't end a pause", () => {
  write("a");
  socket.refuse("unavailable", { retry_after: 10 });
  for (let times = 0; times < 20; times += 1) socket.drop();
  assert.equal(socket.sent.length, 1);
  wait(10 * MAX_JITTER);
  assert.equal(socket.sent.length, 2);
});

test("neither a reload nor another tab ends a pause", () => {
  write("a");
  socket.refuse("unavailable", { retry_after: 10 });
  openPage({ isReloaded: true });
  const second = new FakeChatSocket();
  new Outbox(ME, second);
  second.setState("open");
  wait(9);
  assert.equal(second.sent.length, 0);
  wait(4);
  assert.equal(second.sent.length, 1);
});

test("setting the clock back doesn't prolong a pause", () => {
  write("a");
  socket.refuse("unavailable", { retry_after: 10 });
  setClockBack(3600);
  wait(10 * MAX_JITTER);
  assert.equal(socket.sent.length, 2);
});

test("a pause holds for one conversation only", () => {
  write("a");
  socket.refuse("rate_limited", { retry_after: 10 });
  outbox.add(OTHER, "b");
  assert.deepEqual(socket.bodies, ["a", "b"]);
});

test("discarding the paused message doesn't end the pause", () => {
  write("a", "b");
  const [{ nonce }] = outbox.entries();
  outbox.discard(nonce);
  socket.refuse("rate_limited", { retry_after: 10 });
  assert.deepEqual(socket.bodies, ["a"]);
  wait(10 * MAX_JITTER);
  assert.deepEqual(socket.bodies, ["a", "b"]);
});

test("errors of other frames are ignored", () => {
  write("a");
  for (const nonce of [undefined, null, "someone-else's"]) {
    socket.answer("error", { code: "unavailable", detail: "In words.", nonce, retry_after: 1 });
  }
  assert.deepEqual(refusals(), [undefined]);
  socket.ack();
  assert.deepEqual(left(), []);
});

test("an unanswered message is sent again", () => {
  write("a");
  wait(29);
  assert.equal(socket.sent.length, 1);
  wait(1 + 3 * MAX_JITTER);
  assert.equal(socket.sent.length, 2);
  socket.ack(socket.sent[0]);
  assert.deepEqual(left(), []);
});

test("an error after the ack is ignored", () => {
  write("a", "b");
  const [first] = socket.sent;
  socket.ack();
  socket.refuse("unavailable", {}, first);
  assert.deepEqual(left(), ["b"]);
  socket.ack();
  assert.deepEqual(left(), []);
});

test("messages written while disconnected are sent in order after the reconnect", () => {
  socket.setState("disconnected");
  write("a", "b");
  wait(1);
  assert.equal(socket.sent.length, 0);
  socket.setState("open");
  socket.ack();
  assert.deepEqual(socket.bodies, ["a", "b"]);
});

test("a message in flight is sent again after a reconnect, with the same nonce", () => {
  write("a");
  socket.drop();
  assert.equal(socket.sent.length, 2);
  assert.equal(socket.sent[0].nonce, socket.sent[1].nonce);
});

test("a message that breaks each connection is sent with growing pauses", () => {
  write("a");
  for (let second = 0; second < 600; second += 1) {
    socket.drop();
    wait(1);
  }
  assert.ok(socket.sent.length < 30, `${socket.sent.length} attempts`);
});

test("an ack resets the backoff", () => {
  write("a", "b");
  for (let times = 0; times < 5; times += 1) {
    socket.refuse("unavailable");
    wait(40);
  }
  socket.ack();
  socket.refuse("unavailable");
  wait(3 * MAX_JITTER);
  assert.deepEqual(socket.bodies.slice(-2), ["b", "b"]);
});

test("a message that another tab has sent is not sent again", () => {
  write("a", "b");
  const second = outbox.entries()[1];
  localStorage.removeItem(`outbox.${ME}.${second.nonce}`);
  fire("storage", { key: `outbox.${ME}.${second.nonce}` });
  socket.ack();
  assert.deepEqual(socket.bodies, ["a"]);
});

test("a message that another tab has discarded doesn't return", () => {
  socket.setState("disconnected");
  write("a");
  const key = `outbox.${ME}.${outbox.entries()[0].nonce}`;
  localStorage.removeItem(key);
  fire("storage", { key });
  fire("storage", { key: null });
  assert.deepEqual(left(), []);
});

test("messages outlive another tab that clears the storage", () => {
  socket.setState("disconnected");
  write("a", "b");
  for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
  fire("storage", { key: null });
  assert.deepEqual(left(), ["a", "b"]);
});

test("messages left on an earlier page are sent from the next", () => {
  socket.setState("disconnected");
  write("a", "b");
  openPage({ isReloaded: true });
  const second = new FakeChatSocket();
  new Outbox(ME, second);
  second.setState("open");
  assert.deepEqual(second.bodies, ["a"]);
});

for (const trouble of ["isFull", "isForbidden"]) {
  test(`with storage that ${trouble} messages are sent and retried, and leaving the page asks first`, () => {
    localStorage[trouble] = true;
    write("a", "b");
    assert.ok(window.onbeforeunload);
    socket.refuse("unavailable", { retry_after: 5 });
    wait(4.9);
    assert.deepEqual(socket.bodies, ["a"]);
    wait(2);
    socket.ack();
    socket.ack();
    assert.deepEqual(socket.bodies, ["a", "a", "b"]);
    assert.equal(window.onbeforeunload, null);
  });
}

test("an invalid stored pause is ignored", () => {
  for (const rubbish of ['"x"', "{", '{"from":"a","until":"b"}', "1e99", "null"]) {
    localStorage.setItem(`pause.${ME}.${CONVERSATION}`, rubbish);
    outbox.add(CONVERSATION, rubbish);
    socket.ack();
  }
  assert.equal(socket.sent.length, 5);
});

test("a body is sent without NUL and lone surrogates", () => {
  write("a\0b\ud800");
  assert.deepEqual(socket.bodies, ["ab\ufffd"]);
});

test("messages keep their order when the clock is set back", () => {
  socket.setState("disconnected");
  write("a");
  setClockBack(3600);
  write("b");
  assert.deepEqual(left(), ["a", "b"]);
});

test("each change is announced with its nonce", () => {
  /** @type {boolean[]} */
  const changes = [];
  outbox.addEventListener("change", (event) => {
    changes.push(/** @type {EntryEvent} */ (event).detail.isDiscarded);
  });
  write("a");
  socket.refuse("forbidden");
  outbox.discard(outbox.entries()[0].nonce);
  assert.deepEqual(changes, [false, false, true]);
});
