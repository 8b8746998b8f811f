// Takes photos by drop or choice and sends them one after the other, so that they stand in the order
// of the choice, each with a row of its own until it is in. What the server refuses stays in its row,
// with the reason.
import { UploadRow } from "../upload/upload-row.js";
import { UploadError } from "../upload/upload.js";

class PhotoUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.list = this.querySelector(".uploads");
    this.said = this.querySelector("[role=status]");
    this.input = this.querySelector("[type=file]");
    this.turn = Promise.resolve();
    this.photos = [];
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.classList.add("is-enhanced");
    this.input.addEventListener("change", () => this.choose());
    this.list.addEventListener("click", (event) => this.press(event.target.closest("button")));
    addEventListener("online", () => this.tryAll(), { signal });
    // Leaving now would lose what is on its way.
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault(), { signal });
    for (const type of ["dragenter", "dragover"]) this.form.addEventListener(type, (e) => this.hover(e, true));
    for (const type of ["dragleave", "drop"]) this.form.addEventListener(type, (e) => this.hover(e, false));
    this.form.addEventListener("drop", (event) => this.take(event.dataTransfer.files));
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  get isBusy() {
    return this.photos.some(({ isUnderWay }) => isUnderWay);
  }

  hover(event, over) {
    event.preventDefault();
    this.form.classList.toggle("is-over", over);
  }

  choose() {
    this.take(this.input.files);
    this.input.value = "";
  }

  take(files) {
    for (const file of files) {
      const photo = new UploadRow(this.querySelector("template"), { file }, this.dataset);
      this.photos.push(photo);
      this.list.append(photo.row);
      this.send(photo);
    }
  }

  send(photo) {
    this.turn = this.turn.then(() => this.sendNow(photo)).catch(reportError);
  }

  async sendNow(photo) {
    if (!this.photos.includes(photo)) return;
    if (this.isFull) photo.refuse(this.full);
    else await photo.send(this.form.action, this.form.elements.csrfmiddlewaretoken.value, "photo");
    this.tell(`${photo.file.name}: ${photo.refusal?.message ?? "in"}`);
    if (photo.sent) this.settle(photo);
  }

  get isFull() {
    return document.querySelectorAll(".photo[data-photo]").length >= this.dataset.most;
  }

  get full() {
    return new UploadError(`A listing holds ${this.dataset.most} photos. Delete one to make room.`, { again: true });
  }

  settle(photo) {
    this.dispatchEvent(new CustomEvent("photo-added", { detail: photo.sent, bubbles: true }));
    this.drop(photo);
  }

  press(button) {
    const photo = this.photos.find(({ row }) => row.contains(button));
    if (button?.dataset.do === "away") this.leaveOut(photo);
    else if (button?.dataset.do === "again") this.again(photo);
  }

  again(photo) {
    photo.wait();
    this.send(photo);
  }

  tryAll() {
    for (const photo of this.photos) if (photo.refusal?.again) this.again(photo);
  }

  leaveOut(photo) {
    const next = photo.row.nextElementSibling ?? photo.row.previousElementSibling;
    this.drop(photo);
    (next?.querySelector("[data-do=away]") ?? this.input).focus();
  }

  drop(photo) {
    this.photos = this.photos.filter((other) => other !== photo);
    photo.remove();
  }

  tell(words) {
    this.said.textContent = words;
  }
}

customElements.define("photo-upload", PhotoUpload);
