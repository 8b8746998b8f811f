// Takes photos by drop or choice and sends them one after the other, each with a row of its own
// until it is in. What the server refuses stays in its row, with the reason.
import { UploadError, upload } from "../lib/upload.js";

class PhotoDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.rows = this.querySelector(".uploads");
    this.said = this.querySelector("[role=status]");
    this.waiting = Promise.resolve();
    this.under = 0; // how many are on their way; leaving now would lose them
    this.input = this.querySelector("[type=file]");
    this.classList.add("is-live");
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.stay = (event) => this.under > 0 && event.preventDefault();
    addEventListener("beforeunload", this.stay);
    for (const type of ["dragenter", "dragover"]) this.form.addEventListener(type, (e) => this.hover(e, true));
    for (const type of ["dragleave", "drop"]) this.form.addEventListener(type, (e) => this.hover(e, false));
    this.form.addEventListener("drop", (event) => this.take(event.dataTransfer.files));
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.stay);
  }

  hover(event, over) {
    event.preventDefault();
    this.form.classList.toggle("is-over", over);
  }

  take(files) {
    for (const file of files) this.enqueue(file, this.addRow(file));
    this.input.value = "";
  }

  enqueue(file, row) {
    this.under += 1;
    this.waiting = this.waiting
      .then(() => this.send(file, row))
      .catch(reportError)
      .finally(() => (this.under -= 1));
  }

  async send(file, row) {
    const bar = row.querySelector("progress");
    try {
      this.refuseAhead(file);
      const photo = await upload(this.form.action, file, {
        token: this.form.elements.csrfmiddlewaretoken.value,
        progress: (percent) => this.tell(row, bar, percent),
      });
      this.dispatchEvent(new CustomEvent("photo-added", { detail: photo, bubbles: true }));
      this.said.textContent = `${file.name} is in.`;
      this.removeRow(row);
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.refuse(row, error);
    }
  }

  // What the server would refuse needn't be carried there first.
  refuseAhead(file) {
    const { heaviest, most } = this.dataset;
    const megabytes = (file.size / 1024 ** 2).toFixed(1);
    if (file.size > heaviest) {
      throw new UploadError(`This photo is ${megabytes} MB; the most is ${heaviest / 1024 ** 2} MB.`, false);
    }
    if (document.querySelectorAll(".photo[data-photo]").length >= most) {
      throw new UploadError(`A listing holds ${most} photos. Delete one to make room.`, true);
    }
  }

  addRow(file) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector(".upload-name").textContent = file.name;
    row.querySelector(".upload-said").textContent = "Waiting";
    row.querySelector("progress").setAttribute("aria-label", file.name);
    const picture = row.querySelector("img");
    picture.onerror = () => picture.classList.add("is-none");
    picture.src = URL.createObjectURL(file);
    row.querySelector(".upload-drop").onclick = () => this.removeRow(row);
    row.querySelector(".upload-retry").onclick = () => this.retry(file, row);
    this.rows.append(row);
    return row;
  }

  tell(row, bar, percent) {
    bar.value = percent;
    row.querySelector(".upload-said").textContent = percent < 100 ? `${Math.round(percent)} %` : "Making copies";
  }

  refuse(row, error) {
    row.classList.add("is-refused");
    row.querySelector(".upload-said").textContent = error.message;
    row.querySelector(".upload-drop").hidden = false;
    row.querySelector(".upload-retry").hidden = !error.again;
    this.said.textContent = `${row.querySelector(".upload-name").textContent}: ${error.message}`;
  }

  retry(file, row) {
    row.classList.remove("is-refused");
    for (const button of row.querySelectorAll("button")) button.hidden = true;
    this.enqueue(file, row);
  }

  removeRow(row) {
    URL.revokeObjectURL(row.querySelector("img").src);
    row.remove();
  }
}

customElements.define("photo-drop", PhotoDrop);
