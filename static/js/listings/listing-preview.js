// Listing previews in an open conversation, and the listing that it is about: kept current, however
// old the messages are.
import { showListing } from "./listing-status.js";

const MAX_IDS = 100; // per request
const COLLECT_FOR = 250; // ms
const SHOWN = ".chat-pane [data-listing][data-status]";

// `listing`: as a message carries it, or null.
export function renderListingPreview(item, listing) {
  const holder = item.querySelector(".message-listing");
  holder.hidden = !listing;
  if (!listing) return holder.replaceChildren();
  if (holder.firstElementChild?.dataset.listing !== String(listing.id)) {
    holder.replaceChildren(document.querySelector(".listing-preview-template").content.cloneNode(true));
  }
  const preview = holder.firstElementChild;
  preview.dataset.listing = listing.id;
  const photo = preview.querySelector("img");
  photo.hidden = !listing.photo;
  if (listing.photo) photo.src = listing.photo;
  preview.querySelector(".listing-preview-title").textContent = listing.title;
  update(preview, listing);
}

export function followListings(socket) {
  socket.addEventListener("listing", ({ detail: { listing } }) => {
    for (const preview of document.querySelectorAll(SHOWN)) {
      if (preview.dataset.listing === String(listing.id)) update(preview, listing);
    }
  });
  // The listing may have changed between the storing of a message and its arrival. After a reconnect
  // many messages arrive at once, and their listings are requested together.
  const arrived = new Set();
  socket.addEventListener("message", ({ detail: { message } }) => {
    if (!message.listing) return;
    if (!arrived.size) setTimeout(requestArrived, COLLECT_FOR);
    arrived.add(message.listing.id);
  });
  function requestArrived() {
    requestListings(socket, shownIds().filter((id) => arrived.has(id)));
    arrived.clear();
  }
  // Changes while disconnected were missed.
  socket.addEventListener("state", () => requestListings(socket, shownIds()));
}

function shownIds() {
  return [...document.querySelectorAll(SHOWN)].map(({ dataset }) => Number(dataset.listing));
}

// Requests the present state of these listings, or of the last MAX_IDS.
export function requestListings(socket, ids) {
  if (ids.length) socket.send({ type: "listings", ids: [...new Set(ids)].slice(-MAX_IDS) });
}

function update(preview, listing) {
  showListing(preview, listing);
  if (listing.status !== "draft") return;
  const photo = preview.querySelector("img");
  photo?.removeAttribute("src");
  if (photo) photo.hidden = true;
  preview.querySelector(".listing-preview-title")?.replaceChildren();
}
