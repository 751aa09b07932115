import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs/main/profiles", { id: "desk" });
  await staff.post("/phones", { mac: PHONE, pbx: "main", lines: [{ account: "201" }] });
});
afterAll(async () => {
  expect(staff.faults).toEqual([]);
  await staff.close();
});

const PHONE = "000413740001";
/** The list under "A vendor is data" in the architecture, and what else has broken such fields elsewhere. */
const HOSTILE = [
  "&",
  "<",
  ">",
  '"',
  "'",
  "<a href='x'>&amp;</a>",
  "]]>",
  "<!--",
  "\r",
  "\n",
  "a\r\nb = c",
  "a\u0000b",
  "\u0000",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is one of the values
  "${x}",
  "{{x}}",
  "{{{x}}}",
  "$(id)",
  "`id`",
  "äöüß",
  "日本語",
  "😀",
  "👩‍👩‍👧",
  "x".repeat(10_000),
  "",
  " ",
  " a",
  "a ",
  "\ta",
  "a\tb",
  "\u0007",
  "\u007f",
  "\u0085",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\ufeffa",
  "\ufffe",
  "\uffff",
  "\ud800",
  "a\udc00b",
  "\u{1fffe}",
  "%NULL%",
  "%EMPTY%",
  "%null%",
  "a%NULL%b",
  "%20",
  "#",
  "a # b",
  "; x",
  "a=b",
  "\\",
  "\\n",
  "../../etc/passwd",
  "=1+1",
  "__proto__",
  "null",
  "true",
  "0",
  "-1",
  "'; drop table phones; --",
];

/** Sends a value in one field and reads that field back. */
type Field = {
  name: string;
  pointer: string;
  send: (
    value: string,
  ) => Promise<{ status: number; json: Record<string, unknown> & { errors: Record<string, unknown>[] }; text: string }>;
  read: () => Promise<unknown>;
  /** Only where an absent value is shown as another one. */
  emptyIs?: string;
};

const LDAP = {
  host: "ldap.example.com",
  base: "dc=example",
  nameFilter: "(cn=%)",
  numberFilter: "(telephoneNumber=%)",
  nameAttributes: ["cn"],
  numberAttributes: ["telephoneNumber"],
};
const phone = () => staff.get(`/phones/${PHONE}`);
const FIELDS: Field[] = [
  phoneField(
    "label",
    "/label",
    (value) => ({ label: value }),
    (json) => json.label,
  ),
  phoneField(
    "line label",
    "/lines/0/label",
    (value) => ({ lines: [{ account: "201", label: value }] }),
    (json) => at(json, "lines", 0, "label"),
    "Desk 201",
  ),
  phoneField(
    "line display name",
    "/lines/0/displayName",
    (value) => ({ lines: [{ account: "201", displayName: value }] }),
    (json) => at(json, "lines", 0, "displayName"),
  ),
  phoneField(
    "key label",
    "/keys/0/label",
    (value) => ({ keys: [{ type: "blf", value: "202", label: value }] }),
    (json) => at(json, "keys", 0, "label"),
  ),
  phoneField(
    "key value",
    "/keys/0/value",
    (value) => ({ keys: [{ type: "blf", value }] }),
    (json) => at(json, "keys", 0, "value"),
  ),
  phoneField(
    "voicemail number",
    "/settings/voicemailNumber",
    (value) => ({ settings: { voicemailNumber: value } }),
    (json) => at(json, "settings", "voicemailNumber"),
  ),
  phoneField(
    "pickup code",
    "/settings/pickupCode",
    (value) => ({ settings: { pickupCode: value } }),
    (json) => at(json, "settings", "pickupCode"),
  ),
  phoneField(
    "time server",
    "/settings/ntpServers/0",
    (value) => ({ settings: { ntpServers: [value] } }),
    (json) => at(json, "settings", "ntpServers", 0),
  ),
  phoneField(
    "time zone",
    "/settings/timezone",
    (value) => ({ settings: { timezone: value } }),
    (json) => at(json, "settings", "timezone"),
  ),
  phoneField(
    "country",
    "/settings/country",
    (value) => ({ settings: { country: value } }),
    (json) => at(json, "settings", "country"),
  ),
  phoneField(
    "phone book name",
    "/settings/phoneBook/name",
    (value) => ({ settings: { phoneBook: { name: value, url: "http://pbx.example.com/book.xml" } } }),
    (json) => at(json, "settings", "phoneBook", "name"),
  ),
  phoneField(
    "phone book address",
    "/settings/phoneBook/url",
    (value) => ({ settings: { phoneBook: { name: "Company", url: value } } }),
    (json) => at(json, "settings", "phoneBook", "url"),
  ),
  phoneField(
    "outbound proxy",
    "/settings/outboundProxy",
    (value) => ({ settings: { outboundProxy: value } }),
    (json) => at(json, "settings", "outboundProxy"),
  ),
  phoneField(
    "802.1X identity",
    "/settings/dot1x/identity",
    (value) => ({ settings: { dot1x: { mode: "eap-tls", identity: value } } }),
    (json) => at(json, "settings", "dot1x", "identity"),
  ),
  phoneField(
    "LDAP base",
    "/settings/ldap/base",
    (value) => ({ settings: { ldap: { ...LDAP, base: value } } }),
    (json) => at(json, "settings", "ldap", "base"),
  ),
  phoneField(
    "LDAP filter",
    "/settings/ldap/nameFilter",
    (value) => ({ settings: { ldap: { ...LDAP, nameFilter: value } } }),
    (json) => at(json, "settings", "ldap", "nameFilter"),
  ),
  phoneField(
    "feature code",
    "/settings/featureCodes/dndOn",
    (value) => ({ settings: { featureCodes: { dndOn: value } } }),
    (json) => at(json, "settings", "featureCodes", "dndOn"),
  ),
  phoneField(
    "Alert-Info word",
    "/settings/ringers/internal/alertInfo",
    (value) => ({ settings: { ringers: { internal: { alertInfo: value, tone: 1 } } } }),
    (json) => at(json, "settings", "ringers", "internal", "alertInfo"),
  ),
  phoneField(
    "emergency number",
    "/settings/emergencyNumbers/0",
    (value) => ({ settings: { emergencyNumbers: [value] } }),
    (json) => at(json, "settings", "emergencyNumbers", 0),
  ),
  phoneField(
    "dial rule",
    "/settings/dialNow/0",
    (value) => ({ settings: { dialNow: [value] } }),
    (json) => at(json, "settings", "dialNow", 0),
  ),
  {
    name: "profile label",
    pointer: "/label",
    send: (value) => staff.patch("/pbxs/main/profiles/desk", { label: value }),
    read: async () => (await staff.get("/pbxs/main/profiles/desk")).json.label,
  },
  {
    name: "PBX customer",
    pointer: "/customer",
    send: (value) => staff.patch("/pbxs/main", { customer: value }),
    read: async () => (await staff.get("/pbxs/main")).json.customer,
  },
  {
    name: "PBX host",
    pointer: "/host",
    send: (value) => staff.patch("/pbxs/main", { host: value }),
    read: async () => (await staff.get("/pbxs/main")).json.host,
  },
  ...["displayName", "number", "authName"].map((name) => ({
    name: `account ${name}`,
    pointer: `/${name}`,
    send: (value: string) => staff.patch("/pbxs/main/accounts/202", { [name]: value }),
    read: async () => (await staff.get("/pbxs/main/accounts/202")).json[name],
  })),
  {
    name: "reason of a release",
    pointer: "/reason",
    send: (value) => staff.post(`/phones/${PHONE}/passwords/release`, { kinds: ["web"], reason: value }),
    read: async () =>
      at((await staff.get("/events?name=passwords-released&limit=1")).json, "items", 0, "detail", "reason"),
  },
  {
    name: "name of a key",
    pointer: "/name",
    send: (value) => staff.post("/keys", { name: value, role: "viewer" }),
    read: async () => at((await staff.get("/events?name=key-created&limit=1")).json, "items", 0, "detail", "keyName"),
  },
];

function phoneField(
  name: string,
  pointer: string,
  bodyOf: (value: string) => object,
  readFrom: (json: Record<string, unknown>) => unknown,
  emptyIs?: string,
): Field {
  const field = {
    name,
    pointer,
    send: (value: string) => staff.patch(`/phones/${PHONE}`, bodyOf(value)),
    read: async () => readFrom((await phone()).json),
  };
  return emptyIs === undefined ? field : { ...field, emptyIs };
}

function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
}

/** Either it is refused, naming the field, or it is read back unchanged. */
async function tryValue(field: Field, value: string): Promise<"refused" | "kept"> {
  const answer = await field.send(value);
  if (answer.status >= 400) {
    expect(answer.status).toBe(422);
    expect(answer.json.errors.map(({ pointer }) => pointer)).toContain(field.pointer);
    expect(answer.text.length).toBeLessThan(2000);
    return "refused";
  }
  expect(await field.read()).toBe(value === "" ? (field.emptyIs ?? "") : value);
  return "kept";
}

describe.each(FIELDS.map((field) => [field.name, field] as const))("%s", (_, field) => {
  test("refuses a hostile value, naming the field, or gives it back unchanged", async () => {
    const outcomes = new Map<string, string>();
    for (const value of HOSTILE) outcomes.set(value, await tryValue(field, value));
    for (const value of [
      "\r",
      "\n",
      "a\r\nb = c",
      "a\u0000b",
      "\u2028",
      "\ud800",
      "\uffff",
      "%NULL%",
      "%EMPTY%",
      "x".repeat(10_000),
      " a",
    ]) {
      expect(outcomes.get(value), JSON.stringify(value)).toBe("refused");
    }
  });

  test("does so with any string", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: "grapheme" }),
          fc.string({ unit: fc.constantFrom("%", "N", "\r", "\n", " ", "a", "\ud83d") }),
        ),
        async (value) => {
          await tryValue(field, value);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("usernames are safe in URLs and files, or refused", async () => {
  for (const username of [...HOSTILE, ".", ".."]) {
    const answer = await staff.post("/pbxs/main/accounts", { username });
    if (answer.status === 201)
      expect(await staff.get(String(answer.headers.location).replace("/api/v1", ""))).toMatchObject({
        status: 200,
        json: { username },
      });
    else expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: "/username" }] } });
    expect(["<", "a b", "..", "\n", "a/b"].includes(username) && answer.status === 201).toBe(false);
  }
});

test("a search finds hostile text as text", async () => {
  for (const value of HOSTILE) {
    const { status } = await staff.get(`/phones?search=${encodeURIComponent(value.toWellFormed())}`);
    expect([200, 400]).toContain(status);
  }
  await staff.patch(`/phones/${PHONE}`, { label: "100 % _x" });
  expect((await staff.get(`/phones?search=${encodeURIComponent("% _")}`)).json.items).toHaveLength(1);
  expect((await staff.get(`/phones?search=${encodeURIComponent("%x%")}`)).json.items).toHaveLength(0);
});
