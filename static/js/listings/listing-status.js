// Shows a listing's new status and rent on an element: a card, a listing preview in a conversation,
// the head of an inquiry. A listing that is no longer public arrives as a draft, without its rent.
import { find, findAll } from "../dom.js";
import { dollars } from "../format/currency.js";

export const STATUS_LABELS = {
  published: "Open",
  pending: "Pending",
  taken: "Taken",
  expired: "Expired",
  draft: "No longer available",
};

/**
 * @param {HTMLElement} element
 * @param {Protocol.Listing} listing
 */
export function showListing(element, { id, status, rent, rent_per_person: share }) {
  // Only the server calculates what follows from the rent.
  if (String(rent) !== element.dataset.rent) element.querySelector(".card-cost")?.remove();
  Object.assign(element.dataset, { status, rent: rent ?? "" });
  element.classList.toggle("is-off", status !== "published");
  showBadge(element, status);
  if (status !== "draft") showAmounts(element, { rent, share });
  const link = element instanceof HTMLAnchorElement ? element : find(element, "a");
  if (status === "draft") link.removeAttribute("href");
  else link.href = `/listings/${id}/`;
}

/**
 * @param {HTMLElement} element
 * @param {{ rent: number | null, share: number | null }} amounts
 */
function showAmounts(element, amounts) {
  for (const amount of findAll(element, "[data-amount]")) {
    amount.textContent = dollars(amount.dataset.amount === "share" ? amounts.share : amounts.rent);
  }
}

/**
 * `data-open`: the badge of a published listing, which is empty on most cards.
 * @param {HTMLElement} element
 * @param {Protocol.Listing["status"]} status
 */
function showBadge(element, status) {
  const badge = find(element, ".badge");
  const isOpen = status === "published";
  const label = isOpen ? (badge.dataset.open ?? "") : STATUS_LABELS[status];
  badge.classList.remove(...[...badge.classList].filter((name) => name.startsWith("badge-")));
  badge.classList.add(`badge-${isOpen && element.matches(".card") ? "lease" : status}`);
  badge.textContent = label;
  badge.hidden = !label;
}
