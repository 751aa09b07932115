const INITIAL_MS = 300;
/** Far above any LAN's round trip: what is spared is a phone that stops for a moment to write its flash. */
const MIN_MS = 100;
const MAX_MS = 5000;
/** Enough to outwait, and so to measure, a line that has become four times slower. */
const MAX_DOUBLINGS_KEPT = 2;

/** How long to wait for an ACK: RFC 6298 scaled to local networks, or what the client fixed by its `timeout` option. */
export class RetransmissionTimer {
  readonly #fixedMs: number | undefined;
  #smoothedMs: number | undefined;
  #variationMs = 0;
  #doublings = 0;

  constructor(fixedMs: number | undefined) {
    this.#fixedMs = fixedMs;
  }

  get waitMs(): number {
    if (this.#fixedMs !== undefined) return this.#fixedMs;
    const estimateMs = this.#smoothedMs === undefined ? INITIAL_MS : this.#smoothedMs + 4 * this.#variationMs;
    return Math.min(MAX_MS, Math.max(MIN_MS, estimateMs) * 2 ** this.#doublings);
  }

  backOff(): void {
    if (this.waitMs < MAX_MS) this.#doublings += 1;
  }

  /** For an ACK that came after a retransmission, whichever packet it answers: the line is slow or it loses much. */
  easeOff(): void {
    this.#doublings = Math.min(this.#doublings, MAX_DOUBLINGS_KEPT);
  }

  /** For an ACK of what was sent once. */
  addRoundTrip(ms: number): void {
    this.#doublings = 0;
    if (this.#smoothedMs === undefined) {
      this.#smoothedMs = ms;
      this.#variationMs = ms / 2;
      return;
    }
    this.#variationMs += (Math.abs(this.#smoothedMs - ms) - this.#variationMs) / 4;
    this.#smoothedMs += (ms - this.#smoothedMs) / 8;
  }
}
