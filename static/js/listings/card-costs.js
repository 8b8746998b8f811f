// What one person pays in all follows from the rent, and from what was asked: the server alone
// works it out, once for each new rent.
const counted = new WeakSet(); // cards that say it

export function rememberCosts(card) {
  if (card.querySelector(".card-cost")) counted.add(card);
}

// `query`: what was asked on the page of the card.
export async function refreshCosts(card, query) {
  if (!counted.has(card) || card.querySelector(".card-cost")) return;
  const fresh = await fetchCard(card.dataset.listing, query);
  // Of two that are on their way, the one with the rent that stands there now counts.
  if (fresh?.dataset.rent !== card.dataset.rent || card.querySelector(".card-cost")) return;
  card.querySelector(".card-rent").after(...fresh.querySelectorAll(".card-cost"));
}

async function fetchCard(id, query) {
  try {
    const answer = await fetch(`/listings/${id}/card/?${query}`);
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    return page.querySelector(".card");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null; // the line is gone
  }
}
