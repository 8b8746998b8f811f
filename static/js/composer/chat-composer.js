// Writes, edits and keeps drafts. Without it: a plain form.
import { me, outbox, socket } from "../session.js";
import { Draft } from "./draft.js";
import { ReplyAndFiles } from "./reply-and-files.js";

const NEARLY = 200;
const TYPING_EVERY = 3000;

class ChatComposer extends HTMLElement {
  connectedCallback() {
    this.conversation = Number(this.dataset.conversation);
    this.form = this.querySelector("form");
    this.box = this.querySelector("textarea");
    this.draft = new Draft(me, this.conversation);
    this.box.value ||= this.draft.text;
    this.extras = new ReplyAndFiles(this, this.draft, me);
    this.typedAt = 0;
    this.form.noValidate = true;
    for (const type of ["submit", "input", "keydown", "click"]) this.addEventListener(type, this);
    for (const type of ["chat:edit", "chat:reply"]) document.addEventListener(type, this);
    for (const type of ["message", "error"]) socket.addEventListener(type, this);
    this.fit();
    this.lock();
    // Where a keyboard on the screen would cover half the talk, it waits to be asked.
    if (matchMedia("(pointer: fine)").matches) this.box.focus({ preventScroll: true });
  }

  handleEvent(event) {
    if (event.type === "chat:edit") this.edit(event.detail);
    else if (event.type === "chat:reply") this.answer(event.detail);
    else this[event.type](event);
  }

  get left() {
    return Number(this.dataset.longest) - [...this.box.value].length;
  }

  submit(event) {
    event.preventDefault();
    const body = this.box.value;
    const { hasFiles } = this.editing ?? this.extras;
    if ((!body.trim() && !hasFiles) || this.left < 0) return this.box.focus();
    if (this.editing) return this.save(body);
    const held = this.extras.hold();
    this.say(held);
    if (held) return;
    outbox.add(this.conversation, body.trim() && body, this.extras.take());
    this.write("");
    this.querySelector(".composer-error")?.remove();
  }

  input() {
    if (!this.editing) this.draft.text = this.box.value;
    this.fit();
    this.say("");
    if (this.editing || !this.box.value || Date.now() - this.typedAt < TYPING_EVERY) return;
    if (socket.send({ type: "typing", conversation: this.conversation })) this.typedAt = Date.now();
  }

  keydown(event) {
    // Safari counts the Enter that ends a composition as outside of it, and marks it so.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") {
      if (this.editing) this.stop();
      else this.extras.answer(null);
    } else if (event.key === "ArrowUp" && !this.box.value) {
      event.preventDefault();
      document.dispatchEvent(new Event("chat:edit-last"));
    }
  }

  click(event) {
    if (event.target.closest("[data-do=stop]")) this.stop();
    if (!event.target.closest("[data-do=unquote]")) return;
    event.preventDefault();
    this.answer(null);
  }

  answer(quote) {
    if (this.editing) this.stop();
    this.extras.answer(quote);
    this.box.focus();
  }

  edit({ id, body, hasFiles }) {
    this.editing = { id, body, hasFiles };
    this.dataset.editing = "";
    this.querySelector(".composer-editing").hidden = false;
    this.write(body);
    this.lock();
    this.box.focus();
  }

  save(body) {
    const { id } = this.editing;
    if (body === this.editing.body) return this.stop();
    const frame = { type: "edit", conversation: this.conversation, message: id, body };
    this.editing.wanted = body;
    if (!socket.send(frame)) this.say("You are offline. Save it once the line is back.");
  }

  // What was typed stays until the edited message is really here.
  message({ detail: { message } }) {
    this.extras.hear(message);
    if (this.editing?.id !== message.id) return;
    if (message.deleted || message.body === this.editing.wanted) this.stop();
  }

  error({ detail }) {
    if (!detail.nonce) this.say(detail.detail);
  }

  stop() {
    this.editing = null;
    delete this.dataset.editing;
    this.querySelector(".composer-editing").hidden = true;
    this.say("");
    this.write(this.draft.text);
    this.lock();
    this.box.focus();
  }

  // While an inquiry takes no more messages, those that were sent can still be edited.
  lock() {
    if (document.querySelector("chat-log[data-ended]")) return;
    const isLocked = "full" in this.dataset && !this.editing;
    const controls = this.querySelectorAll("textarea, .composer-send, input[type=file]");
    for (const control of controls) control.disabled = isLocked;
  }

  write(text) {
    this.box.value = text;
    if (!this.editing) this.draft.text = text;
    this.typedAt = 0;
    this.fit();
  }

  fit() {
    const { left } = this;
    const count = this.querySelector(".composer-remaining");
    count.textContent = left < NEARLY ? (left < 0 ? `${-left} too many` : `${left} left`) : "";
    count.classList.toggle("is-over", left < 0);
    if (CSS.supports("field-sizing", "content")) return;
    this.box.style.blockSize = "auto";
    this.box.style.blockSize = `${this.box.scrollHeight + 2}px`;
  }

  say(words) {
    this.querySelector(".composer-status").textContent = words;
  }
}

customElements.define("chat-composer", ChatComposer);
