import type { Answer, Api } from "./api.ts";
import type { ShownSighting } from "./records/others.ts";

export const EXTENSION_WAYS = ["free", "range", "new", "none"] as const;
export type ManyForm = {
  pbx: string;
  way: (typeof EXTENSION_WAYS)[number];
  /** Of the range, or the first new one. */
  from: string;
  to: string;
  /** What new extensions are called, before their number. */
  name: string;
};

/** The next number, as many digits long where it fits. */
function nextNumber(number: string): string {
  return String(BigInt(number) + 1n).padStart(number.length, "0");
}

/**
 * Admits one of many phones: the API makes the phone and its extension together or neither. `first` is where the search for a new extension
 * begins; `next` is where it goes on for the phone after this one.
 */
export async function admitOne(
  sighting: ShownSighting,
  form: ManyForm,
  first: string,
  api: Api,
): Promise<{ answer: Answer; next: string }> {
  const { pbx, way, from, to, name } = form;
  const admit = (more: object) =>
    api("POST /api/v1/sightings/:mac/admit", { params: { mac: sighting.mac }, body: { pbx, ...more } });
  if (way === "free") return { answer: await admit({ pool: { free: true } }), next: first };
  if (way === "range") return { answer: await admit({ pool: { fromNumber: from, toNumber: to } }), next: first };
  if (way === "none") return { answer: await admit({ lines: [] }), next: first };
  const found = await findUnused(pbx, first, api);
  if (typeof found !== "string") return { answer: found, next: first };
  const answer = await admit({ lines: [{ account: found, displayName: `${name} ${found}`.trim() }] });
  return { answer, next: answer.ok ? nextNumber(found) : found };
}

/** The first number from there on that no account of the PBX has; what went wrong where that cannot be asked. */
async function findUnused(pbx: string, first: string, api: Api): Promise<string | Answer> {
  for (let number = first; ; number = nextNumber(number)) {
    const params = { id: pbx, username: number };
    const known = await api("GET /api/v1/pbxs/:id/accounts/:username", { params });
    if (!known.ok) return known.fault.code === "not-found" ? number : known;
  }
}
