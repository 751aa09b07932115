import type { HostedKind } from "../../provisioning/hosted-file.ts";
import type { TakingVendor } from "./records/hosted.ts";

export const FILE_KINDS = ["language", "ring-tone", "picture"] as const satisfies readonly HostedKind[];
export type FileKind = (typeof FILE_KINDS)[number];

/** What a file is by its name; somebody may say otherwise. */
export function guessKind(name: string): FileKind {
  if (/\.wav$/i.test(name)) return "ring-tone";
  return /\.(?:png|jpe?g|bmp)$/i.test(name) ? "picture" : "language";
}

/** Makers whose phones take files of a kind. */
export function takersOf(kind: FileKind, makers: readonly TakingVendor[]): readonly TakingVendor[] {
  return makers.filter(({ language, ringTone, pictures }) =>
    kind === "language" ? language !== null : kind === "ring-tone" ? ringTone : pictures.length > 0,
  );
}

/** The maker whose language files end like this one, where that tells; else any that takes the kind. */
export function guessMaker(name: string, kind: FileKind, makers: readonly TakingVendor[]): string {
  const takers = takersOf(kind, makers);
  const end = /\.\w+$/.exec(name)?.[0].toLowerCase() ?? "";
  const byEnd = kind === "language" ? takers.find(({ language }) => language?.toLowerCase().endsWith(end)) : undefined;
  return (byEnd ?? takers[0])?.id ?? "";
}
