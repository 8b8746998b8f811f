// Renders a message into its markup, which the server made: each message of the first page, and a
// template of the same for those that are added.
import { linkify } from "../format/links.js";
import { timeOfDay } from "../format/dates.js";
import { renderListingPreview } from "../listings/listing-preview.js";
import { renderAttachments } from "./attachments.js";
import { DELETED } from "./message-text.js";
import { renderQuote } from "./quote.js";

const STATE_LABELS = { pending: "Waiting to be sent", sent: "Sent", read: "Read", failed: "Not sent" };

export function renderMessage(item, message, participants, templates) {
  const isOwn = message.sender.id === participants.me;
  const isChanged = item.dataset.version !== String(message.version);
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
  if (isChanged) {
    renderText(item, message, isOwn, participants);
    renderAttachments(item, message, templates);
    renderQuote(item.querySelector(".quote"), message.reply_to, participants.me);
    item.querySelector(".message-reply").href = `?reply_to=${message.id ?? ""}#composer-body`;
    renderListingPreview(item, message.listing);
  }
  renderTime(item, new Date(message.sent_at));
  renderReactions(item, message.reactions, participants, templates.reaction);
}

// `state`: a key of STATE_LABELS; `refusal`: why the message wasn't sent.
export function renderState(item, state, refusal = "") {
  item.dataset.state = state;
  const mark = item.querySelector(".message-state");
  mark?.querySelector("use").setAttribute("href", `#icon-${state}`);
  mark?.querySelector("span").replaceChildren(STATE_LABELS[state]);
  const failed = item.querySelector(".message-failed");
  if (state === "sent" || state === "read") return failed?.remove();
  failed.hidden = state !== "failed";
  failed.querySelector(".message-refusal").textContent = refusal;
}

function renderText(item, message, isOwn, participants) {
  const body = item.querySelector(".message-body");
  const text = message.deleted ? DELETED : message.body;
  // A screen reader announces again what is written again, so the same text stays untouched.
  if (body.textContent !== text) body.replaceChildren(linkify(text));
  body.hidden = !text;
  item.querySelector(".message-name").textContent = isOwn ? "You" : message.sender.name;
  item.querySelector(".message-avatar .avatar").replaceChildren(...participants.avatar(message.sender));
}

// The server renders times in its own time zone.
export function renderTime(item, sentAt) {
  const time = item.querySelector("time");
  time.dateTime = sentAt.toISOString();
  if (time.textContent !== timeOfDay(sentAt)) time.textContent = timeOfDay(sentAt);
}

function renderReactions(item, reactions, participants, template) {
  const { me } = participants;
  const chips = Object.entries(reactions).map(([emoji, ids]) => {
    const chip = template.content.cloneNode(true).firstElementChild;
    const button = chip.querySelector("button");
    button.dataset.emoji = emoji;
    button.title = ids.map((id) => (id === me ? "You" : participants.name(id))).join(", ");
    button.setAttribute("aria-pressed", String(ids.includes(me)));
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
