import { type Static, Type } from "typebox";

/** What a phone can prove itself by besides a certificate. */
export const PROOFS = ["token", "credentials"] as const;
/** `prepare`: phones are given what they will need, and nothing is refused for want of it yet. */
const PROOF_MODES = ["require", "prepare"] as const;

const MAX_NETWORKS = 100;
const Networks = Type.Array(Type.String({ format: "network", maxLength: 43 }), { maxItems: MAX_NETWORKS });

/** Who may have files of a PBX's phones, beyond the phones being admitted. */
export const PbxAccess = Type.Object(
  {
    proof: Type.Optional(
      Type.Array(Type.Enum(PROOFS), {
        uniqueItems: true,
        maxItems: PROOFS.length,
        description: "What a phone must show, all of it; empty: nothing",
      }),
    ),
    mode: Type.Optional(
      Type.Enum(PROOF_MODES, {
        description:
          "require unless given. prepare: phones are given what they will need and nothing is refused for want of it",
      }),
    ),
    allow: Type.Optional(
      Type.Unsafe<string[]>({ ...Networks, description: "Networks that phones may ask from; empty: all" }),
    ),
    deny: Type.Optional(
      Type.Unsafe<string[]>({ ...Networks, description: "Networks that they may not, even where allowed" }),
    ),
  },
  { additionalProperties: false },
);
export type PbxAccess = Readonly<Required<Static<typeof PbxAccess>>>;

export const OPEN_ACCESS: PbxAccess = { proof: [], mode: "require", allow: [], deny: [] };

/** With what was left out as it is by default; the one `OPEN_ACCESS` where nothing is asked for. */
export function completeAccess(access: Static<typeof PbxAccess>): PbxAccess {
  const { proof = [], mode = "require", allow = [], deny = [] } = access;
  return proof.length + allow.length + deny.length === 0 ? OPEN_ACCESS : { proof, mode, allow, deny };
}

/** What a phone must show. A phone that cannot be told credentials has its token instead, so that it is not locked out. */
export function proofsFor({ proof }: PbxAccess, takesCredentials: boolean): { token: boolean; credentials: boolean } {
  const credentials = proof.includes("credentials");
  return {
    token: proof.includes("token") || (credentials && !takesCredentials),
    credentials: credentials && takesCredentials,
  };
}
