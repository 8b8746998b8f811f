// Messages stand in groups of one sender and minute, under the name of their day.
import { dayName, isSameDay } from "./dates.js";

const moment = (item) => new Date(item.querySelector("time").dateTime);
const minute = (item) => Math.floor(moment(item) / 60_000);

// Sets an item right with both its neighbours.
export function settle(item) {
  join(item.previousElementSibling, item);
  join(item, item.nextElementSibling);
}

export function settleAll(list) {
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
