// What a message replies to: {id, seq, sender: {id, name}, body, deleted, kind}.
import { attachmentLabel } from "./attachments.js";

const LONGEST = 200;

// The quote of a message as it came over the wire.
export function quoteOf({ id, seq, sender, body, deleted, attachments }) {
  const short = [...body].slice(0, LONGEST).join("");
  return { id, seq, sender, body: short, deleted, kind: deleted ? null : attachments[0]?.kind };
}

// The quote of a message that stands on the page, as its `item`.
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
  const words = quote.deleted ? "Message deleted" : quote.body || attachmentLabel(quote.kind);
  element.querySelector(".quote-name").textContent = name;
  element.querySelector(".quote-body").textContent = words;
}

// What replies to a message shows what has become of it.
export function updateQuotesOf(list, message, me) {
  for (const link of list.querySelectorAll(`.quote[data-quoted="${message.id}"]`)) {
    renderQuote(link, quoteOf(message), me);
  }
}
