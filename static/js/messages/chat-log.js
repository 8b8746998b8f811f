// The list of messages of the open conversation, live. Without scripts: one page of it, with links to
// the earlier and later ones.
import { MemberSync } from "../conversation/member-sync.js";
import { Participants } from "../conversation/participants.js";
import { find } from "../dom.js";
import { me, outbox, socket, unreadCounts } from "../session.js";
import { onDayChange } from "../time/day-change.js";
import { ReadReceipts } from "../unread/read-receipts.js";
import { JumpToLatest } from "./jump-to-latest.js";
import { MessageAnnouncer } from "./message-announcer.js";
import { MessageClicks } from "./message-clicks.js";
import { MessageHistory } from "./message-history.js";
import { MessageKeyboard } from "./message-keyboard.js";
import { MessageList } from "./message-list.js";
import { Scroller } from "./scroller.js";

class ChatLog extends HTMLElement {
  connectedCallback() {
    /** @type {number} */
    this.conversation = Number(this.dataset.conversation);
    /** @type {Participants} */
    this.participants = new Participants(me);
    const list = find(this, ".chat-log-list");
    /** @type {Scroller} */
    this.scroller = new Scroller(find(this, ".chat-log-scroll"), list);
    /** @type {MessageList} */
    this.messages = this.createList(list);
    this.scrollToStart();
    /** @type {MessageHistory} */
    this.history = new MessageHistory(this, this.messages, this.scroller);
    /** @type {MessageAnnouncer} */
    this.announcer = new MessageAnnouncer(find(this, ".chat-log-announcer"));
    new MessageKeyboard(this.scroller.element, list);
    new MessageClicks(this, this.scroller, () => this.jumpToLatest());
    new MemberSync(this, this.participants, () => this.messages.showRead());
    onDayChange(() => this.messages.updateDays());
    /** @type {JumpToLatest} */
    this.jumpButton = new JumpToLatest(find(this, ".jump-to-latest", HTMLButtonElement));
    /** @type {ReadReceipts} */
    this.receipts = new ReadReceipts(this.conversation, socket, unreadCounts, () => this.onViewChange());
    this.listen();
    this.onViewChange();
  }

  /** @param {HTMLElement} list */
  createList(list) {
    const templates = {
      message: find(this, ".message-template", HTMLTemplateElement),
      photo: find(this, ".photo-template", HTMLTemplateElement),
      pdf: find(this, ".pdf-template", HTMLTemplateElement),
      reaction: find(this, ".reaction-template", HTMLTemplateElement),
    };
    const { seq, read } = this.dataset;
    return new MessageList(list, this.participants, templates, {
      isTruncated: "truncated" in this.dataset,
      opened: { seq: Number(seq), read: Number(read) },
    });
  }

  // Scrolls to the message that a link or a search led to, else to the first unread one, else to the
  // end.
  scrollToStart() {
    if (!this.messages.order.isTruncated) this.showPending();
    /** @type {(HTMLElement | null)[]} */
    const [found, unread] = ["found", "first-unread"].map((mark) => this.querySelector(`[data-${mark}]`));
    if (found) this.scroller.center(found);
    else if (unread) this.scroller.show(unread);
  }

  listen() {
    for (const type of ["message", "ack", "read"]) socket.addEventListener(type, this);
    outbox.addEventListener("change", this);
    document.addEventListener("visibilitychange", this);
    this.scroller.element.addEventListener("scroll", this, { passive: true });
  }

  /**
   * @param {FrameEvent<"message" | "ack" | "read"> | EntryEvent
   * | PlainEvent<"visibilitychange" | "scroll">} event
   */
  handleEvent({ type, detail }) {
    if (type === "change") this.updatePending(detail);
    else if (!detail) this.onViewChange();
    else if (detail.conversation !== this.conversation) return;
    else if (type === "read") this.onRead(detail);
    else this.onMessage(detail.message);
  }

  /** @param {Protocol.Message} message */
  onMessage(message) {
    const isOwn = message.sender.id === me;
    this.participants.add(message.sender, message.seq);
    this.participants.noteRead(message.sender.id, message.seq);
    const wasAtNewest = this.isAtNewest;
    this.scroller.keepEnd(() => {
      if (this.messages.put(message) && !isOwn) this.onNewMessage(message, wasAtNewest);
      this.messages.showRead();
    });
    const start = find(this, ".chat-log-start");
    start.textContent = start.dataset.label ?? "";
    if (isOwn && this.messages.order.isTruncated) this.jumpToLatest();
    this.onViewChange();
  }

  /**
   * @param {Protocol.Message} message
   * @param {boolean} wasAtNewest
   */
  onNewMessage(message, wasAtNewest) {
    if (!wasAtNewest) this.jumpButton.missed += 1;
    if (!message.deleted) this.announcer.announce(message);
  }

  /** @param {Protocol.Read} frame */
  onRead({ user, seq }) {
    this.participants.noteRead(user, seq);
    this.messages.showRead();
  }

  get isAtNewest() {
    return this.scroller.isAtEnd && !this.messages.order.isTruncated;
  }

  // The reader may see other messages now. The newest one counts as read once it is visible.
  onViewChange() {
    const isAway = this.messages.order.isTruncated || this.scroller.isFar;
    this.jumpButton.update({ isAtNewest: this.isAtNewest, isAway });
    const isSeen = this.scroller.isAtEnd && document.visibilityState === "visible";
    if (isSeen) this.receipts.report(this.messages.order.newest);
  }

  async jumpToLatest() {
    if (!this.messages.order.isTruncated) return this.scroller.toEnd("smooth");
    if (!(await this.history.loadNewest())) return;
    this.showPending();
    this.scroller.toEnd();
    this.onViewChange();
  }

  showPending() {
    for (const entry of outbox.entries(this.conversation)) this.messages.pending.put(entry);
  }

  /** @param {EntryEvent["detail"]} change */
  async updatePending({ nonce, isDiscarded }) {
    // A pending message is shown below the newest one; if that can't be loaded, below those here.
    const isHere = outbox.get(nonce)?.conversation === this.conversation;
    if (isHere && this.messages.order.isTruncated) await this.history.loadNewest();
    const entry = outbox.get(nonce);
    if (entry && entry.conversation !== this.conversation) return;
    const isNew = entry && !this.querySelector(`[data-nonce="${nonce}"]`);
    this.scroller.keepEnd(() => {
      if (entry) this.messages.pending.put(entry);
      else this.messages.pending.remove(nonce, isDiscarded);
    });
    if (isNew) this.scroller.toEnd();
  }
}

customElements.define("chat-log", ChatLog);
