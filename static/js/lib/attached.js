// One file of the next message and the row that shows how far it is: on its way, `sent` (as it came
// over the wire) or refused for the reason `refusal`.
import { sizeOf } from "./files.js";
import { UploadError, upload } from "./upload.js";

export class Attached {
  #away = new AbortController();

  // Of a `file` that is still to go up, or of one that was `sent` on an earlier visit.
  constructor(template, { file, sent }) {
    this.file = file;
    this.row = template.content.cloneNode(true).firstElementChild;
    const { name } = sent ?? file;
    this.#find(".attached-name").textContent = name;
    this.#find("progress").setAttribute("aria-label", name);
    this.#find("[data-do=away] span").textContent = `Leave out ${name}`;
    this.#picture = this.#find("img");
    if (sent) this.#settle(sent);
    else this.wait();
    this.#showPicture(sent ? sent.preview : file.type.startsWith("image/") && URL.createObjectURL(file));
  }

  #picture;

  get isUnderWay() {
    return !this.sent && !this.refusal;
  }

  wait() {
    this.refusal = undefined;
    this.row.classList.remove("is-refused");
    this.#find("progress").hidden = false;
    this.#find("[data-do=again]").hidden = true;
    this.#say("Waiting");
  }

  async send(url, token, limits) {
    try {
      this.#refuseAhead(limits);
      const progress = (percent) => this.#progress(percent);
      this.#settle(await upload(url, this.file, { field: "file", token, progress, signal: this.#away.signal }));
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.#refuse(error);
    }
  }

  remove() {
    this.#away.abort();
    URL.revokeObjectURL(this.#picture.src);
    this.row.remove();
  }

  // What the server would refuse needn't be carried there first.
  #refuseAhead({ heaviest, heaviestPdf }) {
    const most = Number(this.file.type === "application/pdf" ? heaviestPdf : heaviest);
    const { size } = this.file;
    if (size > most) throw new UploadError(`${sizeOf(size)} is too much: the most is ${sizeOf(most)}.`, false);
  }

  #progress(percent) {
    this.#find("progress").value = percent;
    this.#say(percent < 100 ? `${Math.round(percent)} %` : "Almost there");
  }

  #settle(sent) {
    this.sent = sent;
    this.#find("progress").hidden = true;
    this.#say(sizeOf(sent.size));
  }

  #refuse(error) {
    this.refusal = error;
    this.row.classList.add("is-refused");
    this.#find("progress").hidden = true;
    this.#find("[data-do=again]").hidden = !error.again;
    this.#say(error.message);
    this.row.scrollIntoView({ block: "nearest" });
  }

  #showPicture(url) {
    if (!url) return;
    this.#picture.onerror = () => (this.#picture.hidden = true);
    this.#picture.src = url;
    this.#picture.hidden = false;
  }

  #say(words) {
    this.#find(".attached-said").textContent = words;
  }

  #find(selector) {
    return this.row.querySelector(selector);
  }
}
