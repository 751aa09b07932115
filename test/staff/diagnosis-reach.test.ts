import { afterAll, describe, expect, test } from "vitest";
import { REASON_CODES } from "../../src/provisioning/diagnose/texts.ts";
import type { RedirectServiceId } from "../../src/provisioning/redirect.ts";
import type { FakeService } from "../servers/redirect/fake-server.ts";
import { FAKES } from "../servers/redirect/fakes.ts";
import { DRIVEN, MINUTE, startDiagnoses, type Told } from "./diagnosis-fixture.ts";
import { PHONE } from "./start-phones.ts";
import { snomMac, yealinkMac } from "./start-staff.ts";

// Each reason from what the staff API and phones' requests left in the store.

const { phones, codesOf, reasonOf, diagnose, admit, expectEvent, told } = await startDiagnoses();
afterAll(() => phones.close());

describe("a phone that did not come", () => {
  test("was never seen", async () => {
    const mac = await admit(snomMac());
    const reason = await reasonOf(mac, "never-seen");
    expect(reason.severity).toBe("error");
    expect(reason.why).toContain("SIP PnP, DHCP, the maker's redirect service");
    expect(reason.why).toContain("192.0.2.0/24 (eth0)");
    expect(await codesOf(mac)).toEqual(["never-seen"]);
  });

  test("was seen by SIP PnP and fetched nothing: at first it may be on its way", async () => {
    const mac = await admit(snomMac());
    expect(await phones.search(mac)).toBe("told");
    const fresh = await reasonOf(mac, "pnp-nothing-fetched");
    expect(fresh.severity).toBe("info");
    phones.wait(2 * MINUTE);
    const reason = await reasonOf(mac, "pnp-nothing-fetched");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining("http://192.0.2.1:8080") });
    await expectEvent(reason, "pnp-answered", { address: PHONE, door: "pnp" });
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("did not take what SIP PnP told it", async () => {
    const mac = await admit(yealinkMac());
    await phones.search(mac, { notTaken: "no answer within 32 s" });
    const reason = await reasonOf(mac, "pnp-not-taken");
    expect(reason.why).toContain("no answer within 32 s");
    await expectEvent(reason, "pnp-unanswered");
  });

  test("searched from another network: both are named, with what to do", async () => {
    const mac = await admit(yealinkMac());
    expect(await phones.search(mac, { from: "192.0.3.9", isOnLink: false })).toBe("off-link");
    const { reasons } = await diagnose(mac);
    expect(reasons[0]).toMatchObject({ code: "other-network", severity: "error" });
    expect(reasons[0]?.why).toContain("192.0.3.0/24");
    expect(reasons[0]?.why).toContain("192.0.2.0/24 (eth0)");
    expect(reasons[0]?.fix).toMatch(/option 66.*by hand/);
    await expectEvent(reasons[0] as Told, "pnp-off-link", { address: "192.0.3.9" });
  });

  test("searched while its network was none of ours, which it is now", async () => {
    const mac = await admit(yealinkMac());
    await phones.search(mac, { isOnLink: false });
    await expectEvent(await reasonOf(mac, "pnp-unheard-then"), "pnp-off-link", { address: PHONE });
    phones.wait(2 * MINUTE);
    await phones.search(mac);
    expect(await codesOf(mac)).not.toContain("pnp-unheard-then");
  });

  test("has its address by DHCP and fetched nothing", async () => {
    const mac = await admit(yealinkMac());
    await phones.lease(mac, "192.0.2.150");
    phones.wait(2 * MINUTE);
    const reason = await reasonOf(mac, "dhcp-nothing-fetched");
    expect(reason).toMatchObject({ severity: "error", fix: expect.stringContaining("option 66") });
    await expectEvent(reason, "dhcp-answered", { address: "192.0.2.150" });
    expect(reason.evidence).toContainEqual(expect.objectContaining({ kind: "lease", address: "192.0.2.150" }));
    expect(await codesOf(mac)).not.toContain("foreign-redirect-suspected");
  });

  test("has its address by DHCP and asked nothing more, though it asks the redirect service first", async () => {
    const mac = await admit(snomMac());
    await phones.lease(mac, "192.0.2.151");
    const reason = await reasonOf(mac, "foreign-redirect-suspected");
    expect(reason).toMatchObject({ severity: "warning", fix: expect.stringContaining("release the MAC") });
    await expectEvent(reason, "dhcp-answered");
  });

  test("took the offer of another DHCP server", async () => {
    const mac = await admit(yealinkMac());
    const at = phones.staff.clock.now;
    // As src/dhcp.ts writes it: test/daemon/dhcp-other-servers.test.ts has a real one, and its diagnosis.
    const detail = { server: "192.0.2.20", client: mac, interface: "eth0" };
    phones.recorder.event({ name: "dhcp-other-server", at, mac, door: "dhcp", detail } as never);
    await phones.recorder.flush();
    const reason = await reasonOf(mac, "dhcp-other-server");
    expect(await codesOf(mac)).toEqual(["dhcp-other-server"]);
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining("192.0.2.20") });
  });

  test("has an address that it got long ago, of which no event tells any more", async () => {
    const mac = await admit(yealinkMac());
    await phones.lease(mac, "192.0.2.152");
    await phones.staff.store.prune(phones.staff.clock.now + 1);
    const reason = await reasonOf(mac, "dhcp-nothing-fetched");
    expect(reason.why).toMatch(/^It got 192\.0\.2\.152 from Offhook, and/);
    expect(reason.evidence).toMatchObject([{ kind: "lease", address: "192.0.2.152" }]);
    phones.wait(2 * 3_600_000);
    expect(await codesOf(mac)).toEqual(["never-seen"]);
  });

  test("asked for other files only", async () => {
    const mac = await admit(yealinkMac());
    expect(await phones.fetch(`/${mac.toLowerCase()}.boot`)).toBe("no-such-file");
    phones.wait(2 * MINUTE);
    const reason = await reasonOf(mac, "only-other-files");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining(".boot") });
    await expectEvent(reason, "no-such-file");
  });

  test("was noticed, and nothing tells more", async () => {
    const mac = await admit(snomMac(), { settings: { reports: true } });
    const reports = (await phones.staff.get(`/phones/${mac}/files`)).json.items;
    const report = reports.find(({ kind }) => kind === "report");
    const name = String(report?.name ?? `report-started-${mac}`);
    await phones.fetch(`/${name}`);
    const reason = await reasonOf(mac, "nothing-fetched");
    expect(reason).toMatchObject({ severity: "error" });
    await expectEvent(reason, "phone-reported", { address: PHONE });
  });
});

describe("a phone at its redirect service", () => {
  const open: FakeService[] = [];
  afterAll(async () => {
    for (const fake of open) await fake.close();
  });

  async function connect(pbx: string, service: RedirectServiceId = "snom-rds"): Promise<FakeService> {
    const fake = await FAKES[service]();
    open.push(fake);
    await phones.staff.post("/pbxs", { id: pbx, host: `${pbx}.example.com` });
    const body = { credentials: fake.credentials, baseUrl: fake.baseUrl, checkFirst: false };
    expect((await phones.staff.call("PUT", `/pbxs/${pbx}/redirects/${service}`, { body })).status).toBe(201);
    return fake;
  }
  async function admitAt(pbx: string, mac: string, more: object = {}): Promise<string> {
    const lines = [{ account: "201", displayName: "Desk" }];
    expect((await phones.staff.post("/phones", { mac, pbx, lines, ...more })).status).toBe(201);
    return mac;
  }
  const tellUntil = (mac: string, state: string) =>
    phones.tellRedirects(async () => (await phones.staff.get(`/phones/${mac}/redirect`)).json.state === state);

  test("waits to be registered, and once it is never came", async () => {
    await connect("pending");
    const mac = await admitAt("pending", snomMac());
    expect(await codesOf(mac)).toEqual(["never-seen", "redirect-waiting"]);
    await tellUntil(mac, "registered");
    const reason = await reasonOf(mac, "redirect-never-came");
    expect(reason.evidence).toMatchObject([
      { kind: "redirect", at: expect.any(String), detail: { state: "registered" } },
    ]);
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("belongs to somebody else there", async () => {
    const fake = await connect("foreign");
    const mac = await admitAt("foreign", snomMac());
    fake.foreign.add(mac);
    await tellUntil(mac, "failed");
    const reason = await reasonOf(mac, "redirect-elsewhere");
    expect(reason).toMatchObject({ severity: "error", fix: expect.stringContaining("former dealer") });
    expect(reason.evidence).toMatchObject([{ kind: "redirect", detail: { code: "mac-elsewhere" } }]);
  });

  test("was refused, with the service's own words", async () => {
    const fake = await connect("refused");
    const body = { credentials: { ...fake.credentials, password: "wrong" }, baseUrl: fake.baseUrl, checkFirst: false };
    await phones.staff.call("PUT", "/pbxs/refused/redirects/snom-rds", { body });
    const mac = await admitAt("refused", snomMac());
    await tellUntil(mac, "failed");
    expect((await reasonOf(mac, "redirect-failed")).why).toContain("not-authorised (HTTP 401)");
  });

  test("is tried again while the service does not answer as it should", async () => {
    const fake = await connect("limited");
    fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": "600" } } });
    const mac = await admitAt("limited", snomMac());
    await tellUntil(mac, "retrying");
    expect(await reasonOf(mac, "redirect-retrying")).toMatchObject({
      severity: "warning",
      why: expect.stringContaining("rate-limited"),
      fix: expect.stringMatching(/at 2030-.* UTC/),
    });
  });

  test("is a model that does not ask it", async () => {
    await connect("unasked", "yealink-rps");
    const mac = await admitAt("unasked", yealinkMac(), { model: "T28P" });
    expect((await reasonOf(mac, "redirect-not-for-model")).why).toContain("T28P");
  });
});

test("every reason that is driven here was told", () => {
  expect([...told]).toEqual(expect.arrayContaining([...DRIVEN.reach]));
});

test("no reason is driven nowhere", () => {
  expect(Object.values(DRIVEN).flat().sort()).toEqual([...REASON_CODES].sort());
});
