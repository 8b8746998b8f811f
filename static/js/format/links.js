// Web addresses in what people write. chat/links.py keeps the same rules.
const BLANK = String.raw`\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff`;
const END = String.raw`${BLANK}<>"()`;
const MARK = String.raw`.,:;!?'*_~\]}`;
const PAIR = String.raw`\([^${END}]*\)`;
const REST = String.raw`(?:[^${END}]|${PAIR})*(?:[^${END}${MARK}]|${PAIR})`;
const BEGINS = String.raw`(?<![^${BLANK}<"'(*_~\[{])`;
const NAME = String.raw`www\.(?=[^${END}${MARK}/]+\.[^${END}${MARK}/])`;
const PLACE = String.raw`/listings/[1-9][0-9]{0,17}/?(?![\w/@-])`;
const ADDRESS = new RegExp(`https?://${REST}|${BEGINS}(?:${NAME}${REST}|${PLACE})`, "gi");

// `text` as nodes, its web addresses as links.
export function linkify(text) {
  const nodes = document.createDocumentFragment();
  let at = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    nodes.append(text.slice(at, index), link(address));
    at = index + address.length;
  }
  nodes.append(text.slice(at));
  return nodes;
}

function link(address) {
  const link = document.createElement("a");
  link.setAttribute("href", /^www\./i.test(address) ? `https://${address}` : address);
  link.target = "_blank";
  link.rel = "noopener nofollow ugc";
  link.textContent = address;
  return link;
}
