import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addPbx, addPhone, FAMILIES, namesOfEvents, start, tokensIn } from "./proof-fixture.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 120_000 });

const MAC = "0004130000A1";
const OTHER = "0004130000A2";
const dataDir = makeDataDir();
/** Every token that anybody was given. */
const seen = new Set<string>();
let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon(dataDir, {
    ...{ OFFHOOK_LOG_LEVEL: "trace", OFFHOOK_PNP: "127.0.0.1", OFFHOOK_PNP_PORT: "0" },
  });
  await addPbx(daemon, "secret", { proof: ["token"] });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

function tokenIn(text: string): string {
  const [token] = tokensIn(text);
  if (token === undefined) throw new Error(`no token in ${text}`);
  seen.add(token);
  return token;
}

const ask = (mac: string, token?: string, from = "127.0.0.2") =>
  daemon.fetch(token === undefined ? `/${mac}.xml` : `/t/${token}/${mac}.xml`, { from });

function pnpDoor(): { host: string; port: number } {
  return { host: "127.0.0.1", port: Number(daemon.doors.pnp?.split(":")[1]) };
}

describe("a phone's secret path", () => {
  let first: string;
  let second: string;

  test("is shown once to whoever admits the phone, and opens its files; nothing else does", async () => {
    const url = await addPhone(daemon, MAC, "secret", { model: "D785" });
    expect(url).toBe(`http://${daemon.doors.http}/t/${tokenIn(url)}/${MAC}.xml`);
    first = tokenIn(url);
    await addPhone(daemon, OTHER, "secret", { model: "D785" });
    const wrong = `${first.slice(1)}A`;
    for (const token of [undefined, wrong, first.slice(0, -1), first.toLowerCase(), `${first}x`])
      expect((await ask(MAC, token)).status, token).toBe(404);
    expect((await ask(OTHER, first)).status).toBe(404);
    expect((await daemon.api("GET", `/api/v1/phones/${MAC}`)).text).not.toContain(first);
  });

  test("is replaced by a second one inside the configuration that the first brings", async () => {
    const answer = await ask(MAC, first);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ "cache-control": "no-store" });
    second = tokenIn(answer.body);
    expect(second).not.toBe(first);
    expect(answer.body).toContain(
      `<setting_server perm="RW">http://${daemon.doors.http}/t/${second}/{mac}.xml</setting_server>`,
    );
  });

  test("a first token stays alive until the second was used, and then is dead for ever", async () => {
    // The phone lost that answer and asks again: what it gets last counts.
    second = tokenIn((await ask(MAC, first)).body);
    const answer = await ask(MAC, second);
    expect(answer.status).toBe(200);
    expect(tokensIn(answer.body)).toEqual([second]);
    expect((await ask(MAC, first)).status).toBe(404);
    expect((await ask(MAC, second)).status).toBe(200);
    await expect.poll(() => namesOfEvents(daemon, MAC)).toContain("proof-replaced");
  });

  test("the same request with a dead, a wrong or no token is never answered from memory", async () => {
    for (let round = 0; round < 3; round++) {
      expect((await ask(MAC, second)).status).toBe(200);
      for (const token of [first, undefined, `${second.slice(0, -1)}!`])
        expect((await ask(MAC, token)).status).toBe(404);
    }
  });

  test("a phone that revalidates while a new one waits for it is given it", async () => {
    expect((await daemon.api("POST", `/api/v1/phones/${MAC}/token/rotate`, {})).status).toBe(200);
    const revalidated = await daemon.fetch(`/t/${second}/${MAC}.xml`, { headers: { "if-none-match": '"x"' } });
    expect(revalidated.status).toBe(200);
    expect(revalidated.headers.etag).toBeUndefined();
    expect(tokensIn(revalidated.body)).toEqual([second]);
  });

  test("staff can have it replaced, both live until the new one is used", async () => {
    const third = tokenIn((await ask(MAC, second)).body);
    expect(third).not.toBe(second);
    expect((await ask(MAC, second)).status).toBe(200);
    expect((await ask(MAC, third)).status).toBe(200);
    expect((await ask(MAC, second)).status).toBe(404);
    second = third;
  });

  test("staff can end it at once, and reveal a first one again", async () => {
    const { json, text } = await daemon.api("POST", `/api/v1/phones/${MAC}/token/rotate?reveal=true`, {
      isOver: true,
      reason: "it was on a photo",
    });
    const again = tokenIn((json as { provisioningUrl: string }).provisioningUrl);
    expect(json).toMatchObject({ items: [{ via: "staff", usedAt: null }], next: null });
    expect(text).toContain(again);
    expect((await ask(MAC, second)).status).toBe(404);
    expect((await ask(MAC, again)).status).toBe(200);
    const { json: proofs } = await daemon.api("GET", `/api/v1/phones/${MAC}/proofs`);
    expect(proofs).toMatchObject({ items: [{ via: "staff" }, { via: "config", usedAt: null }] });
  });

  test("opens the files that TFTP serves as well", async () => {
    const { json } = await daemon.api("POST", `/api/v1/phones/${OTHER}/token/rotate?reveal=true`, {});
    const token = tokenIn((json as { provisioningUrl: string }).provisioningUrl);
    const bySecretPath = await start(OTHER, "snom", "D785", {
      base: `tftp://${daemon.doors.tftp}/t/${token}/{mac}.xml`,
    });
    expect(bySecretPath.report.requests).toMatchObject([{ status: "data", outcome: "applied" }]);
    const without = await start(OTHER, "snom", "D785", { base: `tftp://${daemon.doors.tftp}/{mac}.xml` });
    expect(without.report.requests).toMatchObject([{ status: "error 1" }]);
    for (const token of tokensIn(JSON.stringify([bySecretPath, without]))) seen.add(token);
  });
});

test("a PBX that asks for nothing goes on as before, whatever stands in the path", async () => {
  await addPbx(daemon, "open", {});
  expect(await addPhone(daemon, "0004130000B1", "open", { model: "D785" })).toBe("");
  const plain = await ask("0004130000B1");
  expect(plain).toMatchObject({ status: 200 });
  const byPath = await ask("0004130000B1", "A".repeat(22));
  expect(byPath.status).toBe(200);
  expect(tokensIn(byPath.body)).toEqual([]);
});

test("phones are prepared before they are asked for it", async () => {
  const mac = "0004130000C1";
  await addPbx(daemon, "soon", { proof: ["token"], mode: "prepare" });
  await addPhone(daemon, mac, "soon", { model: "D785" });
  const token = tokenIn((await ask(mac)).body);
  expect((await ask(mac)).status).toBe(200);
  expect(tokensIn((await ask(mac, token)).body)).toEqual([token]);
  // Whoever knows the MAC alone is given nothing more now.
  expect(tokensIn((await ask(mac)).body)).toEqual([]);
  const access = { proof: ["token"] };
  expect((await daemon.api("PATCH", "/api/v1/pbxs/soon", { access })).status).toBe(200);
  expect((await ask(mac, token)).status).toBe(200);
  expect((await ask(mac)).status).toBe(404);
});

describe("a simulated phone of each family", () => {
  for (const [mac, vendor, model] of FAMILIES) {
    test(`finds its server by PnP, is given its own path and comes back by it: ${vendor} ${model}`, async () => {
      await addPhone(daemon, mac, "secret", { vendor, model });
      const first = await start(mac, vendor, model, { pnp: pnpDoor(), localAddress: "127.0.0.1" });
      const told = typeof first.report.pnp === "object" ? first.report.pnp.url : "";
      const firstToken = tokenIn(told.endsWith("/") ? told : `${told}/`);
      expect(first.password).toEqual(expect.any(String));
      const stored = new Set(tokensIn(JSON.stringify(first.flash.settings)));
      // No setting of the N720 names an address, so it is told the same one whenever it looks for us.
      const keepsFirst = model.startsWith("N720");
      expect(stored.size).toBe(keepsFirst ? 0 : 1);
      expect(stored.has(firstToken)).toBe(false);
      for (const token of stored) seen.add(token);
      const again = await start(mac, vendor, model, {
        ...{ flash: first.flash, localAddress: "127.0.0.1" },
        ...(keepsFirst ? { pnp: pnpDoor() } : {}),
      });
      const used = new Set(again.report.requests.flatMap(({ url }) => tokensIn(url)));
      expect(used).toEqual(keepsFirst ? new Set([firstToken]) : stored);
      expect(
        again.report.requests.filter(({ outcome }) => outcome === "applied" || outcome === "unchanged").length,
      ).toBeGreaterThan(0);
      if (!keepsFirst) expect((await ask(mac, firstToken)).status).toBe(404);
      expect((await ask(mac)).status).toBe(404);
    });
  }

  test("that was provisioned is left to its own address by PnP, until its passwords are released", async () => {
    const [mac, vendor, model] = ["000413922D24", "snom", "D785"] as const;
    expect((await daemon.api("POST", `/api/v1/phones/${mac}/passwords/close`, {})).status).toBe(200);
    const reset = { pnp: pnpDoor(), localAddress: "127.0.0.1" };
    expect((await start(mac, vendor, model, reset)).report.pnp).toBe("no answer");
    expect((await daemon.api("POST", `/api/v1/phones/${mac}/passwords/release`, {})).status).toBe(200);
    const back = await start(mac, vendor, model, reset);
    for (const token of tokensIn(JSON.stringify(back))) seen.add(token);
    expect(back.password).toEqual(expect.any(String));
  });
});

describe("with every token that was given to anybody", () => {
  test("no staff answer, preview, event, list or metric holds one", async () => {
    expect(seen.size).toBeGreaterThan(20);
    const of = (mac: string) =>
      ["", "/events", "/proofs", "/files", "/passwords", `/preview?file=${mac}.xml`].map(
        (tail) => `/phones/${mac}${tail}`,
      );
    const lists = ["/phones", "/events?limit=500", "/sightings", "/pbxs/secret", "/allow-list"];
    const paths = [...[MAC, "000413922D24"].flatMap(of), ...lists].map((path) => `/api/v1${path}`);
    for (const path of [...paths, "/metrics", "/healthz"]) {
      const { status, text } = await daemon.api("GET", path);
      expect(status, path).toBe(200);
      for (const token of seen) expect(text.includes(token), path).toBe(false);
    }
    const { text } = await daemon.api("GET", `/api/v1/phones/${MAC}/preview?file=${MAC}.xml`);
    expect(text).toContain("/t/********/{mac}.xml");
  });

  test("no log line and no file of the data folder holds one; each is there by its hash only", async () => {
    expect(await daemon.stop()).toBe(0);
    const said = daemon.stdout() + daemon.stderr();
    const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).map((name) => join(dataDir, name));
    const bytes = files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path));
    expect(bytes.length).toBeGreaterThan(0);
    for (const token of seen) {
      expect(said.includes(token)).toBe(false);
      for (const content of bytes) expect(content.includes(token)).toBe(false);
    }
  });
});
