import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, type TestContext, test } from "vitest";
import { makeSite, type Site } from "./pnp-site.ts";

// 192.168.1.35 and .100: in one /24 a phone boots by SIP PnP, in two /26 it does not, and the diagnosis says exactly that.

/** Every look is a process of its own. */
const WAIT = { timeout: 30_000 };
const MAC = "805EC017DE13";
type Told = { code: string; severity: string; why: string; fix: string; evidence: Record<string, unknown>[] };

async function siteWith(context: TestContext, bits: number): Promise<Site> {
  const addresses = { server: `192.168.1.35/${bits}`, phone: `192.168.1.100/${bits}` };
  const site = await makeSite(context, addresses, { OFFHOOK_SECRETS_TRUSTED_NETWORKS: "192.168.1.0/24" });
  await site.staff("phone", "add", MAC, "--pbx", "main", "--model", "T46S", "--line", "20=Desk");
  return site;
}

async function diagnose(site: Site, language = "en"): Promise<{ isProvisioned: boolean; reasons: Told[] }> {
  return (await site.staff("phone", "diagnose", MAC, "--language", language)) as never;
}

const boot = (site: Site, url?: string) => site.boot(MAC, "yealink", "T46S", url);

test("in one /24 it boots, and the diagnosis finds it well", async (context) => {
  const site = await siteWith(context, 24);
  expect((await diagnose(site)).reasons).toMatchObject([
    { code: "never-seen", why: expect.stringContaining("192.168.1.0/24 (eth0)") },
  ]);
  expect(await boot(site)).toMatchObject({ code: 0, err: "" });
  await expect.poll(() => diagnose(site), WAIT).toMatchObject({ isProvisioned: true });
  const { reasons } = await diagnose(site);
  expect(reasons[0]).toMatchObject({
    code: "ok",
    evidence: [
      { event: "passwords-delivered", address: "192.168.1.100" },
      { kind: "grant", address: "192.168.1.100" },
    ],
  });
}, 120_000);

test("in two /26 with a router between it does not: both networks are named, and the fix by hand works", async (context) => {
  const site = await siteWith(context, 26);
  const [command = "", ...router] = await site.lab.host("router");
  await site.lab.ip("router", "addr", "add", "192.168.1.1/26", "dev", "eth0");
  await site.lab.ip("router", "addr", "add", "192.168.1.65/26", "dev", "eth0");
  await promisify(execFile)(command, [...router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
  await site.lab.ip("server", "route", "add", "default", "via", "192.168.1.1");
  await site.lab.ip("phone", "route", "add", "default", "via", "192.168.1.65");

  const failed = await boot(site);
  expect(failed.code).toBe(3);
  expect(failed.err).toContain("nobody answered by SIP PnP");
  await expect.poll(async () => (await diagnose(site)).reasons[0]?.code, WAIT).toBe("other-network");
  const words = {
    en: /multicast.*does not cross/,
    de: /Multicast.*nicht von einem Netz/,
    fr: /multicast.*ne passe pas/,
  };
  const told = Object.entries(words).map(async ([language, why]) => ({ why, ...(await diagnose(site, language)) }));
  for (const { why, isProvisioned, reasons } of await Promise.all(told)) {
    expect(isProvisioned).toBe(false);
    expect(reasons[0]).toMatchObject({ code: "other-network", severity: "error" });
    expect(reasons[0]?.why).toMatch(why);
    for (const named of ["192.168.1.100", "192.168.1.64/26", "192.168.1.0/26 (eth0)"])
      expect(reasons[0]?.why).toContain(named);
    expect(reasons[0]?.fix).toMatch(/66.*offhook phone instructions/);
    expect(reasons[0]?.evidence).toMatchObject([{ event: "pnp-off-link", address: "192.168.1.100", door: "pnp" }]);
  }

  const instructions = (await site.staff("phone", "instructions", MAC)) as { url: string; steps: string[] };
  expect(instructions.url).toBe("http://192.168.1.35:8080/");
  expect(instructions.steps.join("\n")).toContain("static.auto_provision.server.url: http://192.168.1.35:8080/");
  expect(await boot(site, instructions.url)).toMatchObject({ code: 0, err: "" });
  await expect.poll(() => diagnose(site), WAIT).toMatchObject({ isProvisioned: true, reasons: [{ code: "ok" }] });
}, 120_000);
