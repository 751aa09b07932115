import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EventRecord } from "../../src/provisioning/request.ts";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
let base: string;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs", { id: "other", host: "other.example" });
  await staff.app.listen({ host: "127.0.0.1", port: 0 });
  base = `http://127.0.0.1:${(staff.app.server.address() as AddressInfo).port}/api/v1`;
});
afterAll(() => staff.close());

const write = (...events: Partial<EventRecord>[]) =>
  staff.store.record({
    events: events.map((event) => ({ name: "file-served", at: staff.clock.now, ...event })),
    visits: [],
    sightings: [],
  });

type Told = { event: string; id: number; data: Record<string, unknown> };

/** Follows until it is stopped, or until the server ends it. */
async function follow({ key = staff.keys.admin, after }: { key?: string; after?: number } = {}) {
  const stop = new AbortController();
  const response = await fetch(`${base}/events/stream`, {
    headers: { authorization: `Bearer ${key}`, ...(after === undefined ? {} : { "last-event-id": String(after) }) },
    signal: stop.signal,
  });
  const told: Told[] = [];
  const ended = (async () => {
    let text = "";
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/, 2) as [string, string]));
        const event = fields.get("event");
        if (event !== undefined)
          told.push({ event, id: Number(fields.get("id")), data: JSON.parse(fields.get("data") ?? "") });
      }
    }
  })().catch(() => undefined);
  return { status: response.status, headers: response.headers, told, ended, stop: () => stop.abort() };
}

const names = (told: readonly Told[]) =>
  told.map(({ event, data }) => (event === "happened" ? `${data.pbx} ${data.mac} ${data.name}` : event));

describe("GET /events/stream", () => {
  beforeAll(() => {
    staff.streams.longestMs = 20_000;
  });

  test("tells what is written from now on, to each what is theirs, until they go", async () => {
    const [all, some] = [await follow(), await follow({ key: await staff.makeKey("pbx", "other") })];
    expect(all.headers.get("content-type")).toBe("text/event-stream");
    await expect.poll(() => [...names(all.told), ...names(some.told)]).toEqual(["ready", "ready"]);
    await write({ pbx: "main", mac: "0004137447D0" }, { pbx: "other", mac: "0004137447D1" }, { name: "unknown-file" });
    const mine = "other 0004137447D1 file-served";
    await expect
      .poll(() => names(all.told))
      .toEqual(["ready", "main 0004137447D0 file-served", mine, "null null unknown-file"]);
    await expect.poll(() => names(some.told)).toEqual(["ready", mine]);
    const { items } = (await staff.get("/events?limit=3")).json;
    expect(all.told.slice(1).map(({ data }) => data)).toEqual(items.toReversed());
    for (const one of [all, some]) one.stop();
    await Promise.all([all.ended, some.ended]);
  });

  test("goes on after the last that was read, and says when that is too long ago", async () => {
    const [last] = (await staff.get("/events?limit=1")).json.items;
    await write({ mac: "000413000001" }, { mac: "000413000002" });
    const after = Number(last?.id);
    const one = await follow({ after });
    await expect
      .poll(() => names(one.told))
      .toEqual(["ready", "null 000413000001 file-served", "null 000413000002 file-served"]);
    expect(one.told.map(({ id }) => id)).toEqual([after, after + 1, after + 2]);
    await write(...Array.from({ length: 250 }, () => ({})));
    await expect.poll(() => one.told.at(-1)).toEqual({ event: "gap", id: after + 252, data: {} });
    const late = await follow({ after });
    await expect.poll(() => late.told.at(-1)).toEqual({ event: "gap", id: after + 252, data: {} });
    await write({ mac: "000413000003" });
    for (const { told } of [one, late]) await expect.poll(() => told.at(-1)?.data.mac).toBe("000413000003");
    for (const each of [one, late]) each.stop();
    await Promise.all([one.ended, late.ended]);
  });

  test("is open so many times for one caller, and not for whoever has no right or sends nonsense", async () => {
    const key = await staff.makeKey("viewer");
    const open = await Promise.all(Array.from({ length: 20 }, () => follow({ key })));
    const refused = await follow({ key });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("30");
    for (const one of open) one.stop();
    await Promise.all(open.map(({ ended }) => ended));
    await expect
      .poll(async () => {
        const again = await follow({ key });
        again.stop();
        return again.status;
      })
      .toBe(200);
    expect((await follow({ key: "no key of ours" })).status).toBe(401);
    const odd = await staff.get("/events/stream", { headers: { "last-event-id": "-1 or 1" } });
    expect(odd).toMatchObject({ status: 400 });
  });

  test("ends after its time, and when the server is closed", async () => {
    staff.streams.longestMs = 30;
    const short = await follow();
    await short.ended;
    staff.streams.longestMs = 20_000;
    const long = await follow();
    await expect.poll(() => names(long.told)).toEqual(["ready"]);
    await staff.app.close();
    await long.ended;
    expect(names(short.told)).toEqual(["ready"]);
  });
});
