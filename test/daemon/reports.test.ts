import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

let daemon: Daemon;
const dataDir = makeDataDir();
beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org", settings: { reports: true } });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

async function reportsOf(mac: string): Promise<unknown[]> {
  const { json } = await daemon.api("GET", `/api/v1/phones/${mac}/events`);
  const { items } = json as { items: { name: string; detail: { report: unknown } }[] };
  return items.filter(({ name }) => name === "phone-reported").map(({ detail }) => detail.report);
}

test.each([
  ["snom", "D785", "0004137447D0", ".xml"],
  ["yealink", "T46S", "805EC0AABBCC", ".cfg"],
  ["gigaset", "P825", "589EC691AABB", ".xml"],
])(
  "a %s %s is told where to report, and what it reports is in its history once a minute",
  async (vendor, model, mac, ending) => {
    const phone = { mac, pbx: "main", vendor, model, lines: [{ account: `u${mac}`, displayName: "Desk" }] };
    expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
    const file = await daemon.fetch(`/${mac}${ending}`);
    const url = /http:\/\/[^\s<"]*\/(report-[0-9A-F]{12}-)registered/.exec(file.body);
    expect(url?.[1]).toBe(`report-${mac}-`);
    for (const from of ["127.0.0.1", "127.0.0.1"]) {
      const answer = await daemon.fetch(`/report-${mac}-registered`, { from });
      expect([answer.status, answer.body]).toEqual([200, "ok\n"]);
    }
    await vi.waitFor(async () => expect(await reportsOf(mac)).toEqual(["registered"]), { timeout: 5000 });
  },
);

test("a report for a phone that is not admitted, or of nothing that phones report, is answered as anything unknown", async () => {
  const unknown = await daemon.fetch("/nothing.txt");
  for (const path of ["/report-000413000001-registered", "/report-0004137447D0-hacked"]) {
    const { status, body } = await daemon.fetch(path);
    expect([status, body]).toEqual([unknown.status, unknown.body]);
  }
});

test("without the setting a phone is not told where to report", async () => {
  const mac = "0004137447D9";
  const settings = { reports: false };
  await daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model: "D785", settings });
  expect((await daemon.fetch(`/${mac}.xml`)).body).not.toContain("report-");
});
