// Listing previews in an open conversation, and the listing that it is about: kept current, however
// old the messages are.
import { find, findAll } from "../dom.js";
import { showListing } from "./listing-status.js";

const MAX_IDS = 100; // per request
const COLLECT_FOR = 250; // ms
const SHOWN = ".chat-pane [data-listing][data-status]";

/**
 * @param {HTMLElement} item of the message
 * @param {Protocol.ListingPreview | null} listing
 */
export function renderListingPreview(item, listing) {
  const holder = find(item, ".message-listing");
  holder.hidden = !listing;
  if (!listing) return holder.replaceChildren();
  if (!holder.querySelector(`[data-listing="${listing.id}"]`)) {
    const template = find(document, ".listing-preview-template", HTMLTemplateElement);
    holder.replaceChildren(template.content.cloneNode(true));
  }
  const preview = find(holder, "[data-listing]");
  preview.dataset.listing = String(listing.id);
  const photo = find(preview, "img");
  photo.hidden = !listing.photo;
  if (listing.photo) photo.src = listing.photo;
  find(preview, ".listing-preview-title").textContent = listing.title;
  update(preview, listing);
}

/** @param {ChatSocket} socket */
export function followListings(socket) {
  socket.addEventListener("listing", ({ detail: { listing } }) => {
    for (const preview of findAll(document, SHOWN)) {
      if (preview.dataset.listing === String(listing.id)) update(preview, listing);
    }
  });
  // The listing may have changed between the storing of a message and its arrival. After a reconnect
  // many messages arrive at once, and their listings are requested together.
  /** @type {Set<number>} */
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
  return findAll(document, SHOWN).map(({ dataset }) => Number(dataset.listing));
}

/**
 * Requests the present state of these listings, or of the last MAX_IDS.
 * @param {ChatSocket} socket
 * @param {number[]} ids
 */
export function requestListings(socket, ids) {
  if (ids.length) socket.send({ type: "listings", ids: [...new Set(ids)].slice(-MAX_IDS) });
}

/**
 * @param {HTMLElement} preview
 * @param {Protocol.Listing} listing
 */
function update(preview, listing) {
  showListing(preview, listing);
  if (listing.status !== "draft") return;
  const photo = preview.querySelector("img");
  photo?.removeAttribute("src");
  if (photo) photo.hidden = true;
  preview.querySelector(".listing-preview-title")?.replaceChildren();
}
