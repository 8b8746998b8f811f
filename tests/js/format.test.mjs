// Formats that only scripts have; those that the server has too are in rules.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { wholeDollars } from "../../static/js/format/currency.js";
import { ago, isSameDay } from "../../static/js/format/dates.js";
import { boundsOf, boundsText, extentOf } from "../../static/js/map/bounds.js";

/** @type {[cents: number | null, text: string][]} */
const RENTS = [[null, "—"], [0, "$0"], [49, "$0"], [50, "$1"], [85050, "$851"], [124999, "$1,250"]];
for (const [cents, text] of RENTS) {
  test(`a pin shows ${cents} cents as ${text}`, () => assert.equal(wholeDollars(cents), text));
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {[seconds: number, text: string][]} */
const AGES = [
  [-5, "just now"],
  [0, "just now"],
  [59, "just now"],
  [MINUTE, "1 min ago"],
  [HOUR - 1, "59 min ago"],
  [HOUR, "1 h ago"],
  [DAY - 1, "23 h ago"],
  [DAY, "1 day ago"],
  [2 * DAY - 1, "1 day ago"],
  [2 * DAY, "2 days ago"],
];
for (const [seconds, text] of AGES) {
  test(`${seconds} seconds ago is ${text}`, () => {
    const now = new Date("2026-03-10T15:30:00-05:00");
    assert.equal(ago(new Date(now.getTime() - seconds * 1000), now), text);
  });
}

test("a day ends at midnight, not after 24 hours", () => {
  const evening = new Date(2026, 2, 9, 23, 59);
  assert.ok(!isSameDay(evening, new Date(2026, 2, 10, 0, 1)));
  assert.ok(isSameDay(evening, new Date(2026, 2, 9, 0, 0)));
});

test("bounds are rounded to a meter, west first", () => {
  const bounds = { getWest: () => -87.700004, getSouth: () => 42.05, getEast: () => -87.66, getNorth: () => 42.060006 };
  assert.equal(boundsText(bounds), "-87.70000,42.05000,-87.66000,42.06001");
  assert.deepEqual(boundsOf([-87.7, 42.05, -87.66, 42.06]), [[42.05, -87.7], [42.06, -87.66]]);
});

test("the extent of points contains all of them", () => {
  /** @type {Protocol.Pin["geometry"]["coordinates"][]} */
  const points = [[-87.68, 42.05], [-87.67, 42.07], [-87.69, 42.06]];
  const features = points.map((coordinates) => ({ geometry: { coordinates } }));
  assert.deepEqual(extentOf(features), [-87.69, 42.05, -87.67, 42.07]);
});
