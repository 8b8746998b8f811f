// Messages stand in groups of one sender and minute, under the name of their day.
import { dayName, isSameDay } from "../format/dates.js";

const moment = (item) => new Date(item.querySelector("time").dateTime);
const minute = (item) => Math.floor(moment(item) / 60_000);

// Sets an item right with both its neighbours.
export function settle(item) {
  join(item.previousElementSibling, item);
  join(item, item.nextElementSibling);
}

export function groupAll(list) {
  for (const item of list.children) join(item.previousElementSibling, item);
  if (list.lastElementChild) join(list.lastElementChild, null);
}

function join(above, below) {
  const newDay = !above || !below || !isSameDay(moment(above), moment(below));
  const apart =
    newDay || above.dataset.sender !== below.dataset.sender || minute(above) !== minute(below);
  above?.toggleAttribute("data-closes", apart);
  if (!below) return;
  below.toggleAttribute("data-opens-day", newDay);
  below.toggleAttribute("data-opens", apart);
  below.querySelector(".message-day").textContent = newDay ? dayName(moment(below)) : "";
}

// The line above what was new when the page was made, at `seq`, and read as far as `read`.
export function markFirstUnread(list, { seq, read }) {
  const oldest = Number(list.firstElementChild?.dataset.seq);
  if (!(oldest <= read + 1) || list.querySelector("[data-new]")) return;
  const isNew = (place) => place > read && place <= seq;
  const others = list.querySelectorAll(".message:not(.message-own)");
  const first = [...others].find(({ dataset }) => isNew(Number(dataset.seq)));
  first?.toggleAttribute("data-new", true);
}
