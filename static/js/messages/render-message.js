// Writes a message into its markup, which the server made: its own for the history, the same as a
// template for what comes later.
import { timeOfDay } from "../format/dates.js";
import { renderAttachments } from "./attachments.js";
import { linkify } from "../format/links.js";
import { renderListingPreview } from "../listings/listing-preview.js";
import { renderQuote } from "./quote.js";

const STATES = { pending: "Waiting to be sent", sent: "Sent", read: "Read", failed: "Not sent" };

export function paint(item, message, people, templates) {
  const isOwn = message.sender.id === people.me;
  const changed = item.dataset.version !== String(message.version);
  Object.assign(item.dataset, {
    id: message.id ?? "",
    seq: message.seq ?? "",
    version: message.version ?? "",
    nonce: message.nonce,
    sender: message.sender.id ?? "",
  });
  if (message.id) item.id = `message-${message.id}`;
  item.classList.toggle("message-own", isOwn);
  item.toggleAttribute("data-deleted", message.deleted);
  item.toggleAttribute("data-edited", Boolean(message.edited_at));
  if (!isOwn) item.querySelector(".message-state")?.remove();
  if (changed) {
    renderText(item, message, isOwn, people);
    renderAttachments(item, message, templates);
    renderQuote(item.querySelector(".quote"), message.reply_to, people.me);
    item.querySelector(".message-reply").href = `?reply_to=${message.id ?? ""}#composer-body`;
    renderListingPreview(item, message.listing);
  }
  renderTime(item, new Date(message.sent_at));
  renderReactions(item, message.reactions, people, templates.reaction);
}

export function renderState(item, state, refusal = "") {
  item.dataset.state = state;
  const sign = item.querySelector(".message-state");
  sign?.querySelector("use").setAttribute("href", `#sign-${state}`);
  sign?.querySelector("span").replaceChildren(STATES[state]);
  const failed = item.querySelector(".message-failed");
  if (state === "sent" || state === "read") return failed?.remove();
  failed.hidden = state !== "failed";
  failed.querySelector(".message-refusal").textContent = refusal;
}

function renderText(item, message, isOwn, people) {
  const body = item.querySelector(".message-body");
  const words = message.deleted ? "Message deleted" : message.body;
  // A reader is told again what is written again, so the same words stay untouched.
  if (body.textContent !== words) body.replaceChildren(linkify(words));
  body.hidden = !words;
  item.querySelector(".message-name").textContent = isOwn ? "You" : message.sender.name;
  item.querySelector(".message-avatar .avatar").replaceChildren(...people.face(message.sender));
}

// The server writes its own clock's time; this is the reader's.
export function renderTime(item, sent) {
  const time = item.querySelector("time");
  time.dateTime = sent.toISOString();
  if (time.textContent !== timeOfDay(sent)) time.textContent = timeOfDay(sent);
}

function renderReactions(item, reactions, people, template) {
  const chips = Object.entries(reactions).map(([emoji, ids]) => {
    const chip = template.content.cloneNode(true).firstElementChild;
    const button = chip.querySelector("button");
    button.dataset.emoji = emoji;
    button.title = ids.map((id) => (id === people.me ? "You" : people.name(id))).join(", ");
    button.setAttribute("aria-pressed", String(ids.includes(people.me)));
    chip.querySelector(".reaction-emoji").textContent = emoji;
    chip.querySelector(".reaction-count").textContent = ids.length;
    return chip;
  });
  const list = item.querySelector(".message-reactions");
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.emoji;
  list.hidden = !chips.length;
  list.replaceChildren(...chips);
  if (focused) (list.querySelector(`[data-emoji="${CSS.escape(focused)}"]`) ?? item).focus();
}
