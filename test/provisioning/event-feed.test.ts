import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEventFeed, type FeedNews } from "../../src/provisioning/event-feed.ts";
import type { StoredEvent } from "../../src/provisioning/ports.ts";

let events: StoredEvent[];
let looks: number;
let faults: unknown[];
beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  looks = 0;
  faults = [];
});
afterEach(() => vi.useRealTimers());

const write = (...ids: number[]) => events.push(...ids.map((id) => ({ id, name: "file-served" as const, at: 0 })));
const store = {
  lastEventId: async () => Math.max(0, ...events.map(({ id }) => id)),
  async listEventsAfter({ after, missed = [], limit }: { after: number; missed?: readonly number[]; limit: number }) {
    looks++;
    const found = events.filter(({ id }) => id > after || missed.includes(id));
    return found.toSorted((a, b) => a.id - b.id).slice(0, limit);
  },
};
async function follow() {
  const told: unknown[] = [];
  const tell = (news: FeedNews) => told.push(...(news === "gap" ? [news] : news.events.map(({ id }) => id)));
  const stop = await createEventFeed(store, (error) => faults.push(error)).follow(tell);
  return { told, stop };
}
const pass = (ms = 500) => vi.advanceTimersByTimeAsync(ms);

test("tells an event that was committed after a later one, once, unless it comes too late", async () => {
  write(7);
  const { told, stop } = await follow();
  write(8, 11, 12);
  await pass();
  write(10);
  await pass();
  await pass(9000);
  write(9);
  await pass();
  expect(told).toEqual([8, 11, 12, 10, 9]);
  write(15);
  await pass(20_000);
  write(13, 14);
  await pass(20_000);
  expect(told).toEqual([8, 11, 12, 10, 9, 15]);
  stop();
});

test("looks only while somebody listens, and goes on after a fault", async () => {
  const { told, stop } = await follow();
  await pass(2000);
  expect(looks).toBe(4);
  const { listEventsAfter } = store;
  store.listEventsAfter = () => Promise.reject(new Error("no database"));
  await pass();
  store.listEventsAfter = listEventsAfter;
  expect(faults).toHaveLength(1);
  write(1);
  await pass();
  expect(told).toEqual([1]);
  stop();
  const before = looks;
  await pass(5000);
  expect(looks).toBe(before);
});

test("says that it was too much to tell, and goes on from there", async () => {
  const { told, stop } = await follow();
  write(...Array.from({ length: 1000 }, (_, index) => index + 1));
  await pass();
  write(1001);
  await pass();
  expect(told).toEqual(["gap", 1001]);
  stop();
});
