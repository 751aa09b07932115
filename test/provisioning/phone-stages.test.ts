import fc from "fast-check";
import { expect, it } from "vitest";
import { EVENTS, type EventName } from "../../src/provisioning/events.ts";
import { LANGUAGES } from "../../src/provisioning/language.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { LinkState } from "../../src/provisioning/pbx-link.ts";
import type { Grant, GrantState } from "../../src/provisioning/phone.ts";
import { colourOf } from "../../src/provisioning/phone-light.ts";
import { judgeStages, STAGES, type StageCase } from "../../src/provisioning/phone-stages.ts";
import type { StoredEvent } from "../../src/provisioning/ports.ts";
import type { Asking, KnownRegistration } from "../../src/provisioning/registration.ts";
import { judgeStanding } from "../../src/provisioning/registration-standing.ts";
import { STATUS_CODES, sayWhy } from "../../src/provisioning/status-texts.ts";

const NOW = 10_000_000;
const time = fc.integer({ min: NOW - 1_000_000, max: NOW + 1_000_000 });
const word = fc.oneof(fc.constantFrom("", "snomD785/10.1", "\u001b[2J\r\n", "192.0.2.7"), fc.string());
const username = fc.constantFrom("20", "21", "22");

const registration: fc.Arbitrary<KnownRegistration> = fc.record({
  ...{ pbxId: fc.constant("main"), username, contact: word, userAgent: fc.option(word), address: fc.option(word) },
  ...{
    expiresAt: time,
    registeredAt: fc.option(time),
    firstSeenAt: time,
    refreshedAt: time,
    seenAt: time,
    goneAt: fc.option(time),
  },
});
const asking: fc.Arbitrary<Asking> = fc.record({
  state: fc.constantFrom<Asking["state"]>("answers", "answers", "not-asked", "answers", "silent", "cannot-be-asked"),
  ...{ askedAt: fc.option(time), freshUntil: fc.oneof(fc.option(time), fc.constant(NOW + 1)), error: fc.option(word) },
});
const event: fc.Arbitrary<StoredEvent> = fc.record({
  ...{ id: fc.nat(), name: fc.constantFrom(...(Object.keys(EVENTS) as EventName[])), at: time },
  ...{ mac: fc.constant("0004137447D0"), address: fc.option(word, { nil: undefined }) },
});
const grant: fc.Arbitrary<Grant> = fc.record({
  ...{ id: fc.nat(), kind: fc.constantFrom("sip", "menu", "web"), accountId: fc.constant(null) },
  ...{ account: fc.option(username), state: fc.constantFrom<GrantState>("armed", "open", "closed") },
  ...{ openedAt: fc.option(time), openedBy: fc.option(word), closesAt: fc.constant(null), armedUntil: fc.option(time) },
});
const linkState: fc.Arbitrary<LinkState> = fc.record({
  state: fc.constantFrom<LinkState["state"]>("pending", "waits-for-phone", "told", "failed"),
  ...{ error: fc.option(word), updatedAt: time },
});
const told = fc.record({
  usernames: fc.uniqueArray(username),
  own: fc.array(registration, { maxLength: 4 }),
  unsure: fc.array(registration, { maxLength: 3 }),
  asking: fc.option(asking, { nil: undefined }),
});
const about = fc.record({
  phone: fc.record({
    ...{ mac: fc.constant("0004137447D0" as Mac), pbxId: fc.constant("main"), createdAt: time },
    ...{ lastSeenAt: fc.option(time), lastAddress: fc.option(word), firmware: fc.option(word) },
  }),
  grants: fc.array(grant, { maxLength: 4 }),
  found: fc.option(event, { nil: undefined }),
  delivered: fc.option(event, { nil: undefined }),
  accountStates: fc.array(fc.tuple(username, linkState)).map((entries) => new Map(entries)),
  sip: fc.option(fc.record({ at: time, address: word, answers: fc.boolean(), agent: fc.option(word) }), {
    nil: undefined,
  }),
});

it("whatever is missing, a status is judged, in whole sentences, and is green only with a live registration of every account", () => {
  const codes = new Set<string>();
  const colours = new Set<string>();
  const judge = () =>
    fc.assert(
      fc.property(told, about, (said, more) => {
        const standing = judgeStanding({ now: NOW, ...said });
        const one: StageCase = { now: NOW, ...more, asking: said.asking, standing };
        const { light, stages, accounts } = judgeStages(one);
        const isFresh = (said.asking?.freshUntil ?? 0) > NOW;
        const live = (name: string) =>
          said.own.some((found) => found.username === name && found.goneAt === null && found.expiresAt > NOW);
        const isRegistered = isFresh && said.usernames.length > 0 && said.usernames.every(live);
        expect(light.colour === "green").toBe(isRegistered);
        // Nobody is called dead whose PBX says nothing.
        if (light.colour === "red") expect(isFresh).toBe(true);
        expect(stages.map(({ stage }) => stage)).toEqual(STAGES);
        expect(stages.at(-1)?.state === "done").toBe(isRegistered);
        expect(accounts.map(({ account }) => account)).toEqual(said.usernames);
        expect(colourOf({ now: NOW, standing, lastSeenAt: more.phone.lastSeenAt, sip: more.sip })).toBe(light.colour);
        colours.add(light.colour);
        for (const why of [light.why, ...stages.flatMap((stage) => stage.why ?? [])]) {
          codes.add(why.code);
          const texts = LANGUAGES.map((language) => sayWhy(why, language));
          expect(new Set(texts).size).toBe(LANGUAGES.length);
          for (const text of texts) {
            expect(text).toMatch(/^.{10,}\.$/s);
            expect(text).not.toMatch(/undefined|\bNaN\b|\[object|[\u0000-\u001f]/);
          }
        }
      }),
      { numRuns: 2500 },
    );
  judge();
  // Some cases are rare.
  for (let more = 0; more < 10 && codes.size < STATUS_CODES.length; more++) judge();
  expect([...colours].toSorted()).toEqual(["green", "grey", "red", "yellow"]);
  expect([...codes].toSorted()).toEqual(STATUS_CODES.toSorted());
});
