// Writes a listing's new status and rent onto what shows it: a card, the head of an inquiry, a
// card in the chat. What isn't offered any more comes as a draft, without its rent.
import { dollars } from "../format/currency.js";

export const STATUS_LABELS = {
  published: "Open",
  pending: "Pending",
  taken: "Taken",
  expired: "Expired",
  draft: "Not offered any more",
};

export function showListing(element, { id, status, rent, rent_per_person: share }) {
  // What follows from the rent, the server alone works out.
  if (String(rent) !== element.dataset.rent) element.querySelector(".card-cost")?.remove();
  Object.assign(element.dataset, { status, rent: rent ?? "" });
  element.classList.toggle("is-off", status !== "published");
  stampBadge(element, status);
  if (status !== "draft") stampAmounts(element, { rent, share });
  const link = element.matches("a") ? element : element.querySelector("a");
  if (status === "draft") link.removeAttribute("href");
  else link.href = `/listings/${id}/`;
}

function stampAmounts(element, amounts) {
  for (const amount of element.querySelectorAll("[data-amount]")) {
    amount.textContent = dollars(amounts[amount.dataset.amount]);
  }
}

// `data-open` is what the badge says of a place that is open: nothing on most cards.
function stampBadge(element, status) {
  const badge = element.querySelector(".badge");
  const isOpen = status === "published";
  const words = isOpen ? badge.dataset.open : STATUS_LABELS[status];
  badge.classList.remove(...[...badge.classList].filter((name) => name.startsWith("badge-")));
  badge.classList.add(`badge-${isOpen && element.matches(".card") ? "lease" : status}`);
  badge.textContent = words;
  badge.hidden = !words;
}
