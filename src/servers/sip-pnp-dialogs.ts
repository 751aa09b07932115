import { NotifyTransaction, T1_MS } from "../protocols/sip/notify-transaction.ts";
import type { PnpSocket } from "./sip-pnp-sockets.ts";

/** A question that was answered by 200, and the NOTIFY that follows it. */
export type NewDialog = {
  /** Of the question: the same again gets the same 200. */
  key: string;
  /** At most one NOTIFY is under way to each phone: a new question ends the one before. */
  phone: string;
  socket: PnpSocket;
  address: string;
  answer: Buffer;
  answerPort: number;
  branch: string;
  notify: Buffer;
  notifyPort: number;
  /** Called once, unless a newer question of the phone's took over. */
  end: (outcome: "delivered" | "refused" | "unanswered", status: number | undefined) => void;
};
type Dialog = Omit<NewDialog, "notify"> & {
  /** Given back when it is over. */
  notify: Buffer | undefined;
  transaction: NotifyTransaction;
  keptUntil: number;
};

export type Dialogs = {
  /** Sends the 200, then the NOTIFY. */
  open(dialog: NewDialog): void;
  /** Sends the same 200 to a question that came again. False: it is new. */
  answerAgain(key: string): boolean;
  /** A phone's answer to a NOTIFY. False: to none of ours. */
  receive(branch: string, address: string, status: number): boolean;
  isFull(): boolean;
  active(): number;
  close(): void;
};

/** NOTIFYs under way: more phones than this do not start within one round trip. */
const MAX_RUNNING = 10_000;
/** Answers kept for questions that come again, some 600 bytes each; the oldest go. */
const MAX_KEPT = 20_000;
/** RFC 3261 Timer J: 64 times T1. */
const TIMER_J = 64;
const MAX_SWEEP_MS = 50;

export function createDialogs(t1Ms = T1_MS): Dialogs {
  /** In the order of their 200s. */
  const kept = new Map<string, Dialog>();
  const running = new Map<string, Dialog>();
  const byPhone = new Map<string, Dialog>();
  let sweeping: NodeJS.Timeout | undefined;

  function sweep(): void {
    const now = performance.now();
    for (const dialog of running.values()) {
      while (dialog.transaction.dueAt <= now && dialog.transaction.outcome === "running") {
        if (dialog.transaction.elapse()) notify(dialog);
      }
      if (dialog.transaction.outcome !== "running") finish(dialog, undefined);
    }
    for (const [key, { keptUntil }] of kept) {
      if (keptUntil > now) break;
      kept.delete(key);
    }
    if (running.size > 0 || kept.size > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  }

  function notify({ socket, notify, notifyPort, address }: Dialog): void {
    if (notify !== undefined) socket.send(notify, notifyPort, address);
  }

  function stop(dialog: Dialog): void {
    running.delete(dialog.branch);
    if (byPhone.get(dialog.phone) === dialog) byPhone.delete(dialog.phone);
    dialog.notify = undefined;
  }

  function finish(dialog: Dialog, status: number | undefined): void {
    const { outcome } = dialog.transaction;
    stop(dialog);
    if (outcome !== "running") dialog.end(outcome, status);
  }

  return {
    open(opened) {
      const now = performance.now();
      const dialog: Dialog = {
        ...opened,
        transaction: new NotifyTransaction(now, t1Ms),
        keptUntil: now + TIMER_J * t1Ms,
      };
      const before = byPhone.get(dialog.phone);
      if (before !== undefined) stop(before);
      kept.set(dialog.key, dialog);
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? "");
      running.set(dialog.branch, dialog);
      byPhone.set(dialog.phone, dialog);
      dialog.socket.send(dialog.answer, dialog.answerPort, dialog.address);
      notify(dialog);
      sweeping ??= setInterval(sweep, Math.min(MAX_SWEEP_MS, t1Ms / 10)).unref();
    },

    answerAgain(key) {
      const dialog = kept.get(key);
      if (dialog === undefined) return false;
      dialog.socket.send(dialog.answer, dialog.answerPort, dialog.address);
      return true;
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
      running.clear();
      byPhone.clear();
    },
  };
}
