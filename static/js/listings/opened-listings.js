// Marks the cards of listings that were opened in this browser before.
import { findAll } from "../dom.js";
import { LocalStorage } from "../storage/local-storage.js";

const MAX_IDS = 500;
/** @type {LocalStorage<number[]>} */
const storage = new LocalStorage("seen:");

/** @param {HTMLElement} card */
export function rememberOpened(card) {
  const id = Number(card.dataset.listing);
  storage.set("ids", [...openedIds().filter((other) => other !== id), id].slice(-MAX_IDS));
}

/** @param {HTMLElement} page */
export function markOpened(page) {
  const ids = new Set(openedIds());
  for (const card of findAll(page, ".card")) {
    card.toggleAttribute("data-opened", ids.has(Number(card.dataset.listing)));
  }
}

function openedIds() {
  const ids = storage.get("ids");
  return Array.isArray(ids) ? ids : [];
}
