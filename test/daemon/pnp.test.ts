import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const dataDir = makeDataDir();
afterAll(() => removeFolder(dataDir));

const ON_LOOPBACK = { OFFHOOK_PNP: "127.0.0.1", OFFHOOK_PNP_PORT: "0" };

async function start(env: Record<string, string>): Promise<Daemon> {
  const daemon = await startDaemon(dataDir, env);
  onTestFinished(() => void daemon.stop());
  return daemon;
}

async function eventsNamed(daemon: Daemon, name: string): Promise<unknown[]> {
  const { json } = await daemon.api("GET", "/api/v1/events?limit=500");
  return (json as { items: { name: string }[] }).items.filter((event) => event.name === name);
}

describe("SIP PnP", () => {
  test("leads a simulated phone of each family to its configuration; once provisioned it does not ask any more", async () => {
    const daemon = await start(ON_LOOPBACK);
    expect(daemon.doors.pnp).toMatch(/^224\.0\.1\.75:\d+$/);
    await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
    const families = [
      ["000413922D24", "snom", "D785"],
      ["805EC017DE13", "yealink", "T46S"],
      ["7C2F80E0D605", "gigaset", "N670"],
      ["7C2F8030D21E", "gigaset", "Maxwell 3"],
      ["000413E20001", "gigaset", "P825"],
    ] as const;
    for (const [index, [mac, vendor, model]] of families.entries()) {
      const lines = [{ account: String(20 + index), displayName: "Desk" }];
      const { status } = await daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", vendor, model, lines });
      expect(status).toBe(201);
      const flash = `${dataDir}/${mac}.json`;
      const asks = ["simulate", "--mac", mac, "--vendor", vendor, "--model", model, "--flash", flash, "--json"];
      const first = await offhook([...asks, "--pnp", daemon.doors.pnp ?? "", "--local-address", "127.0.0.1"]);
      expect(first).toMatchObject({ code: 0, err: "" });
      expect(JSON.parse(first.out)).toMatchObject({
        pnp: { url: expect.stringContaining(`http://${daemon.doors.http}/`) },
        holds: { accounts: [{ user: String(20 + index), password: expect.any(String) }] },
      });
      if (model === "Maxwell 3") continue;
      const again = await offhook([...asks, "--pnp", daemon.doors.pnp ?? "", "--local-address", "127.0.0.1"]);
      expect(JSON.parse(again.out)).toMatchObject({ pnp: "switched off", requests: expect.any(Array) });
      expect(again.code).toBe(0);
    }
    await expect
      .poll(
        async () => new Set((await eventsNamed(daemon, "pnp-answered")).map((event) => (event as { mac: string }).mac)),
      )
      .toEqual(new Set(families.map(([mac]) => mac)));
    const { text } = await daemon.api("GET", "/metrics");
    expect(text).toContain("\noffhook_pnp_delivered 5\n");
  });

  test("tells the URL that advertise says, wherever the phone is", async () => {
    const daemon = await start({ ...ON_LOOPBACK, OFFHOOK_ADVERTISE: "https://prov.example.org/a" });
    const simulated = await offhook([
      ...["simulate", "--mac", "805EC017DE13", "--vendor", "yealink", "--json"],
      ...["--pnp", daemon.doors.pnp ?? "", "--local-address", "127.0.0.1"],
    ]);
    expect(JSON.parse(simulated.out)).toMatchObject({ pnp: { url: "https://prov.example.org/a/" } });
  });

  test("says that nobody answered where a phone is not admitted", async () => {
    const daemon = await start(ON_LOOPBACK);
    const simulated = await offhook([
      ...["simulate", "--mac", "805EC0000001", "--vendor", "yealink"],
      ...["--pnp", daemon.doors.pnp ?? "", "--local-address", "127.0.0.1"],
    ]);
    expect(simulated).toMatchObject({ code: 3, err: expect.stringContaining("nobody answered by SIP PnP") });
    const { json } = await daemon.api("GET", "/api/v1/sightings");
    expect(json).toMatchObject({ items: [{ mac: "805EC0000001", via: "pnp", vendor: "yealink", model: "T46S" }] });
  });

  test("does not keep the daemon from running when another program owns its port, and says what to change", async () => {
    const pbx = createSocket("udp4");
    onTestFinished(() => void pbx.close());
    pbx.bind(0, "0.0.0.0");
    await once(pbx, "listening");
    const daemon = await start({ ...ON_LOOPBACK, OFFHOOK_PNP_PORT: String(pbx.address().port) });
    expect(daemon.doors.pnp).toBeNull();
    expect((await daemon.api("GET", "/healthz")).status).toBe(200);
    await expect
      .poll(() => eventsNamed(daemon, "pnp-port-taken"))
      .toMatchObject([{ detail: { port: pbx.address().port } }]);
    await expect.poll(daemon.stderr).toMatch(/another program owns UDP port \d+ .*Asterisk: bind=/);
  });

  test("stands beside a PBX that binds one address only", async () => {
    const pbx = createSocket("udp4");
    onTestFinished(() => void pbx.close());
    pbx.bind(0, "127.0.0.2");
    await once(pbx, "listening");
    const { port } = pbx.address();
    const daemon = await start({ ...ON_LOOPBACK, OFFHOOK_PNP_PORT: String(port) });
    expect(daemon.doors.pnp).toBe(`224.0.1.75:${port}`);
  });
});
