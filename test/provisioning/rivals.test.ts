import { expect, test } from "vitest";
import { createRivals } from "../../src/provisioning/rivals.ts";

test("a rival is new once, keeps what is known of it, and goes when it is removed", () => {
  let now = 1000;
  const rivals = createRivals(() => now);
  expect(rivals.see("pnp", "192.0.2.66", { agent: "other/1", offers: null })).toBe(true);
  now = 2000;
  expect(rivals.see("pnp", "192.0.2.66", { agent: null, offers: "http://192.0.2.66" })).toBe(false);
  expect(rivals.list()).toEqual([
    {
      kind: "pnp",
      address: "192.0.2.66",
      firstSeen: 1000,
      lastSeen: 2000,
      detail: { agent: "other/1", offers: "http://192.0.2.66" },
    },
  ]);
  expect(rivals.remove("pnp", "192.0.2.66")).toBe(true);
  expect(rivals.remove("pnp", "192.0.2.66")).toBe(false);
  expect(rivals.list()).toEqual([]);
});

test("a DHCP server that nobody heard for an hour is no rival any more, a PnP server until its watch says so", () => {
  let now = 0;
  const rivals = createRivals(() => now);
  rivals.see("dhcp", "192.0.2.20", {});
  rivals.see("pnp", "192.0.2.20", {});
  now = 3_600_000;
  expect(rivals.list().map(({ kind }) => kind)).toEqual(["dhcp", "pnp"]);
  now++;
  expect(rivals.list().map(({ kind }) => kind)).toEqual(["pnp"]);
});

test("made-up addresses do not fill the memory", () => {
  const rivals = createRivals(() => 0);
  for (let host = 0; host < 1000; host++) rivals.see("pnp", `10.0.${host >> 8}.${host & 255}`, {});
  expect(rivals.list()).toHaveLength(100);
});
