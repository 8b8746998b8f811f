// Who is in the open conversation and what it is called: fetched anew when others have come or
// gone, or it got another name. `roster` on the log numbers what the page knows of that.
import { socket } from "../session.js";

export class MemberSync {
  // `changed()`: what depends on the people is shown again.
  constructor(log, people, changed) {
    Object.assign(this, { log, people, changed });
    socket.addEventListener("conversation", ({ detail }) => this.hear(detail.conversation));
    socket.addEventListener("ready", ({ detail }) => this.compare(detail.conversations));
  }

  get id() {
    return Number(this.log.dataset.conversation);
  }

  async hear({ id, member, roster = Infinity }) {
    const { dataset } = this.log;
    if (id !== this.id || member !== undefined || roster <= Number(dataset.roster)) return;
    const known = () => Number(dataset.roster);
    dataset.roster = (await this.people.reload(known)) ?? dataset.roster;
    this.changed();
  }

  compare(conversations) {
    const { roster = 0 } = conversations[this.id] ?? {};
    this.hear({ id: this.id, roster });
  }
}
