/** RFC 3261 section 17.1.1.1: an estimate of the round trip. */
export const T1_MS = 500;
/** Timer E doubles up to T2, Timer F ends everything: 64 times T1. Both as multiples of T1. */
const T2 = 8;
const TIMER_F = 64;

/**
 * A NOTIFY on its way over UDP, as its sender sees it (RFC 3261 section 17.1.2). Times are milliseconds of any steady clock. Unheard, it
 * is sent at 0, 0.5, 1.5, 3.5, 7.5 s and every 4 s up to 31.5 s: eleven times.
 */
export class NotifyTransaction {
  /** `refused`: a final answer other than 2xx. */
  outcome: "running" | "delivered" | "refused" | "unanswered" = "running";
  /** When to call `elapse`. */
  dueAt: number;

  readonly #t1Ms: number;
  readonly #endsAt: number;
  #intervalMs: number;

  /** The first NOTIFY goes out at `now`. */
  constructor(now: number, t1Ms = T1_MS) {
    this.#t1Ms = t1Ms;
    this.#intervalMs = t1Ms;
    this.#endsAt = now + TIMER_F * t1Ms;
    this.dueAt = now + t1Ms;
  }

  /** To be called once `dueAt` has passed. True: send it again. By the plan, not by when it was called: a late call skips nothing. */
  elapse(): boolean {
    if (this.outcome !== "running") return false;
    if (this.dueAt >= this.#endsAt) {
      this.outcome = "unanswered";
      return false;
    }
    this.#intervalMs = Math.min(2 * this.#intervalMs, T2 * this.#t1Ms);
    this.dueAt = Math.min(this.dueAt + this.#intervalMs, this.#endsAt);
    return true;
  }

  /** The phone's answer. */
  receive(status: number): void {
    if (this.outcome !== "running") return;
    if (status < 200) this.#intervalMs = T2 * this.#t1Ms;
    else this.outcome = status < 300 ? "delivered" : "refused";
  }
}
