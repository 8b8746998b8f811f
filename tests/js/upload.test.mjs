// The error that each answer to an upload becomes: whether to offer a retry, to make one, and when.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { upload } from "../../static/js/upload/upload.js";
import { openPage, settled, wait } from "./browser.mjs";

class FakeRequest {
  upload = {};
  headers = {};
  open() {}
  setRequestHeader() {}
  send() {}

  getResponseHeader(name) {
    return this.headers[name] ?? null;
  }

  answer(status, { response = null, headers = {} } = {}) {
    Object.assign(this, { status, response, headers });
    this.onload();
  }

  abort() {
    this.onabort();
  }
}

let request, outcome, aborter;

beforeEach(() => {
  openPage();
  globalThis.XMLHttpRequest = class extends FakeRequest {
    constructor() {
      super();
      request = this;
    }
  };
  aborter = new AbortController();
  outcome = undefined;
  upload("/x/", { nonce: "n" }, { token: "t", progress: () => {}, signal: aborter.signal }).then(
    (value) => (outcome = value),
    (error) => (outcome = error),
  );
});

async function after(status, retryAfter, response) {
  request.answer(status, { response, headers: { "Retry-After": retryAfter } });
  await settled();
  const { canRetry, isTemporary, retryAfter: seconds } = outcome;
  return [canRetry, isTemporary, seconds];
}

test("a stored file resolves to the server's answer", async () => {
  request.answer(201, { response: { id: 7 } });
  await settled();
  assert.deepEqual(outcome, { id: 7 });
});

for (const [status, retryAfter, expected] of [
  [503, "5", [true, true, 5]],
  [503, undefined, [true, true, 0]],
  [503, "Wed, 01 Jan 2031 00:00:00 GMT", [true, true, 0]],
  [503, "3600", [true, false, 3600]],
  [429, "2", [true, true, 2]],
  [429, undefined, [true, false, 0]],
  [429, "86400", [true, false, 86400]],
  [500, undefined, [true, false, 0]],
  [400, undefined, [false, false, 0]],
  [403, undefined, [false, false, 0]],
]) {
  test(`${status} with Retry-After ${retryAfter}: [canRetry, isTemporary, seconds] is ${expected}`, async () => {
    assert.deepEqual(await after(status, retryAfter, { detail: "In words." }), expected);
    assert.equal(outcome.message, "In words.");
  });
}

test("an answer without detail still says what to do", async () => {
  assert.deepEqual(await after(502), [true, true, 0]);
  assert.match(outcome.message, /Try again/);
});

test("a page instead of an answer means a logout", async () => {
  await after(200);
  assert.match(outcome.message, /Log in/);
  assert.ok(outcome.canRetry && !outcome.isTemporary);
});

test("a lost connection is temporary", async () => {
  request.onerror();
  await settled();
  assert.ok(outcome.isTemporary);
});

test("a connection without progress is aborted", async () => {
  wait(39);
  await settled();
  assert.equal(outcome, undefined);
  wait(2);
  await settled();
  assert.ok(outcome.isTemporary);
});

test("a cancelled upload is aborted", async () => {
  aborter.abort();
  await settled();
  assert.ok(outcome instanceof Error);
});
