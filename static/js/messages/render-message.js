// Renders a message into its markup, which the server made: each message of the first page, and a
// template of the same for those that are added.
import { cloneTemplate, find } from "../dom.js";
import { linkify } from "../format/links.js";
import { timeOfDay } from "../format/dates.js";
import { renderListingPreview } from "../listings/listing-preview.js";
import { renderAttachments } from "./attachments.js";
import { DELETED } from "./message-text.js";
import { renderQuote } from "./quote.js";

const STATE_LABELS = { pending: "Waiting to be sent", sent: "Sent", read: "Read", failed: "Not sent" };

/**
 * @param {HTMLElement} item
 * @param {ShownMessage} message
 * @param {Participants} participants
 * @param {MessageTemplates} templates
 */
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
    renderQuote(find(item, ".quote", HTMLAnchorElement), message.reply_to, participants.me);
    find(item, ".message-reply", HTMLAnchorElement).href = `?reply_to=${message.id ?? ""}#composer-body`;
    renderListingPreview(item, message.listing ?? null);
  }
  renderTime(item, new Date(message.sent_at));
  renderReactions(item, message.reactions, participants, templates.reaction);
}

/**
 * @param {HTMLElement} item
 * @param {keyof typeof STATE_LABELS} state
 * @param {string} [refusal] why the message wasn't sent
 */
export function renderState(item, state, refusal = "") {
  item.dataset.state = state;
  const mark = item.querySelector(".message-state");
  mark?.querySelector("use")?.setAttribute("href", `#icon-${state}`);
  mark?.querySelector("span")?.replaceChildren(STATE_LABELS[state]);
  if (state === "sent" || state === "read") return item.querySelector(".message-failed")?.remove();
  const failed = find(item, ".message-failed");
  failed.hidden = state !== "failed";
  find(failed, ".message-refusal").textContent = refusal;
}

/**
 * @param {HTMLElement} item
 * @param {ShownMessage} message
 * @param {boolean} isOwn
 * @param {Participants} participants
 */
function renderText(item, message, isOwn, participants) {
  const body = find(item, ".message-body");
  const text = message.deleted ? DELETED : message.body;
  // A screen reader announces again what is written again, so the same text stays untouched.
  if (body.textContent !== text) body.replaceChildren(linkify(text));
  body.hidden = !text;
  find(item, ".message-name").textContent = isOwn ? "You" : message.sender.name;
  find(item, ".message-avatar .avatar").replaceChildren(...participants.avatar(message.sender));
}

/**
 * The server renders times in its own time zone.
 * @param {HTMLElement} item
 * @param {Date} sentAt
 */
export function renderTime(item, sentAt) {
  const time = find(item, "time");
  time.dateTime = sentAt.toISOString();
  if (time.textContent !== timeOfDay(sentAt)) time.textContent = timeOfDay(sentAt);
}

/**
 * @param {HTMLElement} item
 * @param {Protocol.Message["reactions"]} reactions
 * @param {Participants} participants
 * @param {HTMLTemplateElement} template
 */
function renderReactions(item, reactions, participants, template) {
  const { me } = participants;
  const chips = Object.entries(reactions).map(([emoji, ids]) => {
    const chip = cloneTemplate(template);
    const button = find(chip, "button");
    button.dataset.emoji = emoji;
    button.title = ids.map((id) => (id === me ? "You" : participants.name(id))).join(", ");
    button.setAttribute("aria-pressed", String(ids.includes(me)));
    find(chip, ".reaction-emoji").textContent = emoji;
    find(chip, ".reaction-count").textContent = String(ids.length);
    return chip;
  });
  const list = find(item, ".message-reactions");
  const focused = list.contains(document.activeElement) && document.activeElement?.getAttribute("data-emoji");
  list.hidden = !chips.length;
  list.replaceChildren(...chips);
  if (!focused) return;
  /** @type {HTMLElement | null} */
  const button = list.querySelector(`[data-emoji="${CSS.escape(focused)}"]`);
  (button ?? item).focus();
}
