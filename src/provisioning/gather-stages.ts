import type { PasswordKind } from "./password.ts";
import type { Phone } from "./phone.ts";
import type { SipAnswer } from "./phone-light.ts";
import { judgeStages, type PhoneStages } from "./phone-stages.ts";
import type { Store } from "./ports.ts";
import { registrationsOf } from "./registration.ts";
import { judgeStanding } from "./registration-standing.ts";

type Sources = {
  store: Pick<
    Store,
    "findAccountStates" | "findAsking" | "findRegistrations" | "findShared" | "listEvents" | "listGrants"
  >;
  /** What its family takes. */
  kinds: readonly PasswordKind[];
  /** Events of these PBXs alone, for whoever sees no others. */
  pbxIds: readonly string[] | undefined;
  sip: SipAnswer | undefined;
  now: number;
};

/** How a phone leads here, as events. */
const WAYS = ["pnp-answered", "dhcp-answered", "redirect-registered"] as const;

/** Looks up what a phone's status stands on, and judges it. */
export async function gatherStages(phone: Phone, { store, kinds, pbxIds, sip, now }: Sources): Promise<PhoneStages> {
  const { mac, pbxId } = phone;
  const usernames = [...new Set(phone.lines.map(({ username }) => username))];
  const newest = async (name: (typeof WAYS)[number] | "passwords-delivered") =>
    (await store.listEvents({ mac, pbxIds, name, limit: 1 })).items[0];
  const [grants, delivered, accountStates, asking, { own, unsure }, ...ways] = await Promise.all([
    store.listGrants(phone.phoneId),
    newest("passwords-delivered"),
    store.findAccountStates(pbxId, usernames),
    store.findAsking(pbxId),
    registrationsOf(phone, store),
    ...WAYS.map(newest),
  ]);
  const found = ways.filter((event) => event !== undefined).toSorted((a, b) => b.at - a.at)[0];
  return judgeStages({
    ...{ now, phone, found, delivered, accountStates, asking, sip },
    grants: grants.filter(({ kind }) => kinds.includes(kind)),
    standing: judgeStanding({ now, asking, usernames, own, unsure }),
  });
}
