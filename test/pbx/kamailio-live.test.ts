import { afterAll, beforeAll, expect, test } from "vitest";
import { type DeskPhone, type Site, startSite } from "./site.ts";
import { type Kamailio, startKamailio } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

const MAC = "000413922D24";

let kamailio: Kamailio;
let site: Site;
let phone: DeskPhone;
beforeAll(async () => {
  kamailio = await startKamailio("sqlite");
  site = await startSite(kamailio);
  await site.setLink("pbx-first");
  const made = await site.daemon().api("POST", "/api/v1/keys", { name: "kamailio", role: "pbx", pbx: "main" });
  const { key } = made.json as { key: string };
  await kamailio.stop();
  await kamailio.start({
    ASK_OFFHOOK: "yes",
    OFFHOOK_URL: `"http://${site.daemon().doors.staff}"`,
    OFFHOOK_KEY: `"${key}"`,
  });
  phone = site.deskPhone(MAC, "127.0.0.5");
});
afterAll(async () => {
  await site?.close();
  await kamailio?.close();
});

test("a Kamailio that asks Offhook lets an admitted phone register as soon as it has booted", async () => {
  await site.admit(MAC, "20");
  await site.told();
  await phone.boot();
  await waitUntil(
    "it may register",
    () => phone.register(),
    (status) => status === 200,
    3000,
  );
});

test("and refuses a stranger's address, user, User-Agent, a wrong password, and a phone that was deleted", async () => {
  expect(await phone.register({ from: "127.0.0.66" })).toBe(403);
  expect(await phone.register({ user: "77" })).toBe(403);
  expect(await phone.register({ userAgent: "friendly-scanner" })).toBe(403);
  expect(await phone.register({ userAgent: "Yealink SIP-T46S 66.86.0.160 00:15:65:bd:56:d4" })).toBe(403);
  expect(await phone.register({ password: "guessed-password" })).toBe(401);
  expect(await phone.register()).toBe(200);
  expect((await site.daemon().api("DELETE", `/api/v1/phones/${MAC}`)).status).toBe(204);
  expect(await phone.register()).toBe(403);
});

test("and tells phones to come again while Offhook is away", async () => {
  await site.daemon().stop();
  expect(await phone.register()).toBe(503);
});
