import { type BookForm, readCount } from "../../provisioning/phone-book/book-form.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";

/** What a screen is scrolled through; how many entries the phones take is not known. */
const ROWS_ON_A_PAGE = 30;

/**
 * snom.md §8: the browser shows a list, and asks for what the form and the soft keys of the last page say, which are ours. The list
 * comes first, since some phones cannot show the form (D86x before 10.1.198).
 */
const form: BookForm = {
  query: "",
  // A DirectoryEntry is known with one number.
  numbersPerRow: 1,
  read: (query) => ({
    isForm: query.has("form"),
    search: { text: query.get("search") },
    first: readCount(query.get("first"), 1),
    count: ROWS_ON_A_PAGE,
  }),
};

/** Also for phones of another brand with Snom's firmware. */
export function bookRule(families: readonly string[]): FileRule {
  return {
    path: new RegExp(`^phone-book-${MAC_IN_NAME}\\.xml$`, "i"),
    kind: "phone-book",
    families,
    template: "snom/phone-book",
    book: form,
    name: (mac) => `phone-book-${mac}.xml`,
    contentType: "text/xml; charset=utf-8",
    escape: "xml",
    carriesSecrets: false,
  };
}
