/** Lets `burst` things happen at once, and `perSecond` in the long run. `now` in milliseconds; a clock that jumps back refills nothing. */
export function createTokenBucket(burst: number, perSecond: number, now: number) {
  let tokens = burst;
  let refilledAt = now;
  function refill(at: number): void {
    tokens = Math.min(burst, tokens + Math.max(0, at - refilledAt) * (perSecond / 1000));
    refilledAt = at;
  }
  return {
    has(at: number): boolean {
      refill(at);
      return tokens >= 1;
    },
    /** False, and nothing taken, when it is empty. */
    take(at: number): boolean {
      refill(at);
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
