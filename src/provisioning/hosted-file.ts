/** What staff have phones fetch besides their settings. */
export const HOSTED_KINDS = ["firmware", "language", "ring-tone", "picture"] as const;
export type HostedKind = (typeof HOSTED_KINDS)[number];

/** A file on our disk that phones may fetch. It never changes: another content is another file under another key. */
export type HostedFile = {
  /** Unguessable; names it in the address that phones are told. */
  key: string;
  vendorId: string;
  kind: HostedKind;
  /** As it was uploaded, and as it is called on the disk. Unique among a vendor's. */
  name: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  contentType: string;
  /** Of pictures, in pixels. */
  size: { width: number; height: number } | null;
  firmware: Firmware | null;
  uploadedAt: number;
  uploadedBy: string;
};
export type Firmware = {
  version: string;
  /** Models by their catalogue names, or the handset type that it is for. */
  models: readonly string[];
  /** What a phone must run at least before it may take this image; null: anything. */
  minimumVersion: string | null;
};

export type HostedFileStore = {
  /** All there are, by vendor and name. */
  listHostedFiles(): Promise<HostedFile[]>;
  addHostedFile(file: HostedFile): Promise<"added" | "file-exists">;
  /** Refused while a setting of a PBX, a profile or a phone names it. */
  deleteHostedFile(vendorId: string, name: string): Promise<"deleted" | "not-found" | "file-in-use">;
  findHostedUses(vendorId: string, name: string): Promise<HostedUses | undefined>;
};

/** What keeps a file from being deleted, and which phones an image is for. */
export type HostedUses = {
  /** Whose settings name it: a PBX, a profile, or a phone by its MAC. The first hundred of each. */
  settings: readonly { layer: (typeof NAMING_LAYERS)[number]; pbxId: string; name: string }[];
  /** Roll-outs of its version that are not over. */
  rollouts: readonly { id: string; pbxId: string }[];
  /** So many phones are told its version by a roll-out. */
  rolledOut: number;
  /** Of firmware: how many phones are of its models, and how many of them say that they run its version. */
  fitting: number;
  running: number;
};
export const NAMING_LAYERS = ["pbx", "profile", "phone"] as const;

/** A body that came whole and lies on the disk under a name that nobody asks for. */
type Received = {
  bytes: number;
  sha256: string;
  /** Its beginning. */
  head: Buffer;
  /** All of it, for what is small enough to be looked through. */
  content(): Promise<Buffer>;
  /** Puts it in its place. */
  keep(file: HostedFile): Promise<void>;
  /** Does nothing to what is in its place. */
  discard(): Promise<void>;
};
export type HostedUploads = {
  /** Rejects when the body breaks off; nothing is left then. `too-large`: it was read no further. */
  receive(
    body: AsyncIterable<Uint8Array>,
    kind: HostedFile["kind"],
    maxBytes: number,
  ): Promise<Received | "too-large" | "empty">;
  /** Takes a file off the disk. */
  remove(file: HostedFile): Promise<void>;
};

/** Every file that there is, as it was at one moment. The same object until something changes. */
export type HostedCatalogue = {
  files: readonly HostedFile[];
  byKey: ReadonlyMap<string, HostedFile>;
  /** Says whether two are the same; short. */
  version: string;
};

export function createCatalogue(files: readonly HostedFile[]): HostedCatalogue {
  const byKey = new Map(files.map((file) => [file.key, file]));
  // Files never change, so their keys say it all.
  return { files, byKey, version: files.map(({ key }) => key).join(" ") };
}

export const EMPTY_CATALOGUE: HostedCatalogue = createCatalogue([]);

/** 16 characters of base64url: 96 random bits. Some phones take an address of 74 characters at most (gigaset.md §5). */
const HOSTED_PATH = /\/f\/([\w-]{16})\/([^/?#]{1,384})(?:[?#].*)?$/;
const MAX_TARGET_LENGTH = 2048;

/** The file that a request target names by key and name. Nothing else of the target means anything, and nothing of it reaches the disk. */
export function findHosted(target: string, { byKey }: HostedCatalogue): HostedFile | undefined {
  if (byKey.size === 0 || target.length > MAX_TARGET_LENGTH) return undefined;
  const [, key = "", name = ""] = HOSTED_PATH.exec(target) ?? [];
  const file = byKey.get(key);
  if (file === undefined) return undefined;
  return name === file.name || decoded(name) === file.name ? file : undefined;
}

/** Some phones encode parentheses, some do not. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** The address by which phones fetch it. Its name holds nothing that an address would encode. */
export function hostedUrl(base: string, { key, name }: Pick<HostedFile, "key" | "name">): string {
  return `${base}f/${key}/${name}`;
}
