import { timingSafeEqual } from "node:crypto";
import { type Admittance, admit, type TokenState } from "./admit.ts";
import { type CertificateFault, decideCertificate } from "./certificate-policy.ts";
import { type CredentialsCheck, checkCredentials } from "./check-credentials.ts";
import { createNonces } from "./nonces.ts";
import type { Password } from "./password.ts";
import { OPEN_ACCESS } from "./pbx-access.ts";
import type { Admission } from "./phone.ts";
import { hashesOfLogin, hashToken, type Login, newLoginPassword, type PhoneProof, REALM } from "./phone-proof.ts";
import type { Clock } from "./ports.ts";
import type { ProofStore } from "./proof-store.ts";
import type { Challenge, LoginScheme, PhoneRequest } from "./request.ts";
import type { SecretsPolicy } from "./secrets.ts";

/** What a request showed of the phone it says it is for. */
export type ShownProof = {
  admittance: Admittance;
  token: { state: TokenState; text: Password | undefined; proof: PhoneProof | undefined };
  credentials: CredentialsCheck;
  /** Why its client certificate proves nothing, where the PBX wants to know. */
  certificateFault: CertificateFault | undefined;
};

type Shown = {
  request: PhoneRequest;
  token: Password | undefined;
  /** As on the wire, with the token. */
  target: string;
  mac: string;
  /** Undefined: nobody knows this phone. Then the same is done for nothing, and the outcome is nobody's. */
  admission: Admission | undefined;
  takesCredentials: boolean;
};

export type ProofCheck = {
  check(shown: Shown): Promise<ShownProof>;
  /** Notes that a phone used what its configuration gave it. The kinds that it used for the first time: what it had before is dead. */
  noteUse(admission: Admission, shown: ShownProof): Promise<PhoneProof["kind"][]>;
  /** Undefined while no PBX asks for credentials. The same whoever asks, and whatever for. */
  challenge(request: PhoneRequest, isStale: boolean, schemes: readonly LoginScheme[]): Challenge | undefined;
};

type Parts = {
  store: Pick<ProofStore, "findLogins" | "takeNonce" | "useProof" | "deriveKey">;
  clock: Clock;
  policy: Pick<SecretsPolicy, "mayCarryPasswords">;
  /** Whether any PBX asks for credentials, as last looked up. Refusals ask for a login then, all of them. */
  asksForCredentials: () => boolean;
};

const NO_HASH = "0".repeat(64);
const NO_CREDENTIALS: CredentialsCheck = { state: "none", login: undefined };
/** Nobody's. */
const NO_CERTIFICATE = { isProven: false, mayPass: true, fault: undefined };
export const EVERY_SCHEME: readonly LoginScheme[] = ["digest-sha256", "digest-md5", "basic"];

export function createProofCheck({ store, clock, policy, asksForCredentials }: Parts): ProofCheck {
  const nonces = createNonces(store.deriveKey("digest nonces"));
  const nobody: Login = { id: 0, isToBeReplaced: false, isUsed: false, ...hashesOfLogin("", newLoginPassword()) };

  async function credentialsOf({ request, target, mac, admission }: Shown): Promise<CredentialsCheck> {
    const { authorization } = request;
    if (authorization === undefined) return NO_CREDENTIALS;
    const logins = await store.findLogins(admission?.phoneId ?? 0);
    return checkCredentials(authorization, {
      ...{ nonces, target, mac, now: clock() },
      logins: logins.length === 0 ? [nobody] : logins,
      mayCarryPasswords: policy.mayCarryPasswords(request.door, request.remoteAddress),
      takeNonce: store.takeNonce,
    });
  }

  return {
    async check(shown) {
      const { request, admission, takesCredentials } = shown;
      const access = admission?.access ?? OPEN_ACCESS;
      const isAsked = admission === undefined || access !== OPEN_ACCESS;
      const token = isAsked ? findToken(shown.token, admission?.proofs ?? []) : NO_TOKEN;
      const credentials = isAsked ? await credentialsOf(shown) : NO_CREDENTIALS;
      const certificate = admission === undefined ? NO_CERTIFICATE : decideCertificate(request, admission);
      const admittance = admit({
        ...{ access, address: request.remoteAddress, takesCredentials },
        ...{ token: token.state, credentials: credentials.state, certificate },
      });
      return { admittance, token, credentials, certificateFault: certificate.fault };
    },

    async noteUse({ phoneId }, { token, credentials }) {
      const used: PhoneProof["kind"][] = [];
      const isFirstUse = token.proof?.via === "config" && !token.proof.isUsed;
      if (isFirstUse && token.proof !== undefined && (await store.useProof(phoneId, token.proof.id)))
        used.push("token");
      const login = credentials.state === "valid" ? credentials.login : undefined;
      if (login !== undefined && !login.isUsed && (await store.useProof(phoneId, login.id))) used.push("login");
      return used;
    },

    challenge(request, isStale, schemes) {
      if (request.door === "tftp" || !asksForCredentials()) return undefined;
      const mayBasic = policy.mayCarryPasswords(request.door, request.remoteAddress);
      const offered = schemes.filter((scheme) => scheme !== "basic" || mayBasic);
      const digests = EVERY_SCHEME.filter((scheme) => scheme !== "basic");
      return { realm: REALM, nonce: nonces.make(clock()), isStale, schemes: offered.length === 0 ? digests : offered };
    },
  };
}

const NO_TOKEN: ShownProof["token"] = { state: "none", text: undefined, proof: undefined };

/** Compares with all of them, and at least once, whichever fits. */
function findToken(text: Password | undefined, proofs: readonly PhoneProof[]): ShownProof["token"] {
  if (text === undefined) return NO_TOKEN;
  const hash = Buffer.from(hashToken(text.reveal()));
  const tokens = proofs.filter(({ kind }) => kind === "token");
  let proof: PhoneProof | undefined;
  for (const candidate of tokens.length === 0 ? [undefined] : tokens)
    if (timingSafeEqual(hash, Buffer.from(candidate?.hash ?? NO_HASH))) proof = candidate;
  if (proof === undefined) return { ...NO_TOKEN, state: "wrong" };
  return { state: proof.via === "config" ? "own" : "first", text, proof };
}
