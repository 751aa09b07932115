import { NotifyTransaction, T1_MS } from "../protocols/sip/notify-transaction.ts";
import type { PnpSocket } from "./sip-pnp-sockets.ts";

/** How a question was answered: the same again is answered alike. */
type Answered = { socket: PnpSocket; tag: string };
/** A question that was answered by 200, and the NOTIFY that follows it. */
type NewDialog = Answered & {
  /** Of the question. */
  key: string;
  /** At most one NOTIFY is under way to each phone: a new question ends the one before. */
  phone: string;
  address: string;
  branch: string;
  notify: string;
  notifyPort: number;
  /** Called once, unless a newer question of the phone's took over. */
  end: (outcome: "delivered" | "refused" | "unanswered", status: number | undefined) => void;
};
type Dialog = NewDialog & { transaction: NotifyTransaction };

export type Dialogs = {
  /** Sends the NOTIFY; the 200 goes out before. */
  open(dialog: NewDialog): void;
  /** Undefined: the question is new. */
  findAnswered(key: string): Answered | undefined;
  /** A phone's answer to a NOTIFY. False: to none of ours. */
  receive(branch: string, address: string, status: number): boolean;
  isFull(): boolean;
  active(): number;
  close(): void;
};

/** NOTIFYs under way: more phones than this do not start within one round trip. */
const MAX_RUNNING = 10_000;
/** Questions remembered in case they come again, some 300 bytes each: this many to twice as many. */
const MAX_KEPT = 10_000;
/** RFC 3261 Timer J: 64 times T1. */
const TIMER_J = 64;
const MAX_SWEEP_MS = 50;
/** Share of the time in which the event loop had something to do. */
const SATURATED = 0.9;
const MAX_HOLD_MS = 3000;

export function createDialogs(t1Ms = T1_MS): Dialogs {
  /** Two halves, of which the older is thrown away as a whole: to find the oldest in a Map costs more the more were deleted. */
  let kept = new Map<string, Answered & { until: number }>();
  let keptBefore: typeof kept = new Map();
  let turnAt = 0;
  const running = new Map<string, Dialog>();
  const byPhone = new Map<string, Dialog>();
  let sweeping: NodeJS.Timeout | undefined;
  let load = performance.eventLoopUtilization();
  let saturatedSince: number | undefined;

  /** While this process has more to do than it can, a phone's answer may lie unread: sending again would only add to it. */
  function isHolding(now: number): boolean {
    const { utilization } = performance.eventLoopUtilization(load);
    load = performance.eventLoopUtilization();
    if (utilization < SATURATED) saturatedSince = undefined;
    else saturatedSince ??= now;
    return saturatedSince !== undefined && now - saturatedSince < MAX_HOLD_MS;
  }

  function sweep(): void {
    const now = performance.now();
    const isHeld = isHolding(now);
    for (const dialog of running.values()) {
      while (!isHeld && dialog.transaction.dueAt <= now && dialog.transaction.outcome === "running") {
        if (dialog.transaction.elapse()) dialog.socket.send(dialog.notify, dialog.notifyPort, dialog.address);
      }
      if (dialog.transaction.outcome !== "running") finish(dialog, undefined);
    }
    if (now >= turnAt) turn(now);
    if (running.size + kept.size + keptBefore.size > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  }

  function turn(now: number): void {
    keptBefore = kept;
    kept = new Map();
    turnAt = now + TIMER_J * t1Ms;
  }

  function stop(dialog: Dialog): void {
    running.delete(dialog.branch);
    if (byPhone.get(dialog.phone) === dialog) byPhone.delete(dialog.phone);
  }

  function finish(dialog: Dialog, status: number | undefined): void {
    const { outcome } = dialog.transaction;
    stop(dialog);
    if (outcome !== "running") dialog.end(outcome, status);
  }

  return {
    open(opened) {
      const now = performance.now();
      const { key, phone, socket, tag } = opened;
      const dialog = { ...opened, transaction: new NotifyTransaction(now, t1Ms) };
      const before = byPhone.get(phone);
      if (before !== undefined) stop(before);
      kept.set(key, { socket, tag, until: now + TIMER_J * t1Ms });
      if (kept.size >= MAX_KEPT) turn(now);
      running.set(dialog.branch, dialog);
      byPhone.set(phone, dialog);
      socket.send(dialog.notify, dialog.notifyPort, dialog.address);
      sweeping ??= setInterval(sweep, Math.min(MAX_SWEEP_MS, t1Ms / 10)).unref();
    },

    findAnswered(key) {
      const known = kept.get(key) ?? keptBefore.get(key);
      return known !== undefined && known.until > performance.now() ? known : undefined;
    },

    receive(branch, address, status) {
      const dialog = running.get(branch);
      if (dialog === undefined || dialog.address !== address) return false;
      dialog.transaction.receive(status);
      if (dialog.transaction.outcome !== "running") finish(dialog, status);
      return true;
    },

    isFull: () => running.size >= MAX_RUNNING,
    active: () => running.size,

    close() {
      clearInterval(sweeping);
      kept.clear();
      keptBefore.clear();
      running.clear();
      byPhone.clear();
    },
  };
}
