// Queries return what they promise, or say what is missing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { closest, enclosing, find, findAll } from "../../static/js/dom.js";

class Fake {
  localName = "li";

  /** @param {object | null} found by every query */
  constructor(found) {
    this.found = found;
  }

  querySelector() {
    return this.found;
  }

  querySelectorAll() {
    return this.found ? [this.found, new Date()] : [];
  }

  closest() {
    return this.found;
  }
}

/** @type {(found: object | null) => any} */
const fake = (found) => new Fake(found);
/** @type {any} */
const Type = Fake;

test("an element that is missing is named", () => {
  assert.throws(() => find(fake(null), ".message-body"), /No element matches ".message-body"/);
  assert.throws(() => find(fake(new Date()), "img", Type), /No Fake matches "img"/);
  assert.throws(() => enclosing(fake(null), ".message"), /No ".message" encloses this <li>/);
});

test("an element that is there is returned", () => {
  const found = fake(null);
  assert.equal(find(fake(found), ".a"), found);
  assert.equal(find(fake(found), ".a", Type), found);
  assert.equal(enclosing(fake(found), ".a"), found);
});

test("only elements of the required type are returned", () => {
  const found = fake(null);
  assert.deepEqual(findAll(fake(found), ".a", Type), [found]);
  assert.equal(findAll(fake(found), ".a").length, 2);
  assert.equal(closest(fake(new Date()), ".a", Type), null);
});

test("a target that is in no element matches nothing", () => {
  assert.equal(closest(null, ".a"), null);
  assert.equal(closest(new EventTarget(), ".a"), null);
});
