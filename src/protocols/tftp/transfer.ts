import type { Agreement } from "./options.ts";
import { RetransmissionTimer } from "./retransmission.ts";

/** Without one ACK the address may be forged: the first packet goes out once for each request, and nothing is held for long. Clients ask again after 5 s or less. */
const UNPROVED_SILENCE_MS = 8000;
/** Without a new ACK for so long the client is gone. With a `timeout` of its own it gets that many of them at least. */
const SILENCE_MS = 30_000;
const SILENCE_TIMEOUTS = 4;

/** To send the file's bytes from `start` to `end` as `block`; block 0 is the OACK. */
export type SendBlock = (block: number, start: number, end: number) => void;

/**
 * One file on its way to one client, as the sender sees it (RFC 1350, windows of RFC 7440). Times are milliseconds of
 * any steady clock. Blocks count from 1 without end, block 0 is the OACK; only packets cut them to 16 bits.
 */
export class Transfer {
  /** `abandoned`: nothing was heard of the client for too long. */
  outcome: "running" | "completed" | "abandoned" = "running";
  /** When to call `retransmit`. */
  dueAt = Number.POSITIVE_INFINITY;

  readonly #fileBytes: number;
  readonly #agreement: Agreement;
  readonly #send: SendBlock;
  readonly #timer: RetransmissionTimer;
  readonly #silenceMs: number;
  readonly #lastBlock: number;
  #acknowledged: number;
  /** The last block of the window that is out. */
  #sent: number;
  #sentAt = 0;
  #isSentTwice = false;
  #progressAt = 0;
  #isProved = false;

  constructor(fileBytes: number, agreement: Agreement, send: SendBlock) {
    this.#fileBytes = fileBytes;
    this.#agreement = agreement;
    this.#send = send;
    const timeoutMs = agreement.timeoutSeconds === undefined ? undefined : agreement.timeoutSeconds * 1000;
    this.#timer = new RetransmissionTimer(timeoutMs);
    this.#silenceMs = Math.max(SILENCE_MS, SILENCE_TIMEOUTS * (timeoutMs ?? 0));
    // A block shorter than the others ends the file, so an exact multiple ends with an empty one.
    this.#lastBlock = Math.floor(fileBytes / agreement.blockSize) + 1;
    this.#acknowledged = agreement.accepted.length > 0 ? -1 : 0;
    this.#sent = this.#acknowledged;
  }

  start(now: number): void {
    this.#progressAt = now;
    this.#sendWindow(now);
  }

  /** The client asked for the same once more: it has not heard from us. */
  repeatRequest(now: number): void {
    if (this.#isProved || this.outcome !== "running") return;
    this.#isSentTwice = true;
    this.start(now);
  }

  /** `block` as in the packet. */
  acknowledge(block: number, now: number): void {
    const acknowledged = this.#acknowledged + ((block - this.#acknowledged) & 0xffff);
    // An ACK that says nothing new is never answered, or every later block would be doubled (the Sorcerer's Apprentice
    // bug, RFC 1123 section 4.2.3.1): if it was sent because a block is missing, the timer will resend that.
    if (acknowledged === this.#acknowledged || acknowledged > this.#sent || this.outcome !== "running") return;
    this.#acknowledged = acknowledged;
    this.#progressAt = now;
    this.#isProved = true;
    // Karn's rule: the ACK of what was sent twice does not tell how long either took.
    if (this.#isSentTwice) this.#timer.easeOff();
    else this.#timer.addRoundTrip(now - this.#sentAt);
    this.#isSentTwice = false;
    if (acknowledged === this.#lastBlock) this.outcome = "completed";
    // RFC 7440 section 4: the window starts anew after the block acknowledged, also when later ones are out already.
    else this.#sendWindow(now);
  }

  /** To be called once `dueAt` has passed. */
  retransmit(now: number): void {
    if (this.outcome !== "running") return;
    if (!this.#isProved || now - this.#progressAt >= this.#silenceMs) {
      this.outcome = "abandoned";
      return;
    }
    this.#timer.backOff();
    this.#isSentTwice = true;
    this.#sendWindow(now);
  }

  /** An unproved client has been sent one packet only: windows need an OACK, and that needs its ACK first. */
  #sendWindow(now: number): void {
    this.#sentAt = now;
    this.dueAt = now + (this.#isProved ? this.#timer.waitMs : UNPROVED_SILENCE_MS);
    const acknowledged = this.#acknowledged;
    if (acknowledged < 0) {
      this.#sent = 0;
      this.#send(0, 0, 0);
      return;
    }
    const { blockSize, windowSize } = this.#agreement;
    this.#sent = Math.min(acknowledged + windowSize, this.#lastBlock);
    for (let block = acknowledged + 1; block <= this.#sent; block += 1) {
      const start = (block - 1) * blockSize;
      this.#send(block, start, Math.min(start + blockSize, this.#fileBytes));
    }
  }
}
