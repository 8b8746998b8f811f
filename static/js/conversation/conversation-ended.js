// Says that one is no longer in the conversation, having left or been removed, and locks what can't
// be done any more. What was read stays on the page.
import { places, socket } from "../session.js";

class ConversationEnded extends HTMLElement {
  connectedCallback() {
    this.conversation = Number(this.dataset.conversation);
    for (const type of ["ready", "conversation"]) socket.addEventListener(type, this);
  }

  handleEvent({ type, detail }) {
    // A page that slept or was offline learns it when its line is back.
    if (type === "ready") return void (places.has(this.conversation) || this.show());
    const { id, member } = detail.conversation;
    if (id !== this.conversation) return;
    if (member === false) this.show();
    else if (member && !this.hidden) location.reload();
  }

  show() {
    this.hidden = false;
    document.querySelector("chat-log").toggleAttribute("data-ended", true);
    for (const popover of document.querySelectorAll(":popover-open")) popover.hidePopover();
    const locked = "chat-composer :is(textarea, button, input), [popovertarget='details']";
    for (const control of document.querySelectorAll(locked)) control.disabled = true;
    document.querySelector("chat-composer textarea").placeholder = "You can’t write here any more";
  }
}

customElements.define("conversation-ended", ConversationEnded);
