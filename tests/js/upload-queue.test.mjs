// Uploads run one after the other, and failed ones are retried by the user or when back online.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { UploadQueue } from "../../static/js/upload/upload-queue.js";
import { fire, openPage, settled } from "./browser.mjs";

// As much of an UploadRow as the queue uses.
/**
 * @typedef {object} FakeRow
 * @property {string} name
 * @property {object} element
 * @property {boolean} isUnfinished
 * @property {object} [error]
 * @property {boolean} [isRemoved]
 * @property {() => void} showWaiting
 * @property {() => void} remove
 */
/** @type {any} in place of an HTMLElement */
let list;
/** @type {any} an UploadQueue of FakeRow */
let queue;
/** @type {string[]} */
let started;
/** @type {((value: unknown) => void)[]} */
let finish;
/** @type {number} */
let changes;
/** @type {string[]} */
let removed;
/** @type {AbortController} */
let aborter;

beforeEach(() => {
  openPage();
  list = Object.assign(new EventTarget(), { append() {} });
  [started, finish, changes, removed] = [[], [], 0, []];
  aborter = new AbortController();
  /** @type {any} */
  const fallback = { focus: () => removed.push("focus") };
  queue = new UploadQueue(list, {
    upload: (row) => {
      started.push(row.name);
      return new Promise((resolve) => finish.push(resolve));
    },
    onChange: () => (changes += 1),
    onRemove: (row) => removed.push(row.name),
    fallback,
    signal: aborter.signal,
  });
});

/**
 * @param {string} name
 * @returns {FakeRow}
 */
function add(name) {
  const element = { contains: (/** @type {any} */ button) => button?.row === name, nextElementSibling: null, previousElementSibling: null };
  /** @type {FakeRow} */
  const row = {
    ...{ name, element, isUnfinished: true },
    showWaiting: () => Object.assign(row, { error: undefined, isUnfinished: true }),
    remove: () => (row.isRemoved = true),
  };
  queue.add(row);
  queue.enqueue(row);
  return row;
}

/**
 * @param {FakeRow} row
 * @param {string} action
 */
function press(row, action) {
  const event = new Event("click");
  const button = { row: row.name, dataset: { action } };
  Object.defineProperty(event, "target", { value: { closest: () => button } });
  list.dispatchEvent(event);
}

async function finishFirst() {
  finish.shift()?.(undefined);
  await settled();
}

/**
 * @param {FakeRow} row
 * @param {boolean} canRetry
 */
const fail = (row, canRetry) => Object.assign(row, { isUnfinished: false, error: { canRetry } });

function isLeavingPrevented() {
  let isPrevented = false;
  fire("beforeunload", { preventDefault: () => (isPrevented = true) });
  return isPrevented;
}

test("files are uploaded one after the other, in their order", async () => {
  for (const name of ["a", "b", "c"]) add(name);
  await settled();
  assert.deepEqual(started, ["a"]);
  await finishFirst();
  assert.deepEqual(started, ["a", "b"]);
  await finishFirst();
  assert.deepEqual(started, ["a", "b", "c"]);
});

test("a file that is removed before its turn isn't uploaded", async () => {
  const [, second] = [add("a"), add("b")];
  press(second, "remove");
  await settled();
  await finishFirst();
  assert.deepEqual(started, ["a"]);
  assert.ok(second.isRemoved && !queue.has(second));
  assert.deepEqual(removed, ["b", "focus"]);
});

test("an upload that throws doesn't stop the next one", async () => {
  /** @type {string[]} */
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  queue.upload = (/** @type {FakeRow} */ row) => {
    started.push(row.name);
    throw new Error(`broken ${row.name}`);
  };
  for (const name of ["a", "b"]) add(name);
  await settled();
  assert.deepEqual(started, ["a", "b"]);
  assert.deepEqual(reported, ["broken a", "broken b"]);
});

test("the user retries a failed upload", async () => {
  const row = add("a");
  await settled();
  await finishFirst();
  fail(row, true);
  assert.ok(queue.hasRefused && !queue.isUploading);
  press(row, "retry");
  await settled();
  assert.deepEqual(started, ["a", "a"]);
  assert.ok(queue.isUploading && !queue.hasRefused);
});

test("back online, what failed for a temporary reason is uploaded again", async () => {
  const [temporary, permanent] = [add("a"), add("b")];
  await settled();
  await finishFirst();
  await finishFirst();
  fail(temporary, true);
  fail(permanent, false);
  fire("online");
  await settled();
  assert.deepEqual(started, ["a", "b", "a"]);
});

test("a queue that has ended doesn't listen anymore", async () => {
  const row = add("a");
  await settled();
  await finishFirst();
  fail(row, true);
  aborter.abort();
  fire("online");
  press(row, "retry");
  await settled();
  assert.deepEqual(started, ["a"]);
});

test("leaving the page asks first while files are uploaded", async () => {
  assert.ok(!isLeavingPrevented());
  const row = add("a");
  assert.ok(isLeavingPrevented());
  row.isUnfinished = false;
  assert.ok(!isLeavingPrevented());
});

test("every removal and retry is announced", () => {
  const [first, second] = [add("a"), add("b")];
  press(first, "retry");
  press(second, "remove");
  queue.remove(() => true);
  assert.equal(changes, 3);
  assert.deepEqual(queue.rows, []);
});
