// Quotes of the message to which another one replies: {id, seq, sender: {id, name}, body, deleted,
// kind}, where `kind` is that of its first file.
import { shorten, textOf } from "./message-text.js";

// The quote of a message in wire format.
export function quoteOf({ id, seq, sender, body, deleted, attachments }) {
  const kind = deleted ? null : attachments[0]?.kind;
  return { id, seq, sender, body: shorten(body), deleted, kind };
}

// The quote of a message on the page, from its `item`.
export function quoteFromItem(item) {
  const { id, seq, sender } = item.dataset;
  const file = item.querySelector("[data-file]");
  return quoteOf({
    id: Number(id),
    seq: Number(seq),
    sender: { id: Number(sender) || null, name: item.querySelector(".message-name").textContent },
    body: item.querySelector(".message-body").textContent,
    deleted: "deleted" in item.dataset,
    attachments: file ? [{ kind: file.matches(".message-photo") ? "image" : "pdf" }] : [],
  });
}

export function renderQuote(link, quote, me) {
  link.hidden = !quote;
  if (!quote) return;
  link.href = `?at=${quote.seq}`;
  link.dataset.quoted = quote.id;
  link.toggleAttribute("data-deleted", quote.deleted);
  renderQuoteText(link, quote, quote.sender.id === me ? "You" : quote.sender.name);
}

export function renderQuoteText(element, quote, name) {
  element.querySelector(".quote-name").textContent = name;
  element.querySelector(".quote-body").textContent = textOf(quote);
}

// Updates the quotes of a message that arrived: it may have been edited or deleted.
export function updateQuotesOf(list, message, me) {
  for (const link of list.querySelectorAll(`.quote[data-quoted="${message.id}"]`)) {
    renderQuote(link, quoteOf(message), me);
  }
}
