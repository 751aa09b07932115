import type { Mac } from "./mac.ts";
import type { Rejection } from "./phone-rejections.ts";
import type { Store } from "./ports.ts";
import { type ConnectRedirectService, REDIRECT_SERVICES } from "./redirect.ts";

export type RedirectChecks = {
  /** Undefined: no service is asked. */
  connectRedirect: ConnectRedirectService | undefined;
};

/** Somebody waits for the answer; a service that takes longer is told later, and tells then. */
const CHECK_TIMEOUT_MS = 2000;

/** What keeps a phone from being registered at the redirect service that its PBX has for its vendor, as far as that can be told now. */
export async function findRedirectMisfit(
  phone: { mac: Mac; macId: string | null; pbxId: string; vendorId: string },
  { store, connectRedirect }: RedirectChecks & { store: Store },
): Promise<Rejection | undefined> {
  const account = await store.findRedirectFor(phone.pbxId, phone.vendorId);
  if (account === undefined) return undefined;
  const { name } = REDIRECT_SERVICES[account.service];
  if (account.needsMacId && phone.macId === null) {
    const detail = `is needed: ${name} takes phones of the PBX ${phone.pbxId} by MAC-ID only`;
    return { rejected: "mac-id-required", detail: `The MAC-ID ${detail}`, errors: [{ pointer: "/macId", detail }] };
  }
  if (!account.checkFirst || connectRedirect === undefined) return undefined;
  const credentials = await store.openRedirectAccount(account.pbxId, account.service);
  if (credentials === undefined) return undefined;
  const holding = await connectRedirect(credentials).check(phone, CHECK_TIMEOUT_MS);
  if (!holding.ok || holding.holder !== "elsewhere") return undefined;
  const detail = `is held by another provider, says ${name}`;
  return { rejected: "mac-elsewhere", detail: `${phone.mac} ${detail}`, errors: [{ pointer: "/mac", detail }] };
}
