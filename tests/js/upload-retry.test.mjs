// Retries of an upload: when, how often, and without leftovers.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { beforeEach, test } from "node:test";

import { retryUpload } from "../../static/js/upload/upload-retry.js";
import { UploadError } from "../../static/js/upload/upload.js";
import { fire, openPage, settled, wait } from "./browser.mjs";

/** @type {number} */
let attempts;
/** @type {AbortController} */
let aborter;
/** @type {string[]} */
let texts;
/** @type {any} */
let outcome;

beforeEach(() => {
  openPage();
  [attempts, texts, outcome] = [0, [], undefined];
  aborter = new AbortController();
});

/**
 * `answers`: what each attempt comes to; the last one is repeated.
 * @param {...unknown} answers
 */
function start(...answers) {
  const attempt = async () => {
    const answer = answers[Math.min(attempts, answers.length - 1)];
    attempts += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const options = { signal: aborter.signal, onRetry: (/** @type {string} */ text) => texts.push(text) };
  retryUpload(attempt, options).then(
    (value) => (outcome = value),
    (error) => (outcome = error),
  );
  return settled();
}

/** @param {number} seconds */
async function passSeconds(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    wait(1);
    await settled();
  }
}

/** @param {number} [retryAfter] */
const busy = (retryAfter) => new UploadError("Busy.", { isTemporary: true, retryAfter });

test("a success needs no second attempt", async () => {
  await start("done");
  assert.equal(outcome, "done");
  assert.equal(attempts, 1);
});

test("a permanent failure is not retried", async () => {
  const refused = new UploadError("Too large.");
  await start(refused);
  await passSeconds(120);
  assert.equal(outcome, refused);
  assert.equal(attempts, 1);
});

test("a temporary failure is retried until it succeeds", async () => {
  await start(busy(), busy(), "done");
  await passSeconds(10);
  assert.equal(outcome, "done");
  assert.equal(attempts, 3);
  assert.equal(texts.length, 2);
});

test("it is retried after retry_after, and not before", async () => {
  await start(busy(20), "done");
  await passSeconds(19);
  assert.equal(attempts, 1);
  await passSeconds(7);
  assert.equal(outcome, "done");
});

test("it gives up after eight attempts", async () => {
  await start(busy());
  await passSeconds(600);
  assert.equal(attempts, 8);
  assert.equal(outcome.message, "Busy.");
});

test("while offline it waits for the network", async () => {
  Object.assign(navigator, { onLine: false });
  await start(busy(), "done");
  await passSeconds(3600);
  assert.equal(attempts, 1);
  Object.assign(navigator, { onLine: true });
  fire("online");
  await settled();
  assert.equal(outcome, "done");
});

test("a network that comes and goes doesn't shorten the server's pause", async () => {
  await start(busy(20), "done");
  for (let times = 0; times < 10; times += 1) fire("online");
  await settled();
  assert.equal(attempts, 1);
});

test("a cancelled upload ends at once", async () => {
  await start(busy());
  aborter.abort();
  await settled();
  await passSeconds(60);
  assert.ok(outcome instanceof UploadError);
  assert.equal(attempts, 2);
});

test("no listener is left behind", async () => {
  await start(busy(), busy(), busy(), "done");
  await passSeconds(30);
  assert.equal(outcome, "done");
  assert.deepEqual(getEventListeners(aborter.signal, "abort"), []);
});
