/** How an exchange of the master key stands. Everything sealed opens all the while, with the key before or the one after. */
export type MasterKeyState = {
  /** `environment` and `credential`: the daemon cannot exchange it itself. */
  source: "environment" | "credential" | "file";
  /** Names the key that seals now. */
  keyId: string;
  state: "idle" | "running" | "failed";
  /** Values that were sealed anew by this process, and those looked at in this pass. */
  resealed: number;
  looked: number;
  /** Values that no key opens: they were changed, and are left as they are. */
  unreadable: number;
  startedAt: number | null;
  finishedAt: number | null;
};

export type MasterKeyStore = {
  /**
   * Starts an exchange. `given-from-outside`: whoever gives the key gives the next one, too. `other-daemons`: they would not know
   * the next key. `cannot-write`: the folder of the key takes no file.
   */
  rotateMasterKey(): Promise<"started" | "running" | "given-from-outside" | "other-daemons" | "cannot-write">;
  masterKeyState(): MasterKeyState;
};
