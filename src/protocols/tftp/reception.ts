import { type ByteGatherer, createByteGatherer } from "../byte-gatherer.ts";
import type { Agreement } from "./options.ts";
import { RetransmissionTimer } from "./retransmission.ts";

/** Without one DATA the address may be forged: the first packet goes out once for each request, and nothing is held for long. */
const UNPROVED_SILENCE_MS = 8000;
const SILENCE_MS = 30_000;
const SILENCE_TIMEOUTS = 4;
/** A client that sends a byte now and then would otherwise hold its place for ever. */
const MAX_DURATION_MS = 300_000;

export type ReceptionLimits = {
  maxBytes: number;
  /** What `tsize` said, where it says anything: a client that broke off in the middle may still end with a short block. */
  declaredBytes: number | undefined;
};

/** To acknowledge `block`; block 0 is the OACK, or the ACK 0 where there is nothing to agree on. */
export type SendAck = (block: number) => void;

/**
 * One file on its way from one client, as the receiver sees it (RFC 1350, windows of RFC 7440). Times are milliseconds
 * of any steady clock. Blocks count from 1 without end; only packets cut them to 16 bits.
 */
export class Reception {
  /** Only `completed` has a body: of whatever ends otherwise nothing is kept. */
  outcome: "running" | "completed" | "abandoned" | "too-large" | "wrong-size" | "malformed" = "running";
  /** When to call `retransmit`. */
  dueAt = Number.POSITIVE_INFINITY;

  readonly #limits: ReceptionLimits;
  readonly #agreement: Agreement;
  readonly #send: SendAck;
  readonly #timer: RetransmissionTimer;
  readonly #silenceMs: number;
  readonly #gathered: ByteGatherer;
  #received = 0;
  #acknowledged = 0;
  #acknowledgedAt = 0;
  #isSentTwice = false;
  #hasToldGap = false;
  #startedAt = 0;
  #progressAt = 0;

  constructor(limits: ReceptionLimits, agreement: Agreement, send: SendAck) {
    this.#limits = limits;
    this.#gathered = createByteGatherer(limits.maxBytes);
    this.#agreement = agreement;
    this.#send = send;
    const timeoutMs = agreement.timeoutSeconds === undefined ? undefined : agreement.timeoutSeconds * 1000;
    this.#timer = new RetransmissionTimer(timeoutMs);
    this.#silenceMs = Math.max(SILENCE_MS, SILENCE_TIMEOUTS * (timeoutMs ?? 0));
  }

  /** The whole file, which is held no longer; undefined until it is there. */
  takeBody(): Buffer | undefined {
    return this.outcome === "completed" ? this.#gathered.take() : undefined;
  }

  /** Blocks that were taken. */
  get received(): number {
    return this.#received;
  }

  get heldBytes(): number {
    return this.#gathered.heldBytes();
  }

  start(now: number): void {
    this.#startedAt = now;
    this.#progressAt = now;
    this.#acknowledge(now);
  }

  /** The client asked for the same once more: it has not heard from us. */
  repeatRequest(now: number): void {
    if (this.#received > 0 || this.outcome !== "running") return;
    this.#isSentTwice = true;
    this.start(now);
  }

  /** `block` as in the packet. Also to be called for some time after the end: the last ACK may be lost (RFC 1350 section 6). */
  receive(block: number, payload: Buffer, now: number): void {
    const ahead = (block - this.#received) & 0xffff;
    if (ahead === 0 && this.#received > 0) this.#answerDuplicate(now);
    if (this.outcome !== "running") return;
    if (ahead === 1) this.#take(payload, now);
    else if (ahead > 1 && ahead <= this.#agreement.windowSize && !this.#hasToldGap) {
      // RFC 7440 section 4: a gap is told by the ACK of the last block before it; once, or every block after it would ask anew.
      this.#hasToldGap = true;
      this.#acknowledge(now);
    }
  }

  /** To be called once `dueAt` has passed. */
  retransmit(now: number): void {
    if (this.outcome !== "running") return;
    const isSilent = this.#received === 0 || now - this.#progressAt >= this.#silenceMs;
    if (isSilent || now - this.#startedAt >= MAX_DURATION_MS) {
      this.#end("abandoned");
      return;
    }
    this.#timer.backOff();
    this.#isSentTwice = true;
    this.#acknowledge(now);
  }

  /** Only an ACK that was sent can be lost; in the middle of a window the next blocks bring one. */
  #answerDuplicate(now: number): void {
    const wasTaken = this.outcome === "running" || this.outcome === "completed";
    if (!wasTaken || this.#acknowledged !== this.#received) return;
    this.#isSentTwice = true;
    this.#acknowledge(now);
  }

  #take(payload: Buffer, now: number): void {
    const { blockSize, windowSize } = this.#agreement;
    const fault = this.#findFault(payload);
    if (fault !== undefined) {
      this.#end(fault);
      return;
    }
    this.#gathered.add(payload);
    // Karn's rule: what answers an ACK that was sent twice does not tell how long either took.
    if (this.#isSentTwice) this.#timer.easeOff();
    else if (this.#received === this.#acknowledged) this.#timer.addRoundTrip(now - this.#acknowledgedAt);
    this.#received += 1;
    this.#progressAt = now;
    this.#hasToldGap = false;
    this.#isSentTwice = false;
    if (payload.length < blockSize) this.outcome = "completed";
    const isWindowFull = this.#received - this.#acknowledged >= windowSize;
    if (isWindowFull || this.outcome === "completed") this.#acknowledge(now);
    else this.dueAt = now + this.#timer.waitMs;
  }

  #findFault(payload: Buffer): "malformed" | "too-large" | "wrong-size" | undefined {
    const { blockSize } = this.#agreement;
    const { maxBytes, declaredBytes } = this.#limits;
    const bytes = this.#gathered.bytes() + payload.length;
    if (payload.length > blockSize) return "malformed";
    if (bytes > maxBytes) return "too-large";
    return payload.length < blockSize && bytes !== (declaredBytes ?? bytes) ? "wrong-size" : undefined;
  }

  #acknowledge(now: number): void {
    this.#acknowledged = this.#received;
    this.#acknowledgedAt = now;
    const waitMs = this.#received > 0 ? this.#timer.waitMs : UNPROVED_SILENCE_MS;
    this.dueAt = this.outcome === "running" ? now + waitMs : Number.POSITIVE_INFINITY;
    this.#send(this.#received);
  }

  #end(outcome: "abandoned" | "too-large" | "wrong-size" | "malformed"): void {
    this.outcome = outcome;
    this.#gathered.take();
    this.dueAt = Number.POSITIVE_INFINITY;
  }
}
