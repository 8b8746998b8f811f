// The bar above the composer that says what the next message replies to.
import { renderQuoteText } from "../messages/quote.js";

export class ReplyBar {
  quote = null;

  constructor(bar, me) {
    this.bar = bar;
    this.me = me;
    // The server has begun one: the address says so, and needn't any more.
    const begun = JSON.parse(document.getElementById("reply")?.textContent ?? "null");
    if (begun) {
      this.show(begun);
      history.replaceState(history.state, "", location.pathname);
    }
  }

  show(quote) {
    this.quote = quote;
    this.bar.hidden = !quote;
    if (!quote) return;
    renderQuoteText(this.bar, quote, quote.sender.id === this.me ? "yourself" : quote.sender.name);
  }

  // What has become of the message meanwhile.
  update(quote) {
    if (this.quote?.id === quote.id) this.show(quote);
  }
}
