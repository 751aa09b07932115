import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { createRefusalPace } from "../../src/provisioning/refusal-pace.ts";

test("a refusal leaves on a beat that the request's arrival decides, however long the decision took", async () => {
  const clock = { now: 1000 };
  const pace = createRefusalPace(() => clock.now);
  const left: string[] = [];
  const refuse = (name: string, arrivedAt: number) => void pace(arrivedAt).then(() => left.push(name));
  const passes = async (now: number) => {
    clock.now = now;
    await wait(30);
    return [...left];
  };
  refuse("quick", 1000);
  clock.now = 1009;
  refuse("slow", 999.5);
  refuse("later", 1001);
  expect(await passes(1009.9)).toEqual([]);
  expect(await passes(1010)).toEqual(["slow", "quick"]);
  expect(await passes(1019.9)).toHaveLength(2);
  expect(await passes(1020)).toEqual(["slow", "quick", "later"]);
  // So slow that its beat is over: the next there is.
  clock.now = 1055;
  refuse("late", 1030);
  expect(await passes(1059)).toHaveLength(3);
  expect(await passes(1060)).toEqual(["slow", "quick", "later", "late"]);
});
