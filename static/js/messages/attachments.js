// Photos and PDFs of a message, written into the markup that the server made for them.
const MEGABYTE = 1024 ** 2;

// The size of a file in words. chat/models/attachment.py keeps the same rule.
export function fileSize(bytes) {
  if (bytes < MEGABYTE) return `${Math.max(1, Math.floor(bytes / 1024 + 0.5))} KB`;
  return `${(Math.floor((bytes / MEGABYTE) * 10 + 0.5) / 10).toFixed(1)} MB`;
}

// What stands for a message that has no words of its own.
export const attachmentLabel = (kind) => ({ image: "Photo", pdf: "PDF" })[kind] ?? "";

// `templates`: {photo, pdf}. What stands there already stays, so that no picture blinks.
export function renderAttachments(item, { attachments, sender }, templates) {
  const list = item.querySelector(".message-files");
  list.hidden = !attachments.length;
  const shown = [...list.querySelectorAll("[data-file]")].map((link) => link.dataset.file);
  if (shown.join() === attachments.map(({ id }) => id).join()) return;
  list.replaceChildren(...attachments.map((file) => row(file, sender, templates)));
}

function row(file, sender, templates) {
  const template = file.kind === "image" ? templates.photo : templates.pdf;
  const item = template.content.cloneNode(true).firstElementChild;
  const link = item.querySelector("a");
  link.href = file.url;
  link.dataset.file = file.id;
  if (file.kind === "image") renderPhoto(link.querySelector("img"), file, sender);
  else renderPdf(link, file);
  return item;
}

function renderPhoto(picture, file, sender) {
  picture.alt = `Photo from ${sender.name}: ${file.name}`;
  [picture.width, picture.height] = shownSize(file);
  picture.src = file.preview;
}

function renderPdf(link, { name, size }) {
  link.querySelector(".message-pdf-name").textContent = name;
  link.querySelector(".message-pdf-size").textContent = fileSize(size);
}

// In CSS pixels. chat/models/attachment.py keeps the same rule.
function shownSize({ width, height }) {
  const scale = Math.min(1, 320 / width, 288 / height);
  return [width, height].map((side) => Math.max(1, Math.floor(side * scale + 0.5)));
}
