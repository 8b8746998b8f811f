// The files of the next message. Each goes up as soon as it is chosen, dropped or pasted, and waits
// until the message takes it. The event `files` tells of any change.
import { UploadRow } from "../upload/upload-row.js";

class AttachmentPicker extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.list = this.form.querySelector(".attachments");
    this.told = this.form.querySelector(".attachment-announcement");
    this.template = this.form.querySelector(".attachment-row");
    this.input = this.querySelector("input");
    this.files = [];
    this.turn = Promise.resolve();
    this.list.replaceChildren();
    this.input.addEventListener("change", () => this.choose());
    this.list.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.takeDrops(this.closest(".chat-pane"));
    addEventListener("online", () => this.tryAll());
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault());
  }

  // What is up, as it came over the wire.
  get waiting() {
    return this.files.map(({ sent }) => sent).filter(Boolean);
  }

  get isBusy() {
    return this.files.some(({ isUnderWay }) => isUnderWay);
  }

  get isRefused() {
    return this.files.some(({ refusal }) => refusal);
  }

  choose() {
    this.take(this.input.files);
    this.input.value = "";
  }

  take(files) {
    if (this.input.disabled) return; // no longer in the conversation
    const room = Number(this.dataset.most) - this.files.length;
    const all = [...files];
    for (const file of all.slice(0, room)) this.send(this.add({ file }));
    this.tell(all.length > room ? `A message takes ${this.dataset.most} files.` : "");
  }

  restore(sent) {
    for (const one of sent) this.add({ sent: one });
  }

  // The message has taken them.
  clear() {
    this.drop(() => true);
  }

  // A message has taken these, from another tab perhaps.
  taken(ids) {
    if (this.waiting.some(({ id }) => ids.includes(id))) this.drop(({ sent }) => ids.includes(sent?.id));
  }

  drop(isGone) {
    for (const file of this.files.filter(isGone)) file.remove();
    this.files = this.files.filter((file) => !isGone(file));
    this.tell();
  }

  add(what) {
    const file = new UploadRow(this.template, what, this.dataset);
    this.files.push(file);
    this.list.append(file.row);
    return file;
  }

  // One after the other: a phone's line is narrow, and the server looks at one picture at a time.
  send(file) {
    this.turn = this.turn.then(() => this.sendNow(file)).catch(reportError);
  }

  async sendNow(file) {
    if (!this.files.includes(file)) return;
    await file.send(this.dataset.url, this.token, "file");
    if (!this.files.includes(file)) return this.forget(file);
    const words = file.refusal ? file.refusal.message : "attached";
    this.tell(`${file.file.name}: ${words}`);
  }

  press(button) {
    const file = this.files.find(({ row }) => row.contains(button));
    if (button?.dataset.do === "away") this.leaveOut(file);
    else if (button?.dataset.do === "again") this.again(file);
  }

  again(file) {
    file.wait();
    this.send(file);
    this.tell();
  }

  tryAll() {
    for (const file of this.files) if (file.refusal?.again) this.again(file);
  }

  leaveOut(file) {
    const next = file.row.nextElementSibling ?? file.row.previousElementSibling;
    this.files = this.files.filter((other) => other !== file);
    file.remove();
    this.forget(file);
    this.tell();
    (next?.querySelector("[data-do=away]") ?? this.input).focus();
  }

  // Nobody will send it: it needn't lie there for a day.
  forget({ sent }) {
    if (!sent) return;
    const headers = { "X-CSRFToken": this.token };
    fetch(sent.url, { method: "DELETE", headers, keepalive: true }).catch(() => {});
  }

  takeDrops(talk) {
    const hover = (event, isOver) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      talk.classList.toggle("is-over", isOver && !this.input.disabled);
    };
    for (const type of ["dragenter", "dragover"]) talk.addEventListener(type, (e) => hover(e, true));
    talk.addEventListener("dragleave", (e) => hover(e, talk.contains(e.relatedTarget)));
    talk.addEventListener("drop", (event) => {
      hover(event, false);
      this.take(event.dataTransfer.files);
    });
  }

  get token() {
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  tell(words = this.told.textContent) {
    this.told.textContent = words;
    this.dispatchEvent(new Event("files", { bubbles: true }));
  }
}

customElements.define("attachment-picker", AttachmentPicker);
