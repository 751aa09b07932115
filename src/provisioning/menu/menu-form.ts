/** How the phones of a vendor show a menu, and what their requests say of whoever reads it. Part of `FileRule`. */
export type MenuForm = {
  /** The page in the vendor's own elements. */
  render(document: MenuDocument): string;
  /** So many entries of a list fit on a page. */
  rows: number;
  /** Of a base that serves several handsets: whose display it is. */
  readReader?(query: ReadonlyMap<string, string>): MenuReader;
};

/** `language` beats that of the phone's settings. `account` and `ipui` tell which handset asks. */
export type MenuReader = { language?: string; account?: string; ipui?: string };

/** A page for a phone's display in neutral words. All addresses are complete, all texts as people read them. */
export type MenuDocument = {
  title: string;
  /** Where whoever has read it goes; undefined on the first page. */
  back: MenuLink | undefined;
} & (
  | { kind: "menu"; entries: readonly MenuEntry[] }
  | { kind: "text"; lines: readonly string[] }
  | { kind: "form"; url: string; fields: readonly MenuField[]; submit: string }
  | { kind: "dial-list"; entries: readonly Dialled[]; next: MenuLink | undefined; previous: MenuLink | undefined }
);

export type MenuLink = { text: string; url: string };
/** `number`: what the page behind the link dials; phones that can dial from a menu need not go there. */
export type MenuEntry = MenuLink & { number?: string | undefined };
export type Dialled = { text: string; number: string };

/** What is typed comes back in the query under `name`. `pin` is not shown while it is typed. */
export type MenuField = {
  name: string;
  label: string;
  input: "text" | "phone-number" | "digits" | "pin";
  maxLength: number;
};
