import { isInNetworks } from "./networks.ts";
import { type PbxAccess, proofsFor } from "./pbx-access.ts";

/** `first`: one that stands for token and credentials until the phone has its own. `own`: one that its configuration gave it. */
export type TokenState = "none" | "wrong" | "first" | "own";
/** `stale`: right, but by a nonce that is used up: the phone may ask again with another. */
export type CredentialsState = "none" | "wrong" | "stale" | "valid";

export type AdmitFacts = {
  /** Of the phone's PBX. */
  access: PbxAccess;
  address: string;
  token: TokenState;
  credentials: CredentialsState;
  /** `isProven`: a certificate of this very phone. `mayPass`: the certificate policy has nothing against the request. */
  certificate: { isProven: boolean; mayPass: boolean };
  /** Whether a configuration can tell this phone its credentials. */
  takesCredentials: boolean;
};

export type AdmitRefusal =
  | "network-closed"
  | "certificate-refused"
  | "token-missing"
  | "token-wrong"
  | "credentials-missing"
  | "credentials-wrong"
  | "credentials-stale";

/** `isProven`: whoever asks has shown something that only this phone has, whatever its PBX asks for. */
export type Admittance = { isProven: boolean; refused: AdmitRefusal | undefined };

/**
 * May this caller have files of this admitted phone? Everything that is asked for must be there: one proof never stands in for
 * another, but for the first token, which stands for what the first configuration brings.
 */
export function admit(facts: AdmitFacts): Admittance {
  const { token, credentials, certificate } = facts;
  const hasToken = token === "first" || token === "own";
  const isProven = hasToken || credentials === "valid" || certificate.isProven;
  return { isProven, refused: findRefusal(facts, hasToken) };
}

function findRefusal(facts: AdmitFacts, hasToken: boolean): AdmitRefusal | undefined {
  const { access, address, token, credentials } = facts;
  if (!isOpenTo(address, access)) return "network-closed";
  if (!facts.certificate.mayPass) return "certificate-refused";
  if (access.mode === "prepare") return undefined;
  const wanted = proofsFor(access, facts.takesCredentials);
  if (wanted.token && !hasToken) return token === "wrong" ? "token-wrong" : "token-missing";
  if (!wanted.credentials || token === "first" || credentials === "valid") return undefined;
  return credentials === "none" ? "credentials-missing" : `credentials-${credentials}`;
}

/** A list with an entry that is no network opens nothing, and denies everybody. */
function isOpenTo(address: string, { allow, deny }: PbxAccess): boolean {
  const isAllowed = allow.length === 0 || isInNetworks(address, allow) === true;
  return isAllowed && isInNetworks(address, deny) === false;
}
