// Which places were opened in this browser: their cards say so, quietly.
import { LocalStorage } from "../storage/local-storage.js";

const MOST = 500;
const kept = new LocalStorage("seen:");

export function rememberOpened(card) {
  const id = Number(card.dataset.listing);
  kept.set("ids", [...seen().filter((other) => other !== id), id].slice(-MOST));
}

export function markOpened(page) {
  const ids = new Set(seen());
  for (const card of page.querySelectorAll(".card")) {
    card.toggleAttribute("data-seen", ids.has(Number(card.dataset.listing)));
  }
}

function seen() {
  const ids = kept.get("ids");
  return Array.isArray(ids) ? ids : [];
}
