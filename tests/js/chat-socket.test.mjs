// The chat connection: resuming, pings, and when it reconnects.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ChatSocket } from "../../static/js/socket/chat-socket.js";
import { FakeWebSocket, fire, openPage, wait } from "./browser.mjs";

const ME = 3;
const CONVERSATION = 12;
/** @type {ChatSocket} */
let socket;
/** @type {string[]} */
let states;

beforeEach(() => {
  openPage();
  socket = new ChatSocket("/ws/", ME, new Map([[CONVERSATION, 38]]));
  states = [];
  socket.addEventListener("state", () => states.push(socket.state));
  socket.start();
});

/** @param {Record<string, number>} versions */
function greet(versions = { [CONVERSATION]: 41 }, user = ME) {
  FakeWebSocket.last.open();
  FakeWebSocket.last.answer({ type: "ready", user, versions });
}

function connect() {
  greet();
  FakeWebSocket.last.answer({ type: "resumed" });
}

/** @param {number} version */
const message = (version, conversation = CONVERSATION) =>
  FakeWebSocket.last.answer({ type: "message", conversation, message: { version } });
const attempts = () => FakeWebSocket.all.length;

test("it resumes from the page's version, and is open when the server has resumed", () => {
  greet();
  assert.deepEqual(FakeWebSocket.last.sent, [{ type: "resume", versions: { [CONVERSATION]: 38 } }]);
  assert.equal(socket.state, "connecting");
  FakeWebSocket.last.answer({ type: "resumed" });
  assert.deepEqual(states, ["connecting", "open"]);
});

test("frames are sent only while it is open", () => {
  /** @type {Protocol.ChatRequest} */
  const frame = { type: "typing", conversation: CONVERSATION };
  assert.equal(socket.send(frame), false);
  connect();
  assert.equal(socket.send(frame), true);
  FakeWebSocket.last.readyState = 2; // closing
  assert.equal(socket.send(frame), false);
  FakeWebSocket.last.break();
  assert.equal(socket.send(frame), false);
});

test("it resumes from the highest version that it has received", () => {
  connect();
  message(43);
  message(42);
  FakeWebSocket.last.break();
  wait(1);
  FakeWebSocket.last.open();
  assert.deepEqual(FakeWebSocket.last.sent[0].versions, { [CONVERSATION]: 43 });
});

test("a resume that broke off is repeated from the old version", () => {
  greet();
  message(41);
  FakeWebSocket.last.break();
  wait(1);
  FakeWebSocket.last.open();
  assert.deepEqual(FakeWebSocket.last.sent[0].versions, { [CONVERSATION]: 38 });
});

test("a conversation that the page doesn't know starts where it is", () => {
  greet({ [CONVERSATION]: 41, 13: 7 });
  FakeWebSocket.last.answer({ type: "resumed" });
  assert.equal(socket.versions.get(13), 7);
  assert.equal(socket.versions.get(CONVERSATION), 38);
});

test("each frame is an event of its type", () => {
  /** @type {number[]} */
  const received = [];
  socket.addEventListener("typing", ({ detail }) => received.push(detail.user));
  connect();
  FakeWebSocket.last.answer({ type: "typing", conversation: CONVERSATION, user: 4 });
  FakeWebSocket.last.answer({ type: "of_tomorrow" });
  assert.deepEqual(received, [4]);
});

for (const code of [1000, 1001, 1006, 1011, 1013, 4503]) {
  test(`after close code ${code} it reconnects with a pause`, () => {
    connect();
    FakeWebSocket.last.break(code);
    assert.equal(socket.state, "disconnected");
    wait(0.45);
    assert.equal(attempts(), 1);
    wait(0.6);
    assert.equal(attempts(), 2);
  });
}

test("after close code 4401 it stays disconnected until the page becomes visible", () => {
  connect();
  FakeWebSocket.last.break(4401);
  assert.equal(socket.state, "refused");
  wait(3600);
  assert.equal(attempts(), 1);
  fire("visibilitychange", {}, document);
  assert.equal(attempts(), 2);
});

test("after another user has logged in nothing is sent", () => {
  greet({ [CONVERSATION]: 41 }, 4);
  assert.equal(socket.state, "refused");
  assert.equal(socket.send({ type: "typing", conversation: CONVERSATION }), false);
});

test("an hour without the server costs a bounded number of attempts", () => {
  for (let second = 0; second < 3600; second += 1) {
    if (FakeWebSocket.last.readyState === 0) FakeWebSocket.last.break();
    wait(1);
  }
  assert.ok(attempts() > 110 && attempts() < 260, `${attempts()} attempts`);
});

test("a server that closes each connection soon is retried less and less often", () => {
  for (let second = 0; second < 600; second += 1) {
    if (FakeWebSocket.last.readyState === 0) {
      connect();
      FakeWebSocket.last.break(1011);
    }
    wait(1);
  }
  assert.ok(attempts() < 50, `${attempts()} attempts`);
});

test("a steady connection resets the pauses", () => {
  for (let times = 0; times < 8; times += 1) {
    FakeWebSocket.last.break();
    while (socket.state !== "connecting") wait(0.1);
  }
  connect();
  wait(6);
  FakeWebSocket.last.break();
  const before = attempts();
  wait(1);
  assert.equal(attempts(), before + 1);
});

test("silence leads to a ping, and without a pong to a new connection", () => {
  connect();
  wait(24.9);
  assert.deepEqual(FakeWebSocket.last.types, ["resume"]);
  wait(0.2);
  assert.deepEqual(FakeWebSocket.last.types, ["resume", "ping"]);
  wait(9.8);
  assert.equal(socket.state, "open");
  wait(0.3);
  assert.equal(socket.state, "disconnected");
});

test("a pong keeps it open", () => {
  connect();
  for (let minute = 0; minute < 60; minute += 1) {
    wait(25.1);
    FakeWebSocket.last.answer({ type: "pong" });
  }
  assert.equal(attempts(), 1);
  assert.equal(FakeWebSocket.last.types.filter((type) => type === "ping").length, 60);
});

for (const { what, begin, seconds } of [
  { what: "an attempt that never opens", begin: () => {}, seconds: 10.1 },
  { what: "a server that never resumes", begin: greet, seconds: 35.1 },
]) {
  test(`${what} times out`, () => {
    begin();
    wait(seconds);
    assert.equal(socket.state, "disconnected");
    wait(1);
    assert.equal(attempts(), 2);
  });
}

test("offline disconnects, and online reconnects immediately", () => {
  connect();
  fire("offline");
  assert.equal(socket.state, "disconnected");
  fire("online");
  assert.equal(attempts(), 2);
});

test("several events at the return to a page make one attempt", () => {
  connect();
  FakeWebSocket.last.break();
  fire("visibilitychange", {}, document);
  fire("resume", {}, document);
  fire("pageshow", { persisted: true });
  assert.equal(attempts(), 2);
});

test("when the page becomes visible, a dead connection is noticed soon", () => {
  connect();
  wait(1);
  fire("visibilitychange", {}, document);
  assert.deepEqual(FakeWebSocket.last.types, ["resume", "ping"]);
  wait(4.1);
  assert.equal(socket.state, "disconnected");
});

test("after a phone's sleep it reconnects without a ping", () => {
  connect();
  const slept = Date.now() + 600_000;
  Date.now = () => slept;
  fire("visibilitychange", {}, document);
  assert.equal(attempts(), 2);
});

test("leaving the page closes the connection", () => {
  connect();
  const [first] = FakeWebSocket.all;
  fire("pagehide");
  assert.equal(first.readyState, 3);
});

test("frames of an earlier connection are ignored", () => {
  connect();
  const [first] = FakeWebSocket.all;
  fire("offline");
  fire("online");
  connect();
  first.answer({ type: "message", conversation: CONVERSATION, message: { version: 99 } });
  first.break();
  assert.equal(socket.state, "open");
  assert.equal(socket.versions.get(CONVERSATION), 38);
});

test("after stop, no timer or event reconnects it", () => {
  connect();
  socket.stop();
  for (const type of ["online", "pageshow"]) fire(type, { persisted: true });
  fire("visibilitychange", {}, document);
  wait(3600);
  assert.equal(attempts(), 1);
});
