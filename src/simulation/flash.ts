/** A phone's permanent memory. Plain data: it can be written to a file and read back. */
export type Flash = {
  family: string;
  mac: string;
  /** Settings by the vendor's own names; an index stands in brackets, as in `user_pass[1]`. */
  settings: Record<string, string>;
  /** MD5 of each file as it was last applied, by file name. */
  digests: Record<string, string>;
};

/** The memory as it left the factory. */
export function emptyFlash(family: string, mac: string): Flash {
  return { family, mac, settings: {}, digests: {} };
}

/** Checks what was read back from a file. Undefined when it is no phone's memory. */
export function readFlash(value: unknown): Flash | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { family, mac, settings, digests } = value as Record<string, unknown>;
  if (typeof family !== "string" || typeof mac !== "string") return undefined;
  if (!isTextMap(settings) || !isTextMap(digests)) return undefined;
  return { family, mac, settings: { ...settings }, digests: { ...digests } };
}

function isTextMap(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" && value !== null && Object.values(value).every((entry) => typeof entry === "string")
  );
}
