import type { DeskActor, EndedSeat, NotSeated, Seat, SeatEnd, TryLane } from "./desk.ts";
import { type SeatLimits, seatEnd } from "./desk-hours.ts";
import type { Mac } from "./mac.ts";
import type { Password } from "./password.ts";
import type { Phone } from "./phone.ts";
import { modelOfPhone } from "./phone-files.ts";
import { familyOfPhone } from "./phone-identity.ts";
import type { Clock, Store } from "./ports.ts";
import type { Vendor } from "./vendor.ts";

/** A slow salted hash. Against nothing `verify` takes as long, and is false. `busy`: more wait than may. */
export type PinHasher = {
  hash(pin: string): Promise<string>;
  verify(pin: string, encoded: string | null): Promise<boolean | "busy">;
};

type SignedIn = { outcome: "signed-in"; seat: Seat };
/** One answer for an extension that nobody has, one without a PIN, and a wrong PIN. `until`: when it may be tried again, in ms. */
export type SignInOutcome =
  | SignedIn
  | { outcome: "held"; until: number }
  | { outcome: "wrong-extension-or-pin" | "busy" | Exclude<NotSeated, "unknown-account" | "pin-changed"> };
export type StaffSignInOutcome = SignedIn | { outcome: Exclude<NotSeated, "pin-changed"> };

export type HotDesk = {
  /** Who sits there; undefined: nobody, or it is not shared. */
  findSeat(mac: Mac): Promise<Seat | undefined>;
  /** At the phone itself. The caller has made sure that it is that phone who asks. */
  signIn(asked: { mac: Mac; extension: string; pin: Password; address?: string | undefined }): Promise<SignInOutcome>;
  signOut(asked: { mac: Mac; address?: string | undefined }): Promise<"signed-out" | "nobody">;
  /** For staff, who need no PIN. */
  seat(asked: { phone: Phone; extension: string; actor: DeskActor & { actor: string } }): Promise<StaffSignInOutcome>;
  revoke(mac: Mac, actor: DeskActor): Promise<EndedSeat | undefined>;
  /** Has everybody leave whose time is over. Returns how many did. */
  endOverdue(): Promise<number>;
};

type HotDeskParts = {
  store: Pick<
    Store,
    | "findPhone"
    | "findPbx"
    | "findProfile"
    | "findDeskLogin"
    | "enterDeskTry"
    | "forgiveDeskTry"
    | "takeSeat"
    | "endSeat"
    | "endOverdueSeats"
    | "findSeat"
    | "recordAction"
  >;
  vendors: readonly Vendor[];
  clock: Clock;
  hasher: PinHasher;
  limits: SeatLimits;
  /** How long the password of who signs in waits for the phone. */
  armedForMs: number;
  /** Has a phone fetch its configuration: nothing else makes it drop or take an account. It never rejects. */
  tell(mac: Mac, why: string): Promise<void>;
};

const HOUR_MS = 3_600_000;
/** Of honest people some mistype every day; a phone has many of them, an extension one. */
const FREE_AT_PHONE = 10;
const FREE_OF_EXTENSION = 5;
/** Nobody's extension is longer, and what is counted by it is stored. */
const EXTENSION = /^[0-9A-Za-z*#+._-]{1,64}$/;
const ENDED_TOGETHER = 100;

/** People who sign in at phones that they share. */
export function createHotDesk(parts: HotDeskParts): HotDesk {
  const { store, vendors, clock, hasher } = parts;

  async function place(
    phone: Phone,
    account: string,
    more: { by: string; actor: DeskActor; pinHash?: string | undefined },
  ): Promise<SignedIn | { outcome: NotSeated }> {
    const found = modelOfPhone(phone, vendors);
    const family = familyOfPhone(phone, vendors);
    // Since it was marked it may have said that it is another model.
    if (family.dropsAccount === undefined) return { outcome: "not-shared" };
    const now = clock();
    const taken = await store.takeSeat({
      ...more,
      mac: phone.mac,
      account,
      until: await seatEnd(phone, parts.limits, now, { store, vendors }),
      armedUntil: now + parts.armedForMs,
      takesHa1: family.ha1 !== undefined,
      mostLines: found?.model.lines ?? 0,
    });
    if (typeof taken === "string") return { outcome: taken };
    await tellLeft(taken.ended.filter(({ mac }) => mac !== phone.mac));
    await parts.tell(phone.mac, `${account} signed in`);
    return { outcome: "signed-in", seat: taken.seat };
  }

  async function tellLeft(ended: readonly EndedSeat[]): Promise<void> {
    for (const { mac, account } of ended) await parts.tell(mac, `${account} left`);
  }

  async function end(mac: Mac, why: SeatEnd, actor: DeskActor): Promise<EndedSeat | undefined> {
    const ended = await store.endSeat(mac, why, actor);
    if (ended !== undefined) await tellLeft([ended]);
    return ended;
  }

  /** Whatever is wrong, it takes as long and is answered alike. */
  async function checkPin(phone: Phone, extension: string, pin: Password): Promise<SignInOutcome | Checked> {
    const lanes = lanesOf(phone, extension);
    const entered = await store.enterDeskTry(lanes);
    if (entered !== "entered") return { outcome: "held", until: entered };
    const login = await store.findDeskLogin(phone.pbxId, extension);
    const isRight = await hasher.verify(pin.reveal(), login?.pinHash ?? null);
    if (isRight === "busy") return { outcome: "busy" };
    if (!isRight || login === undefined || login.pinHash === null) return { outcome: "wrong-extension-or-pin" };
    return { outcome: "checked", account: login.account, pinHash: login.pinHash, lanes };
  }

  return {
    findSeat: (mac) => store.findSeat(mac),

    async signIn({ mac, extension: typed, pin, address }) {
      const extension = EXTENSION.test(typed.trim()) ? typed.trim() : "";
      const actor: DeskActor = { address, door: "phone", actor: "phone" };
      const phone = await store.findPhone(mac);
      if (phone === undefined || phone.sharing !== "shared") return { outcome: "not-shared" };
      const checked = await checkPin(phone, extension, pin);
      if (checked.outcome !== "checked") {
        if (checked.outcome === "wrong-extension-or-pin") await noteRefused(phone, extension, actor);
        return checked;
      }
      const { account, pinHash, lanes } = checked;
      const signedIn = await place(phone, account, { by: "phone", actor, pinHash });
      const { outcome } = signedIn;
      if (outcome === "unknown-account" || outcome === "pin-changed") return { outcome: "wrong-extension-or-pin" };
      await store.forgiveDeskTry(lanes[1].name, lanes[0].name);
      return outcome === "signed-in" ? signedIn : { outcome };
    },

    async signOut({ mac, address }) {
      const ended = await end(mac, "signed-out", { address, door: "phone", actor: "phone" });
      return ended === undefined ? "nobody" : "signed-out";
    },

    async seat({ phone, extension, actor }) {
      const login = await store.findDeskLogin(phone.pbxId, extension);
      if (login === undefined) return { outcome: "unknown-account" };
      const signedIn = await place(phone, login.account, { by: actor.actor, actor });
      const { outcome } = signedIn;
      if (outcome === "signed-in") return signedIn;
      return { outcome: outcome === "pin-changed" ? "unknown-account" : outcome };
    },

    revoke: (mac, actor) => end(mac, "revoked", actor),

    async endOverdue() {
      let count = 0;
      for (let ended = ENDED_TOGETHER; ended === ENDED_TOGETHER; count += ended) {
        const left = await store.endOverdueSeats(ENDED_TOGETHER);
        await tellLeft(left);
        ended = left.length;
      }
      return count;
    },
  };

  async function noteRefused({ mac, pbxId }: Phone, extension: string, actor: DeskActor): Promise<void> {
    // Somebody who types into the wrong field would otherwise have their PIN in the history.
    const known = (await store.findDeskLogin(pbxId, extension))?.account;
    const detail = known === undefined ? {} : { account: known };
    await store.recordAction({ ...actor, name: "desk-refused", at: clock(), mac, pbx: pbxId, detail });
  }
}

type Checked = { outcome: "checked"; account: string; pinHash: string; lanes: readonly [TryLane, TryLane] };

function lanesOf({ mac, pbxId }: Phone, extension: string): [phone: TryLane, extension: TryLane] {
  return [
    { name: `phone:${mac}`, free: FREE_AT_PHONE, forgottenAfterMs: HOUR_MS },
    // A day: a few PINs each hour would otherwise go on for ever.
    { name: `extension:${pbxId}/${extension}`, free: FREE_OF_EXTENSION, forgottenAfterMs: 24 * HOUR_MS },
  ];
}
