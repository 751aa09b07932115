import { type FileMaterial, gatherMaterial } from "./file-material.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import type { Pbx } from "./pbx.ts";
import type { Phone } from "./phone.ts";
import { modelOfPhone, type PhoneModel, type TemplateRule, type Told, templateRulesOf } from "./phone-files.ts";
import type { PhoneFilter, Store, TrialRenderer } from "./ports.ts";
import type { Profile } from "./profile.ts";
import type { Vendor } from "./vendor.ts";

export type SurveyParts = {
  store: Pick<Store, "listPhones" | "findPhone" | "findPbx" | "findProfile" | "findDisplayNames" | "bookVersion">;
  vendors: readonly Vendor[];
  renderer: TrialRenderer;
  reached: () => Told["reached"];
  authorities: () => Told["authorities"];
  hosted: () => HostedCatalogue;
  readFile: ReadPhoneFile;
};

/** One setting of a file as a phone reads it. */
export type FileSetting = { name: string; value: string; line: number };
export type ReadPhoneFile = {
  /** Throws where the file is not of its format; the message says the place. */
  check(template: string, body: Buffer): void;
  /** The settings of a file that is. Throws as `check` does, and for what no phone of this format knows. */
  settings(template: string, body: Buffer): readonly FileSetting[];
};

/** A phone with all that its files are made of. */
/** What is looked at as if it were already so. */
export type Overlay = { pbx?: Pbx; profile?: Profile; phone?: (phone: Phone) => Phone };

export type Surveyed = { phone: Phone; found: PhoneModel; material: FileMaterial; rules: readonly TemplateRule[] };

/** Each page is one look into the database, which nobody interrupts. */
const PHONES_AT_ONCE = 50;
/** How long phones' own requests may have to wait for a survey. */
const SLICE_MS = 8;

type SurveyWhere = Pick<PhoneFilter, "pbxId" | "pbxIds" | "vendorId"> & {
  /** Which of them; all unless given. */
  isWanted?: (phone: Phone, found: PhoneModel) => boolean;
  /** Gives the visitor each phone a second time, with this laid over it. */
  overlay?: Overlay | undefined;
};

export type Survey = {
  /** Visits admitted phones in the order of their MACs. Others have their turn between them. */
  visit(where: SurveyWhere, visitor: (surveyed: Surveyed, changed: Surveyed | undefined) => void): Promise<void>;
  told(): Told;
};

/** Surveys run one after the other: each of them can keep a processor busy. */
export function createSurvey(parts: SurveyParts): Survey {
  const { store, vendors } = parts;
  let before: Promise<unknown> = Promise.resolve();

  async function visitAll(
    ...[{ overlay, isWanted = () => true, ...filter }, visitor]: Parameters<Survey["visit"]>
  ): Promise<void> {
    const pause = createPause();
    const material = rememberMaterial(store);
    const changedMaterial = overlay && layOver(material, overlay);
    let cursor: string | undefined;
    do {
      const page = await store.listPhones({ ...filter, limit: PHONES_AT_ONCE, cursor });
      for (const phone of page.items) {
        const found = modelOfPhone(phone, vendors);
        if (found === undefined || !isWanted(phone, found)) continue;
        const gathered = await gatherMaterial(material, phone, found.modelName, found.vendor);
        // Its PBX may have gone since.
        if (gathered === undefined) continue;
        const surveyed = { phone, found, material: gathered, rules: templateRulesOf(found) };
        const other = overlay?.phone?.(phone) ?? phone;
        const laid = changedMaterial && (await gatherMaterial(changedMaterial, other, found.modelName, found.vendor));
        visitor(surveyed, laid && { ...surveyed, phone: other, material: laid });
        await pause();
      }
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  return {
    visit(filter, visitor) {
      const run = before.then(() => visitAll(filter, visitor));
      before = run.catch(() => undefined);
      return run;
    },
    told: () => ({ reached: parts.reached(), authorities: parts.authorities(), hosted: parts.hosted() }),
  };
}

/** Lets others have their turn whenever a slice of time is used up. */
function createPause(): () => Promise<void> {
  let until = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < until) return;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + SLICE_MS;
  };
}

type Material = Parameters<typeof gatherMaterial>[0];

/** Thousands of phones share a PBX and a profile. */
function rememberMaterial({ findPbx, findProfile, findDisplayNames, bookVersion }: SurveyParts["store"]): Material {
  const pbxs = new Map<string, ReturnType<typeof findPbx>>();
  const profiles = new Map<string, ReturnType<typeof findProfile>>();
  const books = new Map<string, ReturnType<typeof bookVersion>>();
  return {
    findPbx: (id) => remembered(pbxs, id, () => findPbx(id)),
    findProfile: (pbxId, id) => remembered(profiles, `${pbxId} ${id}`, () => findProfile(pbxId, id)),
    findDisplayNames,
    bookVersion: (pbxId, id) => remembered(books, `${pbxId} ${id}`, () => bookVersion(pbxId, id)),
  };
}

function layOver(material: Material, { pbx, profile }: Overlay): Material {
  return {
    ...material,
    findPbx: async (id) => (pbx?.id === id ? pbx : material.findPbx(id)),
    findProfile: async (pbxId, id) =>
      profile?.id === id && profile.pbxId === pbxId ? profile : material.findProfile(pbxId, id),
  };
}

function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
