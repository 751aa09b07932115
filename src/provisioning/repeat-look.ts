export type RepeatedLook = {
  /** Looks now instead of at the next turn. */
  wake(): void;
  /** Looks no more, and waits for the look that is under way. */
  close(): Promise<void>;
};

/** Looks again and again, one look at a time. */
export function repeatLook(
  look: () => Promise<unknown>,
  everyMs: number,
  reportFault: (error: unknown) => void,
): RepeatedLook {
  let looking: Promise<void> | undefined;
  function wake(): void {
    looking ??= look()
      .then(() => undefined, reportFault)
      .finally(() => {
        looking = undefined;
      });
  }
  const timer = setInterval(wake, everyMs);
  return {
    wake,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
