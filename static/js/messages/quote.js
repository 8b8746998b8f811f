// Quotes of the message to which another one replies.
import { find, findAll } from "../dom.js";
import { shorten, textOf } from "./message-text.js";

/**
 * The quote of a message in wire format.
 * @param {Pick<Protocol.Message, "id" | "seq" | "sender" | "body" | "deleted"> & {
 * attachments: Pick<Protocol.File, "kind">[] }} message
 * @returns {Protocol.Quote}
 */
export function quoteOf({ id, seq, sender, body, deleted, attachments }) {
  const kind = (!deleted && attachments[0]?.kind) || null;
  return { id, seq, sender, body: shorten(body), deleted, kind };
}

/**
 * The quote of a message on the page, from its `item`.
 * @param {HTMLElement} item
 */
export function quoteFromItem(item) {
  const { id, seq, sender } = item.dataset;
  const file = item.querySelector("[data-file]");
  return quoteOf({
    id: Number(id),
    seq: Number(seq),
    sender: { id: Number(sender) || null, name: find(item, ".message-name").textContent },
    body: find(item, ".message-body").textContent,
    deleted: "deleted" in item.dataset,
    attachments: file ? [{ kind: file.matches(".message-photo") ? "image" : "pdf" }] : [],
  });
}

/**
 * @param {HTMLAnchorElement} link
 * @param {Protocol.Quote | null} quote
 * @param {number} me
 */
export function renderQuote(link, quote, me) {
  link.hidden = !quote;
  if (!quote) return;
  link.href = `?at=${quote.seq}`;
  link.dataset.quoted = String(quote.id);
  link.toggleAttribute("data-deleted", quote.deleted);
  renderQuoteText(link, quote, quote.sender.id === me ? "You" : quote.sender.name);
}

/**
 * @param {HTMLElement} element
 * @param {Protocol.Quote} quote
 * @param {string} name
 */
export function renderQuoteText(element, quote, name) {
  find(element, ".quote-name").textContent = name;
  find(element, ".quote-body").textContent = textOf(quote);
}

/**
 * Updates the quotes of a message that arrived: it may have been edited or deleted.
 * @param {HTMLElement} list
 * @param {Protocol.Message} message
 * @param {number} me
 */
export function updateQuotesOf(list, message, me) {
  for (const link of findAll(list, `.quote[data-quoted="${message.id}"]`, HTMLAnchorElement)) {
    renderQuote(link, quoteOf(message), me);
  }
}
