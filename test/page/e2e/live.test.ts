import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPage, type Site, SNOM, startSite } from "../site.ts";

let site: Site;
beforeAll(async () => {
  buildPage();
  site = await startSite();
  await site.daemon.api("POST", "/api/v1/phones", {
    mac: SNOM,
    pbx: "main",
    model: "D785",
    lines: [{ account: "20" }],
  });
});
afterAll(() => site?.close());

/** Sooner than the page would ask by itself. */
const SOON = { timeout: 5000 };

test("a phone boots, and the pages that are open show it live, over one connection each", async () => {
  const [phone, table, events] = await Promise.all(
    [`/phones/${SNOM}`, "/phones", "/events"].map(async (path) => {
      const visit = await site.signIn("tom");
      const streaming = visit.page.waitForRequest((request) => request.url().endsWith("/events/stream"));
      await visit.page.goto(path);
      await streaming;
      return visit;
    }),
  );
  if (phone === undefined || table === undefined || events === undefined) throw new Error("no pages");
  await phone.page.getByText("never", { exact: true }).first().waitFor();
  const row = table.page.getByRole("row", { name: /00:04:13:74:47:D0/ });
  await row.getByText("never").waitFor();
  const agent = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.165.16 1.1.3-s)";
  const fetched = await fetch(`http://${site.daemon.doors.http}/${SNOM}.xml`, { headers: { "user-agent": agent } });
  expect(fetched.status).toBe(200);
  await fetched.text();
  await phone.page.getByText("passwords-delivered").waitFor(SOON);
  await phone.page
    .getByText(/10\.1\.165\.16/)
    .first()
    .waitFor(SOON);
  await row.getByText("never").waitFor({ state: "detached", ...SOON });
  await events.page.getByText("passwords-delivered").waitFor(SOON);
  for (const { requests, complaints } of [phone, table, events]) {
    expect(requests.filter((url) => url.endsWith("/events/stream"))).toHaveLength(1);
    expect(complaints).toEqual([]);
  }
});

test("another place of the page goes on with the same connection", async () => {
  const { page, requests } = await site.signIn("anna");
  await page.goto("/events");
  await page.getByText("signed-in").first().waitFor();
  await page.getByRole("link", { name: "Waiting room" }).click();
  await page.getByText("No phone is waiting.").waitFor();
  await fetch(`http://${site.daemon.doors.http}/000413A0B0C0.xml`, {
    headers: { "user-agent": "Mozilla/4.0 (compatible; snomD717-SIP 10.1.165.16 1.1.3-s)" },
  });
  await page.getByText("00:04:13:A0:B0:C0").waitFor(SOON);
  expect(requests.filter((url) => url.endsWith("/events/stream"))).toHaveLength(1);
});
