import { checkFile, type IllFormed } from "./check-rendering.ts";
import { type Fingerprint, fingerprint, isSameWay } from "./own-parts.ts";
import type { Phone } from "./phone.ts";
import { maskedOrder, type PhoneModel, templateRulesOf } from "./phone-files.ts";
import type { PhoneFilter, Renderer } from "./ports.ts";
import { renderFile } from "./render-file.ts";
import type { Overlay, Survey, Surveyed, SurveyParts } from "./survey.ts";
import { diffTexts } from "./unified-diff.ts";

/** What is to change: a template's text (null: the shipped one), or what is laid over PBX, profile or phone. */
export type ProposedChange = Pick<PhoneFilter, "pbxId" | "pbxIds"> & {
  template?: { name: string; text: string | null };
  overlay?: Overlay;
  isWanted?: (phone: Phone, found: PhoneModel) => boolean;
};

type ChangedFile = { name: string; diff: string };
/** Phones whose files change alike, whatever is their own in them. `files` are those of the first. */
type ChangeWay = { phones: number; macs: string[]; files: ChangedFile[] };
export type BlastRadius = {
  /** Looked at. */
  checked: number;
  changed: number;
  /** The most frequent first; `wayCount` also counts those that are not among them. */
  ways: ChangeWay[];
  wayCount: number;
  /** Phones whose file would be one that no phone reads, and was not so before. */
  illFormed: number;
  illFormedPhones: IllFormed[];
};

const MACS_SHOWN = 10;
const ILL_FORMED_SHOWN = 10;
/** Beyond, phones are counted as one further way each. */
const MOST_WAYS = 500;
const LONGEST_DIFF = 50_000;

/** What a change would do to every admitted phone. Writes nothing and moves no grant. Throws what the template's compiler throws. */
export async function measureChange(
  { template, overlay, isWanted, ...where }: ProposedChange,
  most: number,
  { survey, parts }: { survey: Survey; parts: Pick<SurveyParts, "renderer" | "readFile"> },
): Promise<BlastRadius> {
  const { renderer, readFile } = parts;
  const changedRenderer = template === undefined ? renderer : renderer.trial(template.name, template.text);
  const told = survey.told();
  const ways = createWays();
  const result = { checked: 0, changed: 0, illFormed: 0 };
  const illFormedPhones: IllFormed[] = [];
  const isAffected = (phone: Phone, found: PhoneModel) =>
    (template === undefined || templateRulesOf(found).some((rule) => rule.template === template.name)) &&
    (isWanted?.(phone, found) ?? true);

  await survey.visit({ ...where, overlay: overlay ?? {}, isWanted: isAffected }, (before, changed) => {
    if (changed === undefined) return;
    result.checked++;
    const files = before.rules
      .filter((rule) => template === undefined || rule.template === template.name)
      .flatMap((rule) => {
        const render = ({ phone, found, material }: Surveyed, by: Renderer) =>
          renderFile(maskedOrder({ phone, found, material, rule, told }), by);
        const made = settle(() => render(changed, changedRenderer));
        const old = settle(() => render(before, renderer));
        if (made !== undefined && old?.equals(made)) return [];
        const fault = checkFile(changed, rule, { renderer: changedRenderer, readFile, told });
        const wasIllFormed = checkFile(before, rule, { renderer, readFile, told }) !== undefined;
        return [{ rule, before: old, after: made, fault: wasIllFormed ? undefined : fault }];
      });
    const faulty = files.find(({ fault }) => fault !== undefined);
    if (faulty?.fault !== undefined) {
      result.illFormed++;
      if (illFormedPhones.length < ILL_FORMED_SHOWN) illFormedPhones.push(faulty.fault);
    }
    const diffs = files.flatMap(({ rule, before: old, after }) => {
      const encoding = rule.escape === "latin1-xml" ? "latin1" : "utf8";
      const diff = diffTexts(old?.toString(encoding) ?? "", after?.toString(encoding) ?? "");
      const name = rule.name(before.phone.mac, before.found.modelName);
      return diff === undefined ? [] : [{ name, template: rule.template, ...diff }];
    });
    if (diffs.length === 0) return;
    result.changed++;
    ways.add(changed.phone, diffs);
  });
  return { ...result, ...ways.list(most), illFormedPhones };
}

function settle(render: () => Buffer): Buffer | undefined {
  try {
    return render();
  } catch {
    // What fails is told of by the check, by its place.
    return undefined;
  }
}

type Diff = { name: string; template: string; changed: readonly string[]; unified: string };

function createWays() {
  const bySkeleton = new Map<string, { print: Fingerprint; way: ChangeWay }[]>();
  const ways: ChangeWay[] = [];
  let others = 0;

  function find(print: Fingerprint, diffs: readonly Diff[]): ChangeWay | undefined {
    const alike = bySkeleton.get(print.skeleton) ?? [];
    const known = alike.find((other) => isSameWay(other.print, print));
    if (known !== undefined) return known.way;
    if (ways.length >= MOST_WAYS) return undefined;
    const files = diffs.map(({ name, unified }) => ({ name, diff: shorten(unified) }));
    const way: ChangeWay = { phones: 0, macs: [], files };
    ways.push(way);
    bySkeleton.set(print.skeleton, [...alike, { print, way }]);
    return way;
  }

  return {
    add(phone: Phone, diffs: readonly Diff[]) {
      const changed = diffs.flatMap((diff) => [`=${diff.template}`, ...diff.changed]);
      const way = find(fingerprint(changed, phone), diffs);
      if (way === undefined) {
        others++;
        return;
      }
      way.phones++;
      if (way.macs.length < MACS_SHOWN) way.macs.push(phone.mac);
    },
    list(most: number): Pick<BlastRadius, "ways" | "wayCount"> {
      const sorted = ways.toSorted((a, b) => b.phones - a.phones);
      return { ways: sorted.slice(0, most), wayCount: ways.length + others };
    },
  };
}

function shorten(diff: string): string {
  return diff.length <= LONGEST_DIFF ? diff : `${diff.slice(0, LONGEST_DIFF)}\n… cut off here\n`;
}
