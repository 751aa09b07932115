import type { Static } from "@fastify/type-provider-typebox";
import type { AdmissionAnswer } from "../../schemas/admission.ts";
import { fieldsOf, readCount, readList, readOneOf, readOptionalText, readText, readTime } from "../read.ts";

const MODES = ["allow-list", "approve", "auto"] as const satisfies readonly Static<typeof AdmissionAnswer>["mode"][];
type ShownPool =
  | { kind: "none" | "free" }
  | { kind: "accounts"; accounts: readonly string[] }
  | { kind: "range"; fromNumber: string; toNumber: string };
export type ShownPolicy = {
  pbx: string;
  mode: (typeof MODES)[number];
  networks: readonly string[];
  vendors: readonly string[];
  profile: string | null;
  pool: ShownPool;
  freeAccounts: number | null;
  limit: number;
  limitPerHour: number;
  admitted: number;
  teachInUntil: number | null;
  /** Null: the PBX has none of its own. */
  createdAt: number | null;
};

export function readPolicy(raw: unknown): ShownPolicy {
  const policy = fieldsOf<Static<typeof AdmissionAnswer>>(raw);
  return {
    pbx: readText(policy.pbx),
    mode: readOneOf(policy.mode, MODES) ?? "allow-list",
    networks: readList(policy.networks, readText),
    vendors: readList(policy.vendors, readText),
    profile: readOptionalText(policy.profile),
    pool: readPool(policy.pool),
    freeAccounts: typeof policy.freeAccounts === "number" ? policy.freeAccounts : null,
    limit: readCount(policy.limit),
    limitPerHour: readCount(policy.limitPerHour),
    admitted: readCount(policy.admitted),
    teachInUntil: readTime(policy.teachInUntil),
    createdAt: readTime(policy.createdAt),
  };
}

function readPool(raw: unknown): ShownPool {
  const pool = fieldsOf<NonNullable<Static<typeof AdmissionAnswer>["pool"]>>(raw);
  if (Array.isArray(pool.accounts)) return { kind: "accounts", accounts: readList(pool.accounts, readText) };
  if (pool.fromNumber !== undefined)
    return { kind: "range", fromNumber: readText(pool.fromNumber), toNumber: readText(pool.toNumber) };
  return { kind: pool.free === true ? "free" : "none" };
}
