import { type DoctorFinding, found } from "./doctor-finding.ts";

export type FolderFacts = {
  folder: string;
  /** Undefined: the folder does not exist yet, or cannot be looked at for that reason. */
  space: { freeBytes: number; totalBytes: number; freeInodes: number; totalInodes: number } | undefined;
  problem: string | undefined;
  /** What came of writing a small file: undefined when it worked. */
  writeError: string | undefined;
  /** Files with secrets that others may read, with their modes. */
  open: readonly { path: string; mode: string }[];
  /** What belongs to another user than the one who runs this. */
  foreign: readonly string[];
};

const MB = 1_000_000;
const FULL_BYTES = 20 * MB;
const LOW_BYTES = 200 * MB;
const LOW_INODES = 1000;

export function judgeFolder({ folder, space, problem, writeError, open, foreign }: FolderFacts): DoctorFinding[] {
  if (space === undefined) return [found("data-missing", { folder, reason: problem ?? "" })];
  const freeMb = Math.floor(space.freeBytes / MB);
  const findings: DoctorFinding[] = [];
  if (space.freeBytes < FULL_BYTES) findings.push(found("disk-full", { folder, freeMb }));
  else if (space.freeBytes < LOW_BYTES) findings.push(found("disk-low", { folder, freeMb }));
  // Some file systems count none.
  if (space.totalInodes > 0 && space.freeInodes < LOW_INODES)
    findings.push(found("inodes-low", { folder, free: space.freeInodes }));
  if (writeError !== undefined) findings.push(found("data-not-writable", { folder, reason: writeError }));
  for (const { path, mode } of open) findings.push(found("data-open-to-others", { path, mode }));
  if (foreign.length > 0) findings.push(found("data-foreign", { paths: foreign.join(", ") }));
  if (findings.length === 0) findings.push(found("data-ok", { folder, freeMb }));
  return findings;
}

export type DatabaseFacts = {
  kind: "SQLite" | "PostgreSQL";
  /** Milliseconds of one read and one write; why it failed. */
  read: { ms: number } | { error: string };
  write: { ms: number } | { error: string } | undefined;
};

const SLOW_MS = 500;

export function judgeDatabase({ kind, read, write }: DatabaseFacts): DoctorFinding {
  if ("error" in read) return found("database-unreadable", { kind, reason: read.error });
  if (write !== undefined && "error" in write) return found("database-not-writable", { kind, reason: write.error });
  const ms = Math.round(read.ms + (write?.ms ?? 0));
  return found(ms > SLOW_MS ? "database-slow" : "database-ok", { kind, ms });
}
