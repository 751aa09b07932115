import type { BookForm } from "../../provisioning/phone-book/book-form.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";

/** What a phone asks for in the place of `#SEARCH` (yealink.md §4.10). */
const TYPED = "#SEARCH";
/** How many entries the phones take is not known; whoever looks for one among more types another letter. */
const MOST_ROWS = 1000;

/** yealink.md §4.10. Nothing typed, or firmware that does not know `#SEARCH`: the book from its beginning. No paging is known. */
const form: BookForm = {
  query: `?search=${TYPED}`,
  // `YealinkIPPhoneBook` has three; more in one entry are not known.
  numbersPerRow: 3,
  read: (query) => {
    const text = query.get("search");
    return {
      isForm: false,
      search: { text: text === TYPED ? "" : text },
      first: 1,
      count: MOST_ROWS,
    };
  },
};

export function bookRule(families: readonly string[]): FileRule {
  return {
    path: new RegExp(`^phone-book-${MAC_IN_NAME}\\.xml$`, "i"),
    kind: "phone-book",
    families,
    template: "yealink/phone-book",
    book: form,
    name: (mac) => `phone-book-${mac.toLowerCase()}.xml`,
    contentType: "text/xml; charset=utf-8",
    escape: "xml",
    carriesSecrets: false,
  };
}
