import { expect, it } from "vitest";
import { NotifyTransaction } from "../../../src/protocols/sip/notify-transaction.ts";

/** The seconds at which it is sent again, until it ends. */
function watch(transaction: NotifyTransaction, lateMs = 0): number[] {
  const sent: number[] = [];
  while (transaction.outcome === "running") {
    const due = transaction.dueAt;
    if (transaction.elapse()) sent.push((due + lateMs) / 1000);
    else expect(due).toBe(32_000);
  }
  return sent;
}

it("is sent again by RFC 3261's timer E and given up by timer F", () => {
  const transaction = new NotifyTransaction(0);
  expect(watch(transaction)).toEqual([0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]);
  expect(transaction.outcome).toBe("unanswered");
});

it("waits four seconds between two after a provisional answer", () => {
  const transaction = new NotifyTransaction(0);
  transaction.receive(100);
  expect(watch(transaction)).toEqual([0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5]);
});

it.each([
  [200, "delivered"],
  [202, "delivered"],
  [301, "refused"],
  [401, "refused"],
  [481, "refused"],
  [500, "refused"],
])("ends with %d as %s, for good", (status, outcome) => {
  const transaction = new NotifyTransaction(0);
  transaction.receive(status);
  transaction.receive(status === 200 ? 500 : 200);
  expect(transaction.elapse()).toBe(false);
  expect(transaction.outcome).toBe(outcome);
});
