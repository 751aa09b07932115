import type { Rejection } from "./phone-rejections.ts";
import type { ConnectRedirectService } from "./redirect.ts";
import { planPhone, type Registration, type WantedPhone } from "./register-phone.ts";

/** What admitting a phone would make besides it: SIP users. */
export type Planned = { newAccounts: readonly string[] };

/** Judges one phone after the other as if those that fit had been admitted. Writes nothing. */
export function createTrialAdmission(deps: Registration): (wanted: WantedPhone) => Promise<Planned | Rejection> {
  /** Display names of the accounts that the phones before would have made, by PBX and SIP user. */
  const promised = new Map<string, string>();
  const nameOf = (pbx: string, account: string) => `${pbx} ${account}`;
  return async (wanted) => {
    const lines = wanted.lines?.map((line) => {
      const displayName = line.displayName ?? promised.get(nameOf(wanted.pbx, line.account));
      return displayName === undefined ? line : { ...line, displayName };
    });
    const plan = await planPhone({ ...wanted, lines }, undefined, deps);
    if ("rejected" in plan) return plan;
    const newAccounts = plan.newAccounts.filter((account) => !promised.has(nameOf(wanted.pbx, account)));
    for (const { account, displayName } of lines ?? [])
      if (displayName !== undefined && newAccounts.includes(account))
        promised.set(nameOf(wanted.pbx, account), displayName);
    return { newAccounts };
  };
}

/** A service that did not answer is not waited for again: a list of phones would be done in hours. */
export function askUntilSilent(connect: ConnectRedirectService): ConnectRedirectService {
  const silent = new Map<string, Awaited<ReturnType<ReturnType<ConnectRedirectService>["check"]>>>();
  return (account) => {
    const name = `${account.pbxId} ${account.service}`;
    const service = connect(account);
    return {
      ...service,
      async check(phone, timeoutMs) {
        const known = silent.get(name);
        if (known !== undefined) return known;
        const holding = await service.check(phone, timeoutMs);
        if (!holding.ok && holding.code === "service-unreachable") silent.set(name, holding);
        return holding;
      },
    };
  };
}
