// The notice that the user has left the conversation or been removed. It also locks the composer and
// the other controls; the messages that were loaded stay readable.
import { socket, unreadCounts } from "../session.js";

class ConversationEnded extends HTMLElement {
  connectedCallback() {
    this.conversation = Number(this.dataset.conversation);
    for (const type of ["ready", "conversation"]) socket.addEventListener(type, this);
  }

  handleEvent({ type, detail }) {
    // A page that slept or was offline learns of it when it reconnects.
    if (type === "ready") return void (unreadCounts.has(this.conversation) || this.show());
    const { id, member } = detail.conversation;
    if (id !== this.conversation) return;
    if (member === false) this.show();
    else if (member && !this.hidden) location.reload();
  }

  show() {
    this.hidden = false;
    document.querySelector("chat-log").toggleAttribute("data-ended", true);
    for (const popover of document.querySelectorAll(":popover-open")) popover.hidePopover();
    const controls = "chat-composer :is(textarea, button, input), [popovertarget='details']";
    for (const control of document.querySelectorAll(controls)) control.disabled = true;
    document.querySelector("chat-composer textarea").placeholder = "You can’t write here anymore";
  }
}

customElements.define("conversation-ended", ConversationEnded);
