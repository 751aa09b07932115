import { expect, test } from "vitest";
import { type CertificateInUse, createExpiryAlarm } from "../../src/provisioning/expiry-alarm.ts";

const DAY_MS = 86_400_000;
const END = 100 * DAY_MS;
const SERVER: CertificateInUse = { what: "server", subject: "CN=a", expiresAt: END };

test("tells of a certificate 30, 7 and 1 days before its end and when it is over, once each", () => {
  const alarm = createExpiryAlarm();
  const told: string[] = [];
  for (let hour = 0; hour < 110 * 24; hour++) {
    for (const { days } of alarm([SERVER], hour * 3_600_000)) told.push(`day ${hour / 24}: ${days} left`);
  }
  expect(told).toEqual(["day 70: 30 left", "day 93: 7 left", "day 99: 1 left", "day 100: 0 left"]);
});

test("tells at once what is nearer already, and tells of a new certificate anew", () => {
  const alarm = createExpiryAlarm();
  expect(alarm([SERVER], END - 3 * DAY_MS).map(({ days }) => days)).toEqual([3]);
  expect(alarm([SERVER], END - 3 * DAY_MS)).toEqual([]);
  const renewed = { ...SERVER, expiresAt: END + 5 * DAY_MS };
  expect(alarm([renewed], END - DAY_MS).map(({ days }) => days)).toEqual([6]);
  expect(alarm([{ ...SERVER, expiresAt: END + 400 * DAY_MS }], END)).toEqual([]);
});
