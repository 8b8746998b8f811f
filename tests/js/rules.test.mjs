// The rules that the server follows too: tests/rules/test_rules.py reads the same tables.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";

process.env.TZ = "America/Chicago";

/** @param {string} name */
const rules = (name) => JSON.parse(readFileSync(new URL(`../rules/${name}.json`, import.meta.url), "utf8"));

const { dollars } = await import("../../static/js/format/currency.js");
const { dayName, shortDate } = await import("../../static/js/format/dates.js");
const { fileSize } = await import("../../static/js/format/file-size.js");
const { linkify } = await import("../../static/js/format/links.js");
const { STATUS_LABELS } = await import("../../static/js/listings/listing-status.js");
const { displaySize } = await import("../../static/js/messages/attachments.js");
const { inboxText } = await import("../../static/js/messages/message-text.js");
const { markFirstUnread, regroup, regroupAll } = await import("../../static/js/messages/message-groups.js");
const { define } = await import("./browser.mjs");
const { FakeFragment, FakeList, fakeLink } = await import("./elements.mjs");

before(() => {
  define("document", { createDocumentFragment: () => new FakeFragment(), createElement: fakeLink });
});

for (const [cents, text] of rules("currency")) {
  test(`${cents} cents are ${text}`, () => assert.equal(dollars(cents), text));
}

for (const [size, text] of rules("file_sizes")) {
  test(`${size} bytes are ${text}`, () => assert.equal(fileSize(size), text));
}

for (const [[width, height], shown] of rules("photo_sizes")) {
  test(`a photo of ${width} × ${height} is shown as ${shown}`, () => {
    assert.deepEqual(displaySize({ width, height }), shown);
  });
}

test("each listing status has its label", () => {
  assert.deepEqual(STATUS_LABELS, Object.fromEntries(rules("listing_statuses")));
});

const { now, moments, time_zone: timeZone } = rules("dates");

test("the dates are read in their time zone", () => assert.equal(process.env.TZ, timeZone));

for (const [moment, short, day] of moments) {
  test(`${moment} is ${short}, on the day ${day}`, () => {
    assert.equal(shortDate(new Date(moment), new Date(now)), short);
    assert.equal(dayName(new Date(moment), new Date(now)), day);
  });
}

for (const [text, addresses] of rules("links")) {
  test(`links in ${JSON.stringify(text)}`, () => {
    /** @type {any} a FakeFragment */
    const nodes = linkify(text);
    assert.equal(nodes.textContent, text);
    const targets = addresses.map((/** @type {string} */ address) => (/^www\./i.test(address) ? `https://${address}` : address));
    assert.deepEqual(nodes.links.map((/** @type {any} */ link) => link.attributes.href), targets);
    assert.deepEqual(nodes.links.map((/** @type {any} */ link) => link.textContent), addresses);
    for (const { rel, target } of nodes.links) {
      assert.deepEqual([rel, target], ["noopener nofollow ugc", "_blank"]);
    }
  });
}

const ME = 3;
/** @type {Record<string, string>} */
const MARKS = { starts_day: "data-starts-day", starts_group: "data-starts-group", ends_group: "data-ends-group", is_first_unread: "data-first-unread" };

for (const { rule, read, messages } of rules("message_groups")) {
  const expected = messages.map((/** @type {any} */ message) => message.marks);
  const newest = Math.max(...messages.map((/** @type {any} */ message) => message.seq));

  const marksOf = (/** @type {InstanceType<typeof FakeList>} */ list) =>
    list.children.map((item) => Object.keys(MARKS).filter((mark) => item.attributes.has(MARKS[mark])));

  test(rule, () => {
    const list = new FakeList(messages, ME);
    regroupAll(list.asElement);
    markFirstUnread(list.asElement, { seq: newest, read });
    assert.deepEqual(marksOf(list), expected);
  });

  test(`${rule}, message by message`, () => {
    const list = new FakeList([], ME);
    for (const message of messages) regroup(list.append(message));
    markFirstUnread(list.asElement, { seq: newest, read });
    assert.deepEqual(marksOf(list), expected);
  });
}

for (const { rule, sender: [id, name], body, deleted, kind, group: isGroup, text } of rules("inbox_texts")) {
  test(`in the inbox: ${rule}`, () => {
    const attachments = kind ? [{ kind }] : [];
    assert.equal(inboxText({ sender: { id, name }, body, deleted, attachments }, { me: ME, isGroup }), text);
  });
}
