// The cards of places in a talk, and the place that it is about: live, however old they are.
import { showListing } from "./listing-status.js";

const MOST = 100;
const GATHER = 250; // ms
const SHOWN = ".chat-pane [data-listing][data-status]";

// `place` as a message carries it, or null.
export function renderListingPreview(item, place) {
  const holder = item.querySelector(".message-listing");
  holder.hidden = !place;
  if (!place) return holder.replaceChildren();
  if (holder.firstElementChild?.dataset.listing !== String(place.id)) {
    holder.replaceChildren(document.querySelector(".listing-preview-template").content.cloneNode(true));
  }
  const card = holder.firstElementChild;
  card.dataset.listing = place.id;
  const photo = card.querySelector("img");
  photo.hidden = !place.photo;
  if (place.photo) photo.src = place.photo;
  card.querySelector(".listing-preview-title").textContent = place.title;
  stamp(card, place);
}

export function followListings(socket) {
  socket.addEventListener("listing", ({ detail: { listing } }) => {
    for (const card of document.querySelectorAll(SHOWN)) {
      if (card.dataset.listing === String(listing.id)) stamp(card, listing);
    }
  });
  // A message was written down before it was told: its place may have changed in between. Many come
  // together, where a tab catches up.
  const come = new Set();
  socket.addEventListener("message", ({ detail: { message } }) => {
    if (!message.listing) return;
    if (!come.size) setTimeout(askAboutThose, GATHER);
    come.add(message.listing.id);
  });
  function askAboutThose() {
    requestListings(socket, shown().filter((id) => come.has(id)));
    come.clear();
  }
  // What changed while nobody was told, is asked for.
  socket.addEventListener("state", () => requestListings(socket, shown()));
}

function shown() {
  return [...document.querySelectorAll(SHOWN)].map(({ dataset }) => Number(dataset.listing));
}

// How do these places stand now? Of very many, the last.
export function requestListings(socket, ids) {
  if (ids.length) socket.send({ type: "listings", ids: [...new Set(ids)].slice(-MOST) });
}

function stamp(card, place) {
  showListing(card, place);
  if (place.status !== "draft") return;
  const photo = card.querySelector("img");
  photo?.removeAttribute("src");
  if (photo) photo.hidden = true;
  card.querySelector(".listing-preview-title")?.replaceChildren();
}
