// Local storage: available, full, blocked, or changed by another tab; and drafts.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Draft } from "../../static/js/composer/draft.js";
import { LocalStorage } from "../../static/js/storage/local-storage.js";
import { fire, openPage, wait } from "./browser.mjs";
import { file, quote } from "./wire.mjs";

/** @type {LocalStorage<unknown>} */
let storage;

beforeEach(() => {
  openPage();
  storage = new LocalStorage("a.");
});

test("a value outlives the page", () => {
  storage.set("x", { words: "hi" });
  openPage({ isReloaded: true });
  assert.deepEqual(new LocalStorage("a.").get("x"), { words: "hi" });
});

test("another prefix has other values", () => {
  storage.set("x", 1);
  new LocalStorage("b.").set("x", 2);
  assert.deepEqual(storage.values(), [1]);
});

test("a value can be deleted, even if it was never stored", () => {
  storage.set("x", 1);
  storage.delete("x");
  storage.delete("y");
  assert.equal(storage.get("x"), undefined);
  assert.deepEqual(storage.values(), []);
});

test("a stored value that is not JSON is ignored", () => {
  localStorage.setItem("a.x", "{half");
  localStorage.setItem("a.y", "");
  assert.deepEqual([storage.get("x"), storage.get("y")], [undefined, undefined]);
  assert.deepEqual(storage.values(), []);
});

for (const trouble of ["isFull", "isForbidden"]) {
  test(`where storage ${trouble}, a value lasts as long as the page`, () => {
    localStorage[trouble] = true;
    storage.set("x", 1);
    assert.equal(storage.get("x"), 1);
    assert.deepEqual(storage.values(), [1]);
    assert.ok(storage.isAtRisk);
    storage.delete("x");
    assert.deepEqual(storage.values(), []);
    assert.ok(!storage.isAtRisk);
  });
}

test("an old value doesn't return when there is no space for the new one", () => {
  storage.set("x", "old");
  localStorage.isFull = true;
  storage.set("x", "new");
  assert.equal(storage.get("x"), "new");
  assert.equal(new LocalStorage("a.").get("x"), undefined);
});

test("with space again, a value is stored and no longer at risk", () => {
  localStorage.isFull = true;
  storage.set("x", 1);
  localStorage.isFull = false;
  storage.set("x", 2);
  assert.ok(!storage.isAtRisk);
  assert.equal(new LocalStorage("a.").get("x"), 2);
});

test("an error that isn't the storage's is raised", () => {
  const cycle = {};
  cycle.self = cycle;
  assert.throws(() => storage.set("x", cycle), TypeError);
});

test("clear deletes all values except those under a prefix", () => {
  for (const key of ["3.x", "3.y", "4.x"]) storage.set(key, key);
  storage.clear("3.");
  assert.deepEqual(storage.values(), ["3.x", "3.y"]);
  storage.clear();
  assert.deepEqual(storage.values(), []);
});

test("watch reports the key that another tab changed, and none for a cleared storage", () => {
  /** @type {(string | undefined)[]} */
  const reported = [];
  storage.watch((key) => reported.push(key));
  for (const key of ["a.x", "b.x", null]) fire("storage", { key });
  assert.deepEqual(reported, ["x", undefined]);
});

test("a draft outlives the page", () => {
  new Draft(3, 12).text = "half a sent";
  openPage({ isReloaded: true });
  assert.equal(new Draft(3, 12).text, "half a sent");
  assert.equal(new Draft(3, 13).text, "");
  assert.equal(new Draft(4, 12).text, "");
});

test("an emptied draft leaves nothing behind", () => {
  const draft = new Draft(3, 12);
  draft.text = "x";
  draft.replyAndFiles = { reply: quote(1), files: [] };
  draft.text = "";
  draft.replyAndFiles = { reply: null, files: [] };
  assert.deepEqual(Object.keys(localStorage), []);
});

test("files and quote of a draft last as long as the server keeps the files", () => {
  const draft = new Draft(3, 12);
  const replyAndFiles = { reply: quote(1), files: [file("f")] };
  draft.replyAndFiles = replyAndFiles;
  wait(19 * 3600);
  assert.deepEqual(draft.replyAndFiles, replyAndFiles);
  wait(2 * 3600);
  assert.deepEqual(draft.replyAndFiles, {});
});

test("a draft without space lasts as long as the page", () => {
  localStorage.isFull = true;
  const draft = new Draft(3, 12);
  draft.text = "x";
  assert.equal(draft.text, "x");
});
