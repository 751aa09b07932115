import { expect } from "vitest";
import { page, runAt, test } from "./fixture.ts";

const FOUND = {
  mac: "0004137447D0",
  address: "192.168.1.100",
  vendor: "snom",
  model: "D785",
  firmware: null,
  knownBy: "sip",
  says: "snomD785/10",
  admitted: false,
  pbx: null,
};
const SEARCH = { id: "s1", networks: ["192.168.1.0/24"], skipped: [], probe: true, state: "running", phones: [] };
const EVENTS =
  'event: progress\ndata: {"state":"running","asked":1,"toAsk":254,"found":0}\n\nevent: ended\ndata: {"state":"done"}\n\n';
const stream = { type: "text/event-stream", text: EVENTS };

test("offhook search starts a search, waits for its end and shows what it found, as people count", async ({
  staff,
}) => {
  const ended = {
    ...SEARCH,
    state: "done",
    phones: [FOUND, { ...FOUND, address: "192.168.1.9", admitted: true, pbx: "main" }],
  };
  const skipped = [{ network: "10.0.0.0/8", why: "network-too-large" }];
  const server = await staff({
    "POST /search": { status: 202, json: { ...SEARCH, skipped } },
    "GET /search/s1/events": stream,
    "GET /search/s1": { json: ended },
  });
  const { code, out, err } = await runAt(server, ["search", "--network", "192.168.1.0/24", "--probe"]);
  expect(code).toBe(0);
  expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /api/v1/search",
    "GET /api/v1/search/s1/events",
    "GET /api/v1/search/s1",
  ]);
  expect(server.calls[0]?.body).toEqual({ network: "192.168.1.0/24", probe: true });
  expect(out).toBe(
    [
      "MAC           ADDRESS        VENDOR  MODEL  FIRMWARE  KNOWN BY  ADMITTED  PBX",
      "0004137447D0  192.168.1.9    snom    D785   -         sip       yes       main",
      "0004137447D0  192.168.1.100  snom    D785   -         sip       no        -",
      "",
    ].join("\n"),
  );
  expect(err).toBe("left out 10.0.0.0/8: network-too-large\n");
});

test("offhook search says that it sent nothing unless it was told to probe, and with --json says nothing", async ({
  staff,
}) => {
  const ended = { ...SEARCH, probe: false, state: "done" };
  const server = await staff({
    "POST /search": { status: 202, json: SEARCH },
    "GET /search/s1/events": stream,
    "GET /search/s1": { json: ended },
  });
  const plain = await runAt(server, ["search"]);
  expect(plain).toMatchObject({ code: 0, out: "none\n", err: expect.stringMatching(/^nothing was sent/) });
  expect(server.calls[0]?.body).toEqual({});
  const json = await runAt(server, ["search", "--json"]);
  expect(json).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(json.out)).toEqual(ended);
});

test("offhook search that did not come to its end shows what it has and fails", async ({ staff }) => {
  const server = await staff({
    "POST /search": { status: 202, json: SEARCH },
    "GET /search/s1/events": stream,
    "GET /search/s1": { json: { ...SEARCH, state: "cancelled", phones: [FOUND] } },
  });
  const { code, out, err } = await runAt(server, ["search", "--probe"]);
  expect(code).toBe(1);
  expect(out).toContain("0004137447D0");
  expect(err).toBe("offhook: the search was not finished: cancelled\n");
});

test("offhook leases lists all pages in the order of the addresses", async ({ staff }) => {
  const lease = {
    ...{ address: "192.0.2.100", mac: "0004137447D0", hostName: "desk\u001b[31m", vendorClass: "snomD785" },
    ...{ state: "bound", expiresAt: "2030-01-01T00:00:00.000Z", vendor: "snom", admitted: true },
  };
  const server = await staff({ "GET /leases": page(lease, { ...lease, address: "192.0.2.20", hostName: null }) });
  const { code, out } = await runAt(server, ["leases", "--search", "snom"]);
  expect(code).toBe(0);
  expect(server.calls[0]?.query).toEqual({ search: "snom", limit: "500" });
  expect(out).toBe(
    [
      "ADDRESS      MAC           HOST NAME  VENDOR CLASS  STATE  EXPIRES                   VENDOR  ADMITTED",
      "192.0.2.20   0004137447D0  -          snomD785      bound  2030-01-01T00:00:00.000Z  snom    yes",
      "192.0.2.100  0004137447D0  desk\ufffd[31m  snomD785      bound  2030-01-01T00:00:00.000Z  snom    yes",
      "",
    ].join("\n"),
  );
});
