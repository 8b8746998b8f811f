// Where the user writes and edits messages; what isn't sent is kept as a draft. Without scripts: a
// plain form.
import { me, outbox, socket } from "../session.js";
import { Draft } from "./draft.js";
import { MessageEdit } from "./message-edit.js";
import { ReplyAndFiles } from "./reply-and-files.js";
import { TextBox } from "./text-box.js";

const TYPING_EVERY = 3000; // ms

class ChatComposer extends HTMLElement {
  connectedCallback() {
    this.conversation = Number(this.dataset.conversation);
    this.form = this.querySelector("form");
    const counter = this.querySelector(".composer-remaining");
    this.box = new TextBox(this.querySelector("textarea"), counter, Number(this.dataset.longest));
    this.draft = new Draft(me, this.conversation);
    this.box.text ||= this.draft.text;
    this.replyAndFiles = new ReplyAndFiles(this, this.draft, me);
    this.edit = new MessageEdit(this.querySelector(".composer-editing"), this.conversation, socket);
    this.typingSentAt = 0;
    this.form.noValidate = true;
    for (const type of ["submit", "input", "keydown", "click"]) this.addEventListener(type, this);
    for (const type of ["chat:edit", "chat:reply"]) document.addEventListener(type, this);
    for (const type of ["message", "error"]) socket.addEventListener(type, this);
    this.box.update();
    this.updateLock();
    // A keyboard on the screen, which would cover half of the messages, opens only when asked for.
    if (matchMedia("(pointer: fine)").matches) this.box.element.focus({ preventScroll: true });
  }

  handleEvent(event) {
    if (event.type === "chat:edit") this.startEdit(event.detail);
    else if (event.type === "chat:reply") this.replyTo(event.detail);
    else this[event.type](event);
  }

  submit(event) {
    event.preventDefault();
    const body = this.box.text;
    const { hasFiles } = this.edit.isActive ? this.edit : this.replyAndFiles;
    if ((!body.trim() && !hasFiles) || this.box.remaining < 0) return this.box.focus();
    if (this.edit.isActive) return this.saveEdit(body);
    const reason = this.replyAndFiles.holdBack();
    this.showStatus(reason);
    if (reason) return;
    outbox.add(this.conversation, body.trim() && body, this.replyAndFiles.take());
    this.setText("");
    this.querySelector(".composer-error")?.remove();
  }

  input() {
    if (!this.edit.isActive) this.draft.text = this.box.text;
    this.box.update();
    this.showStatus("");
    this.sendTyping();
  }

  sendTyping() {
    if (this.edit.isActive || !this.box.text || Date.now() - this.typingSentAt < TYPING_EVERY) return;
    const frame = { type: "typing", conversation: this.conversation };
    if (socket.send(frame)) this.typingSentAt = Date.now();
  }

  keydown(event) {
    // Safari fires the Enter that ends a composition after its end, but with this key code.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") {
      if (this.edit.isActive) this.stopEdit();
      else this.replyAndFiles.replyTo(null);
    } else if (event.key === "ArrowUp" && !this.box.text) {
      event.preventDefault();
      document.dispatchEvent(new Event("chat:edit-last"));
    }
  }

  click(event) {
    if (event.target.closest("[data-action=cancel-edit]")) this.stopEdit();
    if (!event.target.closest("[data-action=cancel-reply]")) return;
    event.preventDefault();
    this.replyTo(null);
  }

  replyTo(quote) {
    if (this.edit.isActive) this.stopEdit();
    this.replyAndFiles.replyTo(quote);
    this.box.focus();
  }

  startEdit(message) {
    this.edit.start(message);
    this.dataset.editing = "";
    this.setText(message.body);
    this.updateLock();
    this.box.focus();
  }

  saveEdit(body) {
    if (!this.edit.isChanged(body)) return this.stopEdit();
    if (!this.edit.save(body)) this.showStatus("You are offline. Save it once you are back.");
  }

  stopEdit() {
    this.edit.stop();
    delete this.dataset.editing;
    this.showStatus("");
    this.setText(this.draft.text);
    this.updateLock();
    this.box.focus();
  }

  message({ detail: { message } }) {
    this.replyAndFiles.receive(message);
    if (this.edit.isEndedBy(message)) this.stopEdit();
  }

  error({ detail }) {
    if (!detail.nonce) this.showStatus(detail.detail);
  }

  // While an inquiry's limit is reached, sent messages can still be edited.
  updateLock() {
    if (document.querySelector("chat-log[data-ended]")) return;
    const isLocked = "full" in this.dataset && !this.edit.isActive;
    const controls = this.querySelectorAll("textarea, .composer-send, input[type=file]");
    for (const control of controls) control.disabled = isLocked;
  }

  setText(text) {
    this.box.text = text;
    if (!this.edit.isActive) this.draft.text = text;
    this.typingSentAt = 0;
  }

  showStatus(text) {
    this.querySelector(".composer-status").textContent = text;
  }
}

customElements.define("chat-composer", ChatComposer);
