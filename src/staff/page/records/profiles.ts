import type { Static } from "@fastify/type-provider-typebox";
import type { ModelAnswer } from "../../routes/vendors.ts";
import type { ProfileAnswer } from "../../schemas/profile.ts";
import { fieldsOf, readCount, readFlag, readList, readText, readTime } from "../read.ts";
import { type EditedLayout, type KeyAbilities, readKeyAbilities, readLayout } from "./key-layout.ts";
import { type OwnSettings, readOwnSettings } from "./setting-form.ts";

export type ShownProfile = {
  id: string;
  label: string;
  settings: OwnSettings;
  /** By model. */
  layouts: ReadonlyMap<string, EditedLayout>;
  /** What was taken although it is doubtful. */
  warnings: readonly { pointer: string; detail: string }[];
  updatedAt: number | null;
  /** Which state this is. */
  etag: string | undefined;
};

export function readShownProfile(raw: unknown, etag?: string): ShownProfile {
  const profile = fieldsOf<Static<typeof ProfileAnswer>>(raw);
  return {
    id: readText(profile.id),
    label: readText(profile.label),
    settings: readOwnSettings(profile.settings),
    layouts: new Map(
      Object.entries(fieldsOf<Record<string, unknown>>(profile.layouts)).map(([model, layout]) => [
        model,
        readLayout(layout),
      ]),
    ),
    warnings: readList(profile.warnings, (warning) => {
      const { pointer, detail } = fieldsOf<{ pointer: string; detail: string }>(warning);
      return { pointer: readText(pointer), detail: readText(detail) };
    }),
    updatedAt: readTime(profile.updatedAt),
    etag,
  };
}

/** A model that has function keys. */
export type KeyModel = { name: string; lines: number; abilities: KeyAbilities };

export function readKeyModels(raw: unknown): readonly KeyModel[] {
  return readList(raw, (item) => {
    const model = fieldsOf<Static<typeof ModelAnswer>>(item);
    const lines = Math.min(Math.max(Math.trunc(readCount(model.lines)), 0), MOST_LINES);
    const isOffered = readFlag(model.isSupported);
    return { name: readText(model.name), lines, isOffered, abilities: readKeyAbilities(item) };
  }).filter(({ isOffered, abilities }) => isOffered && abilities.keys + abilities.modules > 0);
}

const MOST_LINES = 500;
