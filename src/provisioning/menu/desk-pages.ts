import type { SignInOutcome } from "../hot-desk.ts";
import { Password } from "../password.ts";
import type { MenuDocument, MenuField } from "./menu-form.ts";
import { backTo, linkTo, type MenuCall, type MenuPage, message } from "./menu-page.ts";
import type { MenuSources } from "./menu-sources.ts";
import type { MenuTexts } from "./texts.ts";

const EXTENSION_LENGTH = 32;
const PIN_LENGTH = 12;

/** What a person reads when they could not sit down. */
const REFUSED: Record<Exclude<SignInOutcome["outcome"], "signed-in">, keyof MenuTexts & `desk${string}`> = {
  held: "deskHeld",
  busy: "deskHeld",
  "wrong-extension-or-pin": "deskWrong",
  "line-of-the-phone": "deskOwnLine",
  "no-free-line": "deskNotPossible",
  "password-destroyed": "deskNotPossible",
  "not-shared": "deskNotPossible",
};

const isShared = ({ phone }: MenuCall) => phone.sharing === "shared";

/** Who sits here may leave or make room; where nobody does, one signs in at once. */
const DESK: MenuPage = {
  name: "desk",
  async entry(call, { desk }) {
    if (!isShared(call)) return undefined;
    const isTaken = (await desk.findSeat(call.phone.mac)) !== undefined;
    return linkTo(call, isTaken ? call.texts.signOut : call.texts.signIn, "desk");
  },
  async show(call, { desk }) {
    if (!isShared(call)) return undefined;
    const seat = await desk.findSeat(call.phone.mac);
    if (seat === undefined) return askWho(call);
    const { texts } = call;
    return {
      ...{ kind: "menu", title: seat.displayName === "" ? seat.account : seat.displayName, back: backTo(call) },
      entries: [linkTo(call, texts.signOut, "desk-out"), linkTo(call, texts.nextPerson, "desk-next")],
    };
  },
};

const NEXT_PERSON: MenuPage = {
  name: "desk-next",
  show: (call) => (isShared(call) ? askWho(call) : undefined),
};

function askWho(call: MenuCall): MenuDocument {
  const { texts, link } = call;
  const fields: MenuField[] = [
    { name: "extension", label: texts.extension, input: "digits", maxLength: EXTENSION_LENGTH },
    { name: "pin", label: texts.pin, input: "pin", maxLength: PIN_LENGTH },
  ];
  return {
    ...{ kind: "form", title: texts.signIn, back: backTo(call) },
    ...{ url: link("desk-in"), fields, submit: texts.ok },
  };
}

const SIGN_IN: MenuPage = {
  name: "desk-in",
  async show(call, { desk }: MenuSources) {
    const { phone, texts, query, address, mayAct } = call;
    const extension = query.get("extension") ?? "";
    const pin = query.get("pin") ?? "";
    if (!isShared(call)) return undefined;
    if (!mayAct || extension === "" || pin === "") return askWho(call);
    const result = await desk.signIn({ mac: phone.mac, extension, pin: new Password(pin), address });
    if (result.outcome !== "signed-in") return message(call, texts.signIn, texts[REFUSED[result.outcome]], "desk");
    const { displayName, account } = result.seat;
    return message(call, texts.signIn, texts.isSignedIn(displayName === "" ? account : displayName));
  },
};

const SIGN_OUT: MenuPage = {
  name: "desk-out",
  async show(call, { desk }) {
    if (!isShared(call)) return undefined;
    const { phone, texts, address, mayAct } = call;
    if (mayAct) await desk.signOut({ mac: phone.mac, address });
    return message(call, texts.signOut, texts.isSignedOut);
  },
};

export const DESK_PAGES: readonly MenuPage[] = [DESK, NEXT_PERSON, SIGN_IN, SIGN_OUT];
