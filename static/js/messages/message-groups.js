// Groups messages by sender and minute, and by day.
import { dayName, isSameDay } from "../format/dates.js";

const sentAt = (item) => new Date(item.querySelector("time").dateTime);
const minute = (item) => Math.floor(sentAt(item) / 60_000);

// Updates the groups of an item and of both its neighbors.
export function regroup(item) {
  regroupPair(item.previousElementSibling, item);
  regroupPair(item, item.nextElementSibling);
}

export function regroupAll(list) {
  for (const item of list.children) regroupPair(item.previousElementSibling, item);
  if (list.lastElementChild) regroupPair(list.lastElementChild, null);
}

function regroupPair(above, below) {
  const isNewDay = !above || !below || !isSameDay(sentAt(above), sentAt(below));
  const isApart =
    isNewDay || above.dataset.sender !== below.dataset.sender || minute(above) !== minute(below);
  above?.toggleAttribute("data-ends-group", isApart);
  if (!below) return;
  below.toggleAttribute("data-starts-day", isNewDay);
  below.toggleAttribute("data-starts-group", isApart);
  below.querySelector(".message-day").textContent = isNewDay ? dayName(sentAt(below)) : "";
}

// Shows the line above the first message that was unread when the page was rendered: the newest one
// was `seq` then, and the user had read up to `read`.
export function markFirstUnread(list, { seq, read }) {
  const oldest = Number(list.firstElementChild?.dataset.seq);
  if (!(oldest <= read + 1) || list.querySelector("[data-first-unread]")) return;
  const wasUnread = (other) => other > read && other <= seq;
  const others = list.querySelectorAll(".message:not(.message-own)");
  const first = [...others].find(({ dataset }) => wasUnread(Number(dataset.seq)));
  first?.toggleAttribute("data-first-unread", true);
}
