// Updates the inbox: each conversation's last message and unread count, and their order.
import { find, findAll } from "../dom.js";
import { requestListings } from "../listings/listing-preview.js";
import { inboxText } from "../messages/message-text.js";
import { me, socket, unreadCounts } from "../session.js";

class ConversationList extends HTMLElement {
  connectedCallback() {
    const types = ["message", "conversation", "ready", "listing", "state"];
    for (const type of types) socket.addEventListener(type, this);
    unreadCounts.addEventListener("change", this);
    this.addEventListener("htmx:afterSwap", () => this.markOpen());
  }

  /**
   * @param {FrameEvent<"message" | "conversation" | "ready" | "listing">
   * | StateEvent | PlainEvent<"change">} event
   */
  handleEvent({ type, detail }) {
    if (type === "message") this.onMessage(detail);
    else if (type === "conversation") this.onConversation(detail);
    else if (type === "ready") this.onReady(detail);
    else if (type === "listing") this.onListing(detail);
    else if (type === "state") this.requestListings();
    else this.updateCounts();
  }

  /**
   * @param {number} conversation
   * @returns {HTMLElement | null}
   */
  row(conversation) {
    return this.querySelector(`.conversation-item[data-conversation="${conversation}"]`);
  }

  /** @param {Protocol.MessageFrame} frame */
  onMessage({ conversation, message }) {
    const row = this.row(conversation);
    if (!row) return this.refresh();
    const seq = Number(row.dataset.seq);
    if (message.seq < seq) return;
    const text = inboxText(message, { me, isGroup: "group" in row.dataset });
    find(row, ".conversation-item-last").textContent = text;
    if (message.seq === seq) return;
    row.dataset.seq = String(message.seq);
    const time = find(row, "local-time");
    find(time, "time").dateTime = message.sent_at;
    time.update();
    this.moveToTop(row);
  }

  /** @param {HTMLElement} row */
  moveToTop(row) {
    const list = row.parentElement;
    if (!list || list.firstElementChild === row) return;
    const focused = document.activeElement;
    const hasFocus = row.contains(focused);
    list.prepend(row);
    if (hasFocus && focused instanceof HTMLElement) focused.focus();
  }

  /** @param {Protocol.Conversation} frame */
  onConversation({ conversation: { id, member, roster: version } }) {
    const row = this.row(id);
    if (member === false) row?.remove();
    else if (!row || version === undefined || version > Number(row.dataset.participantsVersion)) this.refresh();
  }

  /**
   * Conversations that were renamed, muted or joined while disconnected.
   * @param {Protocol.Ready} frame
   */
  onReady({ conversations }) {
    const rows = findAll(this, ".conversation-item");
    const isOutdated = (/** @type {HTMLElement} */ { dataset }) => {
      const { roster: version, muted } = conversations[String(dataset.conversation)] ?? {};
      return version !== Number(dataset.participantsVersion) || muted !== "muted" in dataset;
    };
    const isIncomplete = rows.length < Object.keys(conversations).length && !this.querySelector(".conversation-list-all");
    if (isIncomplete || rows.some(isOutdated)) this.refresh();
  }

  /**
   * The list shows a listing's status.
   * @param {Protocol.ListingFrame} frame
   */
  onListing({ listing: { id, status } }) {
    const rows = findAll(this, `.conversation-item[data-listing="${id}"]`);
    if (rows.some(({ dataset }) => dataset.listingStatus !== status)) this.refresh();
  }

  requestListings() {
    const rows = findAll(this, ".conversation-item[data-listing]");
    requestListings(socket, rows.map(({ dataset }) => Number(dataset.listing)));
  }

  updateCounts() {
    for (const row of findAll(this, ".conversation-item")) {
      const unread = unreadCounts.unreadIn(Number(row.dataset.conversation));
      find(row, ".conversation-item-unread").textContent = String(unread);
      find(row, ".conversation-item-count").hidden = !unread;
    }
  }

  // htmx loads the list from the server on this event.
  refresh() {
    find(this, ".conversation-list").dispatchEvent(new Event("refresh"));
  }

  markOpen() {
    const open = this.querySelector(`.conversation-item a[href="${location.pathname}"]`);
    open?.setAttribute("aria-current", "page");
  }
}

customElements.define("conversation-list", ConversationList);
