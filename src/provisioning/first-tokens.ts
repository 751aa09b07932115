import type { Password } from "./password.ts";
import { OPEN_ACCESS, proofsFor } from "./pbx-access.ts";
import type { Admission } from "./phone.ts";
import { baseWithToken, hashToken, newToken, type ProofVia } from "./phone-proof.ts";
import type { ProofStore } from "./proof-store.ts";
import { createRecentMap } from "./recent-map.ts";

export type FirstTokens = {
  /**
   * The base that a phone is told which looks for us: with a first token where its PBX asks for proof. Undefined: the phone has an
   * address of its own already, and is left to it.
   */
  baseFor(admission: Admission, baseUrl: string): Promise<string | undefined>;
};

const MAX_TOLD = 10_000;

export function createFirstTokens(store: Pick<ProofStore, "addProof">, via: ProofVia): FirstTokens {
  /** A phone asks several times until it goes where it was sent: it is told the same as long as that is good. */
  const told = createRecentMap<number, Password>(2 * MAX_TOLD);
  return {
    async baseFor(admission, baseUrl) {
      if (!asksForProof(admission)) return baseUrl;
      const { phoneId, proofs } = admission;
      if (!awaitsFirstToken(admission)) return undefined;
      const last = told.get(phoneId);
      const hash = last && hashToken(last.reveal());
      if (last !== undefined && proofs.some((proof) => proof.hash === hash)) return baseWithToken(baseUrl, last);
      const token = await issueFirstToken(store, phoneId, via);
      told.set(phoneId, token);
      return baseWithToken(baseUrl, token);
    },
  };
}

/** Stored by its hash when it resolves; the text is nowhere else. */
export async function issueFirstToken(
  store: Pick<ProofStore, "addProof">,
  phoneId: number,
  via: ProofVia,
): Promise<Password> {
  const token = newToken();
  await store.addProof(phoneId, { kind: "token", via, hash: hashToken(token.reveal()) });
  return token;
}

/** Whether this phone's addresses hold a token at some time. */
export function asksForProof({ access }: Admission): boolean {
  return access !== OPEN_ACCESS && proofsFor(access, false).token;
}

/** It never used anything of its own, or its passwords wait for it: it was admitted, or staff released them to it. */
function awaitsFirstToken({ proofs, hasLiveGrants }: Admission): boolean {
  return hasLiveGrants || !proofs.some(({ via, isUsed }) => via === "config" && isUsed);
}
