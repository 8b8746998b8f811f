// Loads the open conversation's participants and name again when they have changed. The log's
// `data-participants-version` is the version that the page shows.
import { socket } from "../session.js";

export class MemberSync {
  /**
   * @param {HTMLElement} log
   * @param {Participants} participants
   * @param {() => void} onChange is called when the page shows other participants
   */
  constructor(log, participants, onChange) {
    this.log = log;
    this.participants = participants;
    this.onChange = onChange;
    socket.addEventListener("conversation", ({ detail }) => this.receive(detail.conversation));
    socket.addEventListener("ready", ({ detail }) => this.compare(detail.conversations));
  }

  get id() {
    return Number(this.log.dataset.conversation);
  }

  /** @param {{ id: number, member?: boolean, roster?: number }} conversation */
  async receive({ id, member, roster: version = Infinity }) {
    const { dataset } = this.log;
    if (id !== this.id || member !== undefined || version <= Number(dataset.participantsVersion)) return;
    const shownVersion = () => Number(dataset.participantsVersion);
    dataset.participantsVersion = (await this.participants.reload(shownVersion)) ?? dataset.participantsVersion;
    this.onChange();
  }

  /** @param {Protocol.Ready["conversations"]} conversations */
  compare(conversations) {
    const { roster = 0 } = conversations[this.id] ?? {};
    this.receive({ id: this.id, roster });
  }
}
