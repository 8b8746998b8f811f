// Finds web addresses in messages. chat/links.py follows the same rules.
const SPACE = String.raw`\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff`;
const END = String.raw`${SPACE}<>"()`;
const PUNCTUATION = String.raw`.,:;!?'*_~\]}`;
const PARENTHESES = String.raw`\([^${END}]*\)`;
const REST = String.raw`(?:[^${END}]|${PARENTHESES})*(?:[^${END}${PUNCTUATION}]|${PARENTHESES})`;
const WORD_START = String.raw`(?<![^${SPACE}<"'(*_~\[{])`;
const WWW = String.raw`www\.(?=[^${END}${PUNCTUATION}/]+\.[^${END}${PUNCTUATION}/])`;
const LISTING = String.raw`/listings/[1-9][0-9]{0,17}/?(?![\w/@-])`;
const ADDRESS = new RegExp(`https?://${REST}|${WORD_START}(?:${WWW}${REST}|${LISTING})`, "gi");

/**
 * The text as nodes, with its web addresses as links.
 * @param {string} text
 */
export function linkify(text) {
  const nodes = document.createDocumentFragment();
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    nodes.append(text.slice(end, index), createLink(address));
    end = index + address.length;
  }
  nodes.append(text.slice(end));
  return nodes;
}

/** @param {string} address */
function createLink(address) {
  const link = document.createElement("a");
  link.setAttribute("href", /^www\./i.test(address) ? `https://${address}` : address);
  link.target = "_blank";
  link.rel = "noopener nofollow ugc";
  link.textContent = address;
  return link;
}
