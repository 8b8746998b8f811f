// Web addresses in what people write. chat/links.py keeps the same rules.
const END = String.raw`\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>"()`;
const PAIR = String.raw`\([^${END}]*\)`;
const ADDRESS = new RegExp(
  String.raw`https?://(?:[^${END}]|${PAIR})*(?:[^${END}.,:;!?'*_~\]}]|${PAIR})`,
  "gi",
);

// `text` as nodes, its web addresses as links.
export function linked(text) {
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
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener nofollow ugc";
  link.textContent = address;
  return link;
}
