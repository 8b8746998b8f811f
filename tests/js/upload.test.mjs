// The error that each answer to an upload becomes: whether to offer a retry, to make one, and when.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { upload } from "../../static/js/upload/upload.js";
import { define, openPage, settled, wait } from "./browser.mjs";

class FakeRequest {
  upload = {};
  /** @type {Record<string, string | undefined>} */
  headers = {};
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  open() {}
  setRequestHeader() {}
  send() {}

  /** @param {string} name */
  getResponseHeader(name) {
    return this.headers[name] ?? null;
  }

  /**
   * @param {number} status
   * @param {{ response?: unknown, headers?: FakeRequest["headers"] }} answer
   */
  answer(status, { response = null, headers = {} } = {}) {
    Object.assign(this, { status, response, headers });
    this.onload();
  }

  abort() {
    this.onabort();
  }
}

/** @type {FakeRequest} */
let request;
/** @type {any} */
let outcome;
/** @type {AbortController} */
let aborter;

beforeEach(() => {
  openPage();
  class LastRequest extends FakeRequest {
    constructor() {
      super();
      request = this;
    }
  }
  define("XMLHttpRequest", LastRequest);
  aborter = new AbortController();
  outcome = undefined;
  const options = { token: "t", name: "a.jpg", progress: () => {}, signal: aborter.signal };
  upload("/x/", { nonce: "n" }, options).then(
    (value) => (outcome = value),
    (error) => (outcome = error),
  );
});

/**
 * @param {number} status
 * @param {string} [retryAfter]
 * @param {object} [response]
 */
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

/** @type {[status: number, retryAfter: string | undefined, expected: unknown[]][]} */
const FAILURES = [
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
];
for (const [status, retryAfter, expected] of FAILURES) {
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
  assert.ok(/** @type {any} */ (outcome).isTemporary);
});

test("a cancelled upload is aborted", async () => {
  aborter.abort();
  await settled();
  assert.ok(outcome instanceof Error);
});
