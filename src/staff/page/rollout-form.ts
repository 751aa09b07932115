import type { Fault } from "./api.ts";
import type { ShownHosted } from "./records/hosted.ts";

/** What is typed about a new roll-out. */
export type RolloutForm = {
  version: string;
  stages: string;
  window: string;
  haltAbove: string;
  withinMinutes: string;
  profile: string;
  vendor: string;
  model: string;
  /** MACs, with whatever between them. */
  phones: string;
  reason: string;
};
export const NEW_ROLLOUT: RolloutForm = {
  ...{ version: "", stages: "5, 25, 100", window: "", haltAbove: "10", withinMinutes: "30" },
  ...{ profile: "", vendor: "", model: "", phones: "", reason: "" },
};

/** What was typed, as the API takes it. What is no number stays what it is, and the API says so at its field. */
export function writeRollout(form: RolloutForm): Record<string, unknown> {
  const texts = { profile: form.profile, vendor: form.vendor, model: form.model, window: form.window };
  const phones = partsOf(form.phones);
  return {
    version: form.version.trim(),
    stages: partsOf(form.stages).map(numberOf),
    haltAbove: numberOf(form.haltAbove.trim()),
    withinMinutes: numberOf(form.withinMinutes.trim()),
    ...Object.fromEntries(Object.entries({ ...texts, reason: form.reason }).flatMap(given)),
    ...(phones.length === 0 ? {} : { phones }),
  };
}

function partsOf(text: string): string[] {
  return text.split(/[\s,;%]+/).filter((part) => part !== "");
}

function numberOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function given([name, value]: [string, string]): [string, string][] {
  return value.trim() === "" ? [] : [[name, value.trim()]];
}

/** What the API refused, by the field where it stands; of a list, of which one part is wrong, at the list. */
export function rolloutErrors(fault: Fault | undefined): Partial<Record<keyof RolloutForm, string>> {
  return Object.fromEntries(
    (fault?.errors ?? []).flatMap(({ pointer, detail }) => {
      const [, field = ""] = pointer?.split("/") ?? [];
      return Object.hasOwn(NEW_ROLLOUT, field) ? [[field, detail]] : [];
    }),
  );
}

/** The versions that there are images of, the newest first, and what they are for. */
export function versionsOf(images: readonly ShownHosted[]): { version: string; models: string[] }[] {
  const versions = new Map<string, string[]>();
  for (const { version, models } of images)
    if (version !== "") versions.set(version, [...(versions.get(version) ?? []), ...models]);
  const inOrder = new Intl.Collator("en", { numeric: true });
  return [...versions]
    .map(([version, models]) => ({ version, models }))
    .sort((a, b) => inOrder.compare(b.version, a.version));
}
