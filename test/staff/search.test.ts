import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

// What is searched here is a table of neighbours that the tests write; what goes over a wire is tested in test/daemon.

const ETH0 = { interfaceName: "eth0", address: "192.168.77.10", bits: 24, isLoopback: false, hasMac: true };
const SNOM = "000413922D24";
const YEALINK = "805EC017DE13";
const GIGASET = "7C2F80E0D605";

let staff: TestStaff;
beforeEach(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  staff.lan.own.push(ETH0);
});
afterEach(() => staff.close());

function writeTable(...rows: string[]): void {
  const lines = rows.map((row) => {
    const [address, mac, flags = "0x2", device = "eth0"] = row.split(" ");
    return `${address} 0x1 ${flags} ${mac} * ${device}`;
  });
  writeFileSync(staff.lan.table, ["IP address HW type Flags HW address Mask Device", ...lines, ""].join("\n"));
}

async function search(body: object = {}) {
  const { status, json } = await staff.post("/search", body);
  expect(status).toBe(202);
  await staff.get(`/search/${json.id}/events`);
  return (await staff.get(`/search/${json.id}`)).json;
}

async function problem(body: object) {
  const { status, json } = await staff.post("/search", body);
  return { status, code: json.code, detail: json.detail, pointer: json.errors?.[0]?.pointer };
}

describe("POST /search without probe", () => {
  test("finds phones of all vendors in the table of neighbours, and only phones", async () => {
    await staff.post("/phones", { mac: YEALINK, pbx: "main", model: "T46S" });
    writeTable(
      "192.168.77.20 00:04:13:92:2d:24",
      "192.168.77.21 80:5e:c0:17:de:13",
      "192.168.77.22 7c:2f:80:e0:d6:05 0x6",
      "192.168.77.23 02:00:00:00:00:01",
      "192.168.77.24 00:04:13:00:00:01 0x0",
      "192.168.77.25 00:04:13:00:00:02 0x2 eth1",
      "192.168.78.26 00:04:13:00:00:03",
    );
    const found = await search();
    const rest = { firmware: null, says: null };
    expect(found).toMatchObject({
      ...{ networks: ["192.168.77.0/24"], skipped: [], probe: false, state: "done", asked: 0, toAsk: 0, found: 3 },
      phones: [
        {
          mac: SNOM,
          address: "192.168.77.20",
          vendor: "snom",
          model: null,
          knownBy: "prefix",
          admitted: false,
          pbx: null,
          ...rest,
        },
        {
          mac: YEALINK,
          address: "192.168.77.21",
          vendor: "yealink",
          model: "T46S",
          knownBy: "admission",
          admitted: true,
          pbx: "main",
          ...rest,
        },
        {
          mac: GIGASET,
          address: "192.168.77.22",
          vendor: "gigaset",
          model: null,
          knownBy: "prefix",
          admitted: false,
          pbx: null,
          ...rest,
        },
      ],
    });
  });

  test("makes sightings of phones that are not admitted, and notes who asked", async () => {
    writeTable("192.168.77.20 00:04:13:92:2d:24");
    const { id } = await search();
    expect((await staff.get("/sightings")).json.items).toMatchObject([
      { mac: SNOM, vendor: "snom", address: "192.168.77.20", via: "search", reason: "not-admitted", count: 1 },
    ]);
    expect((await staff.get("/events?name=search-started")).json.items).toMatchObject([
      { door: "staff", detail: { networks: ["192.168.77.0/24"], probe: false, search: id } },
    ]);
  });

  test("of a part of a network finds what is in that part", async () => {
    writeTable("192.168.77.20 00:04:13:92:2d:24", "192.168.77.200 80:5e:c0:17:de:13");
    expect((await search({ network: "192.168.77.129/25" })).phones).toMatchObject([{ mac: YEALINK }]);
    expect((await search({ network: "192.168.77.20/32" })).phones).toMatchObject([{ mac: SNOM }]);
  });

  test("finds phones in the subnet of an interface's second address", async () => {
    staff.lan.own.push({ ...ETH0, interfaceName: "eth0:1", address: "10.5.0.1" });
    writeTable("10.5.0.20 00:04:13:92:2d:24");
    expect((await search({ network: "10.5.0.0/24" })).phones).toMatchObject([{ mac: SNOM }]);
  });

  test("finds nothing where there is no table", async () => {
    expect(await search()).toMatchObject({ state: "done", phones: [] });
  });
});

describe("POST /search refuses", () => {
  test.for([
    "8.8.8.0/24",
    "0.0.0.0/0",
    "172.32.0.0/24",
    "100.64.0.0/24",
    "169.254.169.254/32",
    "127.0.0.0/24",
    "224.0.1.0/24",
    "10.0.0.0/7",
  ])("%s, which is not private", async (network) => {
    // Not even where this machine is in it.
    staff.lan.own.push({ ...ETH0, address: network.split("/")[0] ?? "", bits: 8 });
    expect(await problem({ network })).toEqual({
      status: 422,
      code: "network-not-private",
      detail: `${network} is not inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
      pointer: "/network",
    });
  });

  test.for(["10.0.0.0/24", "192.168.78.0/24", "192.168.76.0/23"])("%s, which is not on-link", async (network) => {
    staff.lan.own.push({ ...ETH0, interfaceName: "tun0", address: "10.0.0.1", hasMac: false });
    expect(await problem({ network })).toMatchObject({
      status: 422,
      code: "network-not-on-link",
      detail: expect.stringContaining("192.168.77.0/24"),
      pointer: "/network",
    });
  });

  test("what is larger than a /22, though it is on-link", async () => {
    staff.lan.own.push({ ...ETH0, address: "10.1.2.3", bits: 16 });
    expect(await problem({ network: "10.1.0.0/21" })).toMatchObject({ status: 422, code: "network-too-large" });
    expect(await search({ network: "10.1.4.0/22" })).toMatchObject({ networks: ["10.1.4.0/22"], state: "done" });
  });

  test.for(["192.168.77.0", "192.168.77.0/33", "192.168.77.256/24", "fd00::/64", "eth0", ""])(
    "%j, which is no IPv4 network",
    async (network) => {
      expect(await problem({ network })).toMatchObject({ status: 422, code: "invalid-body", pointer: "/network" });
    },
  );

  test("to search nothing at all", async () => {
    staff.lan.own.splice(0, 1, { ...ETH0, address: "198.51.100.1" });
    expect(await problem({})).toMatchObject({ status: 422, code: "network-not-on-link", pointer: undefined });
  });
});

test("without a network, one search goes as far as 1024 addresses, and says what is left out", async () => {
  staff.lan.own.push(
    { ...ETH0, interfaceName: "eth1", address: "10.0.0.1", bits: 16 },
    { ...ETH0, interfaceName: "eth2", address: "198.51.100.1" },
    { ...ETH0, interfaceName: "eth3", address: "10.9.0.1", bits: 23 },
    { ...ETH0, interfaceName: "eth4", address: "10.9.4.1", bits: 23 },
    { ...ETH0, interfaceName: "eth0", address: "192.168.77.11" },
    { ...ETH0, interfaceName: "ppp0", address: "10.9.9.9", bits: 32 },
  );
  expect(await search()).toMatchObject({
    networks: ["192.168.77.0/24", "10.9.0.0/23"],
    skipped: [
      { network: "10.0.0.0/16", why: "network-too-large" },
      { network: "198.51.100.0/24", why: "network-not-private" },
      { network: "10.9.4.0/23", why: "network-too-large" },
    ],
  });
});

test("the events of a search that is over tell everything again", async () => {
  writeTable("192.168.77.20 00:04:13:92:2d:24");
  const { id } = await search();
  const { text, headers } = await staff.get(`/search/${id}/events`);
  expect(headers).toMatchObject({ "content-type": "text/event-stream", "cache-control": "no-store" });
  const [found, ended, nothing] = text.split("\n\n");
  expect(found).toMatch(/^event: found\ndata: \{.*"mac":"000413922D24"/);
  expect(ended).toBe('event: ended\ndata: {"state":"done","asked":0,"toAsk":0,"found":1}');
  expect(nothing).toBe("");
});

test("twenty ended searches can be read, older ones are gone", async () => {
  const ids: unknown[] = [];
  for (let count = 0; count < 22; count++) ids.push((await search()).id);
  const states = await Promise.all(ids.map(async (id) => (await staff.get(`/search/${id}`)).status));
  expect(states).toEqual([404, 404, ...Array(20).fill(200)]);
});
