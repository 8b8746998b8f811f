// The total cost for one person, on the cards of a search that asks for it. It depends on the rent and
// on the search, and only the server calculates it: once for each new rent.
import { find } from "../dom.js";

/** @type {WeakSet<Element>} */
const cardsWithCosts = new WeakSet();

/**
 * Before a card's rent changes: whether the card shows the costs.
 * @param {HTMLElement} card
 */
export function rememberCosts(card) {
  if (card.querySelector(".card-cost")) cardsWithCosts.add(card);
}

/**
 * @param {HTMLElement} card
 * @param {string | undefined} query of the search whose results the card is among
 */
export async function refreshCosts(card, query) {
  if (!cardsWithCosts.has(card) || card.querySelector(".card-cost")) return;
  const fresh = await fetchCard(card.dataset.listing, query);
  // If the rent changed again meanwhile, only the response with the present rent counts.
  if (!fresh || fresh.dataset.rent !== card.dataset.rent || card.querySelector(".card-cost")) return;
  find(card, ".card-rent").after(...fresh.querySelectorAll(".card-cost"));
}

/**
 * @param {string | undefined} id
 * @param {string | undefined} query
 * @returns {Promise<HTMLElement | null>}
 */
async function fetchCard(id, query) {
  try {
    const response = await fetch(`/listings/${id}/card/?${query}`);
    const html = response.ok ? await response.text() : "";
    return new DOMParser().parseFromString(html, "text/html").querySelector(".card");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null; // offline
  }
}
