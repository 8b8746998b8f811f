// The options of a message: react, reply, copy; for one's own also edit and delete.
import { closest, enclosing, find, findAll } from "../dom.js";
import { socket } from "../session.js";
import { isVisibleIn, positionAt } from "./menu-position.js";
import { quoteFromItem } from "./quote.js";

/** @type {Record<string, number | undefined>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

class MessageMenu extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLElement} */
    this.log = find(document, "chat-log");
    /** @type {HTMLDialogElement} */
    this.deleteDialog = find(document, "#delete", HTMLDialogElement);
    // Runs before the button opens the menu.
    this.log.addEventListener("click", ({ target }) => this.select(closest(target, ".message-more")));
    this.log.addEventListener("scroll", () => this.followButton(), { capture: true, passive: true });
    socket.addEventListener("message", ({ detail }) => this.receive(detail.message));
    for (const type of ["toggle", "click", "keydown"]) this.addEventListener(type, this);
    document.addEventListener("chat:edit-last", () => this.editLast());
    this.deleteDialog.addEventListener("close", () => {
      if (this.deleteDialog.returnValue === "delete") this.send({ type: "delete" });
    });
  }

  /**
   * @typedef {KeyboardEvent & { type: "keydown" }} KeyDown
   * @typedef {MouseEvent & { type: "click" }} Click
   * @typedef {ToggleEvent & { type: "toggle" }} Toggle
   * @param {KeyDown | Click | Toggle} event
   */
  handleEvent(event) {
    if (event.type === "keydown") this.moveFocus(event);
    else if (event.type === "click") this.choose(closest(event.target, "button"));
    else if (event.newState === "open") positionAt(this.button, this);
  }

  /**
   * Makes this the menu of the button's message.
   * @param {HTMLElement | null} button
   */
  select(button) {
    if (!button) return;
    /** @type {HTMLElement} */
    this.button = button;
    /** @type {HTMLElement} */
    this.item = enclosing(button, ".message");
    this.update();
  }

  update() {
    const isOwn = this.item.classList.contains("message-own");
    const ownActions = findAll(this, "[data-action=edit], [data-action=delete]");
    for (const action of ownActions) action.hidden = !isOwn;
    find(this, "[data-action=copy]").hidden = !this.body;
    for (const choice of findAll(this, "[data-emoji]")) {
      choice.setAttribute("aria-pressed", String(this.hasReacted(choice.dataset.emoji)));
    }
  }

  /**
   * Somebody may react to the message, or delete it, while its menu is open.
   * @param {Protocol.Message} message
   */
  receive({ id, deleted }) {
    if (!this.matches(":popover-open") || id !== Number(this.item.dataset.id)) return;
    if (!deleted) return this.update();
    this.hidePopover();
    this.item.focus();
  }

  followButton() {
    if (!this.matches(":popover-open")) return;
    if (isVisibleIn(this.log, this.button)) positionAt(this.button, this);
    else this.hidePopover();
  }

  /** @param {string | undefined} emoji */
  hasReacted(emoji) {
    const pressed = findAll(this.item, '.reaction[aria-pressed="true"]');
    return pressed.some((chip) => chip.dataset.emoji === emoji);
  }

  /** @param {KeyboardEvent} event */
  moveFocus(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = findAll(this, "button:not([hidden])");
    const next = buttons.findIndex((button) => button === document.activeElement) + step;
    buttons.at(next % buttons.length)?.focus();
  }

  /** @param {HTMLButtonElement | null} button */
  choose(button) {
    if (!button) return;
    this.hidePopover();
    const { emoji, action } = button.dataset;
    if (emoji) this.send({ type: "react", emoji, on: !this.hasReacted(emoji) });
    else if (action === "copy") navigator.clipboard?.writeText(this.body);
    else if (action === "reply") this.reply();
    else if (action === "edit") this.edit();
    else if (action === "delete") this.deleteDialog.showModal();
  }

  get body() {
    return find(this.item, ".message-body").textContent;
  }

  reply() {
    const detail = quoteFromItem(this.item);
    document.dispatchEvent(new CustomEvent("chat:reply", { detail }));
  }

  edit() {
    const hasFiles = this.item.querySelector("[data-file]") !== null;
    const detail = { id: Number(this.item.dataset.id), body: this.body, hasFiles };
    document.dispatchEvent(new CustomEvent("chat:edit", { detail }));
  }

  editLast() {
    const last = findAll(this.log, '.message-own:not([data-id=""], [data-deleted])').at(-1);
    if (!last) return;
    this.item = last;
    this.edit();
  }

  /** @param {{ type: "delete" } | { type: "react", emoji: string, on: boolean }} frame */
  send(frame) {
    const conversation = Number(this.log.dataset.conversation);
    socket.send({ ...frame, conversation, message: Number(this.item.dataset.id) });
  }
}

customElements.define("message-menu", MessageMenu);
