import fc from "fast-check";
import { expect, it } from "vitest";
import type { CaseFile } from "../../src/provisioning/diagnose/case-file.ts";
import { diagnose } from "../../src/provisioning/diagnose/diagnose.ts";
import { REASON_TEXTS } from "../../src/provisioning/diagnose/texts.ts";
import { EVENTS, type EventName } from "../../src/provisioning/events.ts";
import { localise, SEVERITIES } from "../../src/provisioning/findings.ts";
import { LANGUAGES } from "../../src/provisioning/language.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { OPEN_ACCESS } from "../../src/provisioning/pbx-access.ts";
import type { Grant, GrantState, Phone } from "../../src/provisioning/phone.ts";
import type { StoredEvent } from "../../src/provisioning/ports.ts";
import { judgeStanding } from "../../src/provisioning/registration-standing.ts";
import { vendors } from "../../src/vendors/index.ts";

const MAC = "0004137447D0" as Mac;
const NOW = 10_000_000;

const phone: fc.Arbitrary<Phone> = fc
  .record({
    createdAt: fc.nat(NOW),
    pausedAt: fc.option(fc.nat(NOW)),
    lastSeenAt: fc.option(fc.nat(NOW)),
    model: fc.constantFrom(null, "D785", "M900", "gone"),
    vendorId: fc.constantFrom("snom", "yealink", "gigaset", "gone"),
    firmware: fc.constantFrom(null, "6.5.20", "10.1.33.33", "", "x", "42.258.00"),
  })
  .map(({ createdAt, ...more }) => ({
    ...{
      phoneId: 1,
      mac: MAC,
      pbxId: "main",
      vendorSource: "operator" as const,
      modelSource: null,
      certificatePolicy: "off" as const,
      knownAuthorities: [],
      access: OPEN_ACCESS,
      proofs: [],
      ...{ seatWaits: false, sharing: "never" as const, seat: null },
      revision: "1",
    },
    ...{ hasLiveGrants: false, macId: null, label: "", keys: [], modules: [], handsets: [], profileId: null },
    ...{ settings: {}, lines: [], createdAt, updatedAt: createdAt, lastAddress: "192.0.2.77", rolloutFirmware: null },
    ...more,
  }));

const event: fc.Arbitrary<StoredEvent> = fc.record({
  id: fc.nat(1000),
  name: fc.constantFrom(...(Object.keys(EVENTS) as EventName[])),
  at: fc.nat(NOW),
  mac: fc.constant(MAC),
  address: fc.constantFrom(undefined, "192.0.2.77", "198.51.100.1", "fe80::1", "nonsense"),
  door: fc.constantFrom(undefined, "http", "https", "tftp", "pnp", "dhcp", "staff"),
  detail: fc.dictionary(
    fc.constantFrom("file", "why", "server", "model", "vendor", "kinds", "openedBy", "withoutBody", "wanted", "takes"),
    fc.oneof(fc.string(), fc.constantFrom("yealink", `${MAC}.xml`), fc.nat(), fc.constant(null), fc.array(fc.string())),
  ),
});

const grant: fc.Arbitrary<Grant> = fc.record({
  ...{ id: fc.nat(), kind: fc.constantFrom("sip", "menu", "web"), accountId: fc.constant(null) },
  ...{ account: fc.constant(null), state: fc.constantFrom<GrantState>("armed", "open", "closed") },
  ...{ openedAt: fc.option(fc.nat(NOW)), openedBy: fc.option(fc.constantFrom("192.0.2.77", "192.0.2.66/AB")) },
  ...{ closesAt: fc.constant(null), armedUntil: fc.option(fc.nat(NOW)) },
});

const atPbx: fc.Arbitrary<NonNullable<CaseFile["atPbx"]>> = fc
  .array(
    fc.record({
      ...{ pbxId: fc.constant("main"), username: fc.constantFrom("20", "21"), contact: fc.string() },
      ...{ userAgent: fc.option(fc.constantFrom("snom", "Yealink", "x")), address: fc.option(fc.string()) },
      ...{
        expiresAt: fc.nat(2 * NOW),
        registeredAt: fc.constant(null),
        firstSeenAt: fc.nat(NOW),
        refreshedAt: fc.nat(NOW),
        seenAt: fc.nat(NOW),
      },
      goneAt: fc.option(fc.nat(NOW)),
    }),
    { maxLength: 3 },
  )
  .chain((own) =>
    fc.record({
      asking: fc.constant(undefined),
      standing: fc.constant(
        judgeStanding({ now: NOW, asking: { freshUntil: NOW + 1 }, usernames: ["20", "21"], own, unsure: [] }),
      ),
      accountStates: fc
        .array(
          fc.record({
            state: fc.constantFrom("pending" as const, "told" as const, "failed" as const),
            ...{ error: fc.option(fc.string()), updatedAt: fc.nat(NOW) },
          }),
          { maxLength: 2 },
        )
        .map((states) => new Map(states.map((state, index) => [String(20 + index), state]))),
    }),
  );

const file: fc.Arbitrary<CaseFile> = fc.record({
  mac: fc.constant(MAC),
  now: fc.constant(NOW),
  vendors: fc.constant(vendors),
  surroundings: fc.constant({ networks: [{ interfaceName: "eth0", address: "192.0.2.1", bits: 24 }], hearsPnp: true }),
  phone: fc.option(phone, { nil: undefined }),
  grants: fc.array(grant, { maxLength: 4 }),
  redirect: fc.constant(undefined),
  sighting: fc.constant(undefined),
  events: fc.array(event, { maxLength: 12 }).map((events) => events.toSorted((a, b) => b.id - a.id)),
  deletion: fc.constant(undefined),
  leases: fc.constant([]),
  atPbx: fc.option(atPbx, { nil: undefined }),
});

it("whatever is stored of a phone, there is at least one reason, sorted, in whole sentences, and none is well that has an error", () => {
  fc.assert(
    fc.property(file, (stored) => {
      const reasons = diagnose(stored);
      expect(reasons.length).toBeGreaterThan(0);
      const ranks = reasons.map(({ severity }) => SEVERITIES.indexOf(severity));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      const isWell = reasons.some(({ code }) => code === "ok");
      if (isWell) expect(reasons[0]).toMatchObject({ code: "ok", severity: "ok" });
      if (stored.phone === undefined) expect(isWell).toBe(false);
      for (const language of LANGUAGES) {
        for (const reason of reasons) {
          const { title, why, fix } = localise(reason, REASON_TEXTS, language);
          expect(`${title}${why}${fix}`).not.toMatch(/undefined|\[object|[\u0000-\u001f]/);
        }
      }
    }),
    { numRuns: 500 },
  );
});
