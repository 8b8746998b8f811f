// Groups messages by sender and minute, and by day.
import { find, findAll } from "../dom.js";
import { dayName, isSameDay } from "../format/dates.js";

/** @param {Element} item */
const sentAt = (item) => new Date(find(item, "time").dateTime);
/** @param {Element} item */
const senderOf = (item) => /** @type {HTMLElement} */ (item).dataset.sender;
/** @param {Element} item */
const minute = (item) => Math.floor(sentAt(item).getTime() / 60_000);

/**
 * Updates the groups of an item and of both its neighbors.
 * @param {Element} item
 */
export function regroup(item) {
  regroupPair(item.previousElementSibling, item);
  regroupPair(item, item.nextElementSibling);
}

/** @param {Element} list */
export function regroupAll(list) {
  for (const item of list.children) regroupPair(item.previousElementSibling, item);
  if (list.lastElementChild) regroupPair(list.lastElementChild, null);
}

/**
 * @param {Element | null} above
 * @param {Element | null} below
 */
function regroupPair(above, below) {
  const isNewDay = !above || !below || !isSameDay(sentAt(above), sentAt(below));
  const isApart =
    isNewDay || senderOf(above) !== senderOf(below) || minute(above) !== minute(below);
  above?.toggleAttribute("data-ends-group", isApart);
  if (!below) return;
  below.toggleAttribute("data-starts-day", isNewDay);
  below.toggleAttribute("data-starts-group", isApart);
  find(below, ".message-day").textContent = isNewDay ? dayName(sentAt(below)) : "";
}

/**
 * Shows the line above the first message that was unread when the page was rendered: the newest one
 * was `seq` then, and the user had read up to `read`.
 * @param {Element} list
 * @param {{ seq: number, read: number }} opened
 */
export function markFirstUnread(list, { seq, read }) {
  const oldest = Number(/** @type {HTMLElement | null} */ (list.firstElementChild)?.dataset.seq);
  if (!(oldest <= read + 1) || list.querySelector("[data-first-unread]")) return;
  const wasUnread = (/** @type {number} */ other) => other > read && other <= seq;
  const others = findAll(list, ".message:not(.message-own)");
  const first = others.find(({ dataset }) => wasUnread(Number(dataset.seq)));
  first?.toggleAttribute("data-first-unread", true);
}
