// The local storage: as it is, full, forbidden, or changed by another tab; and drafts.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Draft } from "../../static/js/composer/draft.js";
import { LocalStorage } from "../../static/js/storage/local-storage.js";
import { fire, openPage, wait } from "./browser.mjs";

let kept;

beforeEach(() => {
  openPage();
  kept = new LocalStorage("a.");
});

test("a value outlives the page", () => {
  kept.set("x", { words: "hi" });
  openPage({ isReloaded: true });
  assert.deepEqual(new LocalStorage("a.").get("x"), { words: "hi" });
});

test("another prefix has other values", () => {
  kept.set("x", 1);
  new LocalStorage("b.").set("x", 2);
  assert.deepEqual(kept.values(), [1]);
});

test("what is stored can be deleted, also what was never there", () => {
  kept.set("x", 1);
  kept.delete("x");
  kept.delete("y");
  assert.equal(kept.get("x"), undefined);
  assert.deepEqual(kept.values(), []);
});

test("a stored value that is not JSON is ignored", () => {
  localStorage.setItem("a.x", "{half");
  localStorage.setItem("a.y", "");
  assert.deepEqual([kept.get("x"), kept.get("y")], [undefined, undefined]);
  assert.deepEqual(kept.values(), []);
});

for (const trouble of ["isFull", "isForbidden"]) {
  test(`where storage ${trouble}, a value lasts as long as the page`, () => {
    localStorage[trouble] = true;
    kept.set("x", 1);
    assert.equal(kept.get("x"), 1);
    assert.deepEqual(kept.values(), [1]);
    assert.ok(kept.isAtRisk);
    kept.delete("x");
    assert.deepEqual(kept.values(), []);
    assert.ok(!kept.isAtRisk);
  });
}

test("an old value doesn't come back when there is no room for the new one", () => {
  kept.set("x", "old");
  localStorage.isFull = true;
  kept.set("x", "new");
  assert.equal(kept.get("x"), "new");
  assert.equal(new LocalStorage("a.").get("x"), undefined);
});

test("with room again, a value is stored and no longer at risk", () => {
  localStorage.isFull = true;
  kept.set("x", 1);
  localStorage.isFull = false;
  kept.set("x", 2);
  assert.ok(!kept.isAtRisk);
  assert.equal(new LocalStorage("a.").get("x"), 2);
});

test("a fault that isn't the storage's is not hidden", () => {
  const circle = {};
  circle.self = circle;
  assert.throws(() => kept.set("x", circle), TypeError);
});

test("clear forgets all but what begins so", () => {
  for (const key of ["3.x", "3.y", "4.x"]) kept.set(key, key);
  kept.clear("3.");
  assert.deepEqual(kept.values(), ["3.x", "3.y"]);
  kept.clear();
  assert.deepEqual(kept.values(), []);
});

test("watch reports the key that another tab changed, and none for a cleared storage", () => {
  const reported = [];
  kept.watch((key) => reported.push(key));
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
  draft.more = { reply: { id: 1 }, files: [] };
  draft.text = "";
  draft.more = { reply: null, files: [] };
  assert.deepEqual(Object.keys(localStorage), []);
});

test("files and quote of a draft last as long as the server keeps the files", () => {
  const draft = new Draft(3, 12);
  const more = { reply: { id: 1 }, files: [{ id: "f" }] };
  draft.more = more;
  wait(19 * 3600);
  assert.deepEqual(draft.more, more);
  wait(2 * 3600);
  assert.deepEqual(draft.more, {});
});

test("a draft without room lasts as long as the page", () => {
  localStorage.isFull = true;
  const draft = new Draft(3, 12);
  draft.text = "x";
  assert.equal(draft.text, "x");
});
