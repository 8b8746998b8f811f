// Where the user writes and edits messages; what isn't sent is kept as a draft. Without scripts: a
// plain form.
import { closest, find } from "../dom.js";
import { me, outbox, socket } from "../session.js";
import { Draft } from "./draft.js";
import { MessageEdit } from "./message-edit.js";
import { ReplyAndFiles } from "./reply-and-files.js";
import { TextBox } from "./text-box.js";

const TYPING_EVERY = 3000; // ms

export class ChatComposer extends HTMLElement {
  connectedCallback() {
    /** @type {number} */
    this.conversation = Number(this.dataset.conversation);
    /** @type {HTMLFormElement} */
    this.form = find(this, "form");
    const counter = find(this, ".composer-remaining");
    /** @type {TextBox} */
    this.box = new TextBox(find(this, "textarea"), counter, Number(this.dataset.maxLength));
    /** @type {Draft} */
    this.draft = new Draft(me, this.conversation);
    this.box.text ||= this.draft.text;
    /** @type {ReplyAndFiles} */
    this.replyAndFiles = new ReplyAndFiles(this, this.draft, me);
    /** @type {MessageEdit} */
    this.edit = new MessageEdit(find(this, ".composer-editing"), this.conversation, socket);
    /** @type {number} */
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

  /**
   * @typedef {SubmitEvent & { type: "submit" }} Submit
   * @typedef {InputEvent & { type: "input" }} Input
   * @typedef {KeyboardEvent & { type: "keydown" }} KeyDown
   * @typedef {MouseEvent & { type: "click" }} Click
   * @typedef {CustomEvent<EditedMessage> & { type: "chat:edit" }} Edit
   * @typedef {CustomEvent<Protocol.Quote> & { type: "chat:reply" }} Reply
   * @param {Submit | Input | KeyDown | Click | Edit | Reply | FrameEvent<"message" | "error">} event
   */
  handleEvent(event) {
    if (event.type === "chat:edit") this.startEdit(event.detail);
    else if (event.type === "chat:reply") this.replyTo(event.detail);
    else if (event.type === "message") this.onMessage(event.detail);
    else if (event.type === "error") this.onError(event.detail);
    else if (event.type === "submit") this.onSubmit(event);
    else if (event.type === "keydown") this.onKeydown(event);
    else if (event.type === "click") this.onClick(event);
    else this.onInput();
  }

  /** @param {Event} event */
  onSubmit(event) {
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

  onInput() {
    if (!this.edit.isActive) this.draft.text = this.box.text;
    this.box.update();
    this.showStatus("");
    this.sendTyping();
  }

  sendTyping() {
    if (this.edit.isActive || !this.box.text || Date.now() - this.typingSentAt < TYPING_EVERY) return;
    const { conversation } = this;
    if (socket.send({ type: "typing", conversation })) this.typingSentAt = Date.now();
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
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

  /** @param {MouseEvent} event */
  onClick(event) {
    if (closest(event.target, "[data-action=cancel-edit]")) this.stopEdit();
    if (!closest(event.target, "[data-action=cancel-reply]")) return;
    event.preventDefault();
    this.replyTo(null);
  }

  /** @param {Protocol.Quote | null} quote */
  replyTo(quote) {
    if (this.edit.isActive) this.stopEdit();
    this.replyAndFiles.replyTo(quote);
    this.box.focus();
  }

  /** @param {EditedMessage} message */
  startEdit(message) {
    this.edit.start(message);
    this.dataset.editing = "";
    this.setText(message.body);
    this.updateLock();
    this.box.focus();
  }

  /** @param {string} body */
  saveEdit(body) {
    if (!this.edit.isChanged(body)) return this.stopEdit();
    if (!this.edit.save(body)) this.showStatus("You’re offline. Save it once you’re back.");
  }

  stopEdit() {
    this.edit.stop();
    delete this.dataset.editing;
    this.showStatus("");
    this.setText(this.draft.text);
    this.updateLock();
    this.box.focus();
  }

  /** @param {Protocol.MessageFrame} frame */
  onMessage({ message }) {
    this.replyAndFiles.receive(message);
    if (this.edit.isEndedBy(message)) this.stopEdit();
  }

  /** @param {Protocol.ErrorFrame} frame */
  onError({ nonce, detail }) {
    if (!nonce) this.showStatus(detail);
  }

  // While an inquiry's limit is reached, sent messages can still be edited.
  updateLock() {
    if (document.querySelector("chat-log[data-ended]")) return;
    const isLocked = "full" in this.dataset && !this.edit.isActive;
    const button = find(this, ".composer-send", HTMLButtonElement);
    const files = find(this, "input[type=file]", HTMLInputElement);
    for (const control of [this.box.element, button, files]) control.disabled = isLocked;
  }

  /** @param {string} text */
  setText(text) {
    this.box.text = text;
    if (!this.edit.isActive) this.draft.text = text;
    this.typingSentAt = 0;
  }

  /** @param {string} text */
  showStatus(text) {
    find(this, ".composer-status").textContent = text;
  }
}

customElements.define("chat-composer", ChatComposer);
