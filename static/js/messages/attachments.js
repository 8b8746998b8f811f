// Renders the photos and PDFs of a message into the server's templates.
import { fileSize } from "../format/file-size.js";

// `templates`: {photo, pdf}. Files that are shown already stay, so that no picture flickers.
export function renderAttachments(item, { attachments, sender }, templates) {
  const list = item.querySelector(".message-files");
  list.hidden = !attachments.length;
  const shown = [...list.querySelectorAll("[data-file]")].map((link) => link.dataset.file);
  if (shown.join() === attachments.map(({ id }) => id).join()) return;
  list.replaceChildren(...attachments.map((file) => render(file, sender, templates)));
}

function render(file, sender, templates) {
  const template = file.kind === "image" ? templates.photo : templates.pdf;
  const item = template.content.cloneNode(true).firstElementChild;
  const link = item.querySelector("a");
  link.href = file.url;
  link.dataset.file = file.id;
  if (file.kind === "image") renderPhoto(link.querySelector("img"), file, sender);
  else renderPdf(link, file);
  return item;
}

function renderPhoto(image, file, sender) {
  image.alt = `Photo from ${sender.name}: ${file.name}`;
  [image.width, image.height] = displaySize(file);
  image.src = file.preview;
}

function renderPdf(link, { name, size }) {
  link.querySelector(".message-pdf-name").textContent = name;
  link.querySelector(".message-pdf-size").textContent = fileSize(size);
}

// In CSS pixels. `display_size` in chat/models/attachment.py follows the same rule.
export function displaySize({ width, height }) {
  const scale = Math.min(1, 320 / width, 288 / height);
  return [width, height].map((side) => Math.max(1, Math.floor(side * scale + 0.5)));
}
