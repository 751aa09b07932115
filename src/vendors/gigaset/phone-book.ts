import { type BookForm, readCount } from "../../provisioning/phone-book/book-form.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";

/** `first`, `count` and `limit` unless the base says them, and as many as it may want at once (gigaset.md §6). */
const USUAL_COUNT = 16;
const MOST_COUNT = 200;
/** In the order in which they are named where nothing was found. */
const FIELDS = ["hm", "ln", "fn"] as const;

/** gigaset.md §6: `?command=get_list&type=pb&first=1&count=16&limit=2048&ln=Do`; `*` is no filter. */
const form: BookForm = {
  query: "",
  // Of the fields for numbers only `hm` is confirmed.
  numbersPerRow: 1,
  read: (query) => {
    const [number, lastName, firstName] = FIELDS.map((name) => query.get(name)?.replace(/\*+$/, ""));
    return {
      isForm: false,
      search: { number, lastName, firstName },
      first: readCount(query.get("first"), 1),
      count: readCount(query.get("count"), USUAL_COUNT, MOST_COUNT),
      field: FIELDS.find((name) => query.get(name)?.replace(/\*+$/, "")) ?? FIELDS[0],
    };
  },
};

/** The online directory of the DECT bases. */
export const BOOK_RULE: FileRule = {
  path: new RegExp(`^phone-book-${MAC_IN_NAME}\\.xml$`, "i"),
  kind: "phone-book",
  families: ["nx", "n510", "n720"],
  template: "gigaset/phone-book",
  book: form,
  name: (mac) => `phone-book-${mac}.xml`,
  contentType: "text/xml; charset=utf-8",
  escape: "xml",
  carriesSecrets: false,
};
