import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { createSipAnswers } from "../../src/provisioning/sip-answers.ts";
import { createSipOptions } from "../../src/servers/sip-options.ts";
import { linkMain } from "../storage/registrations-contract.ts";
import { admit, macNumber, newLine, newPbx } from "../storage/sample-rows.ts";
import { sqliteDatabases } from "../storage/test-stores.ts";

const { open, cleanUp } = sqliteDatabases();
afterEach(cleanUp);

test("by themselves only phones are asked whose PBX cannot say, where they were last, one after the other", async () => {
  const { store, clock } = await open();
  for (const id of ["mute", "hook"]) await store.createPbx(newPbx(id));
  const lastOctets = { main: [1], mute: [2, 3, 4, 5, 6, 7], hook: [8] };
  for (const [pbxId, numbers] of Object.entries(lastOctets)) {
    for (const number of numbers) {
      const mac = macNumber(number);
      await admit(store, { mac, pbxId, lines: [newLine(`u${number}`)] });
      const visit = { mac, at: clock.now, address: `127.0.9.${number}`, model: null, firmware: null };
      await store.record({ events: [], visits: [visit], sightings: [] });
    }
  }
  await admit(store, { mac: macNumber(9), pbxId: "mute", lines: [] });
  await linkMain(store);
  await store.putLink({
    ...{ pbxId: "hook", settings: { kind: "webhook", url: "https://x.example/" }, credentials: {} },
    passwordOrder: "pbx-first",
  });
  await store.recordUnasked("hook", "cannot-be-asked", { at: clock.now, nextMs: 1 });
  const device = createSocket("udp4").bind(0, "0.0.0.0");
  await once(device, "listening");
  const heard: { at: number; to: string }[] = [];
  device.on("message", (bytes) => {
    const to = /^OPTIONS sip:([\d.]+)/.exec(bytes.toString("latin1"))?.[1] ?? "";
    heard.push({ at: performance.now(), to });
  });
  const answers = createSipAnswers({
    store,
    ask: createSipOptions({ perSecond: 20, ports: [device.address().port], listenMs: 100 }),
    listOwn: () => [{ interfaceName: "lo", address: "127.0.0.1", bits: 8 }],
    clock: () => clock.now,
  });
  await answers.askAll(new AbortController().signal);
  device.close();
  expect(heard.map(({ to }) => to).toSorted()).toEqual([2, 3, 4, 5, 6, 7, 8].map((number) => `127.0.9.${number}`));
  const tookMs = (heard.at(-1)?.at ?? 0) - (heard[0]?.at ?? 0);
  // Seven at 20 a second.
  expect(tookMs).toBeGreaterThan(6 * 50 - 25);
  expect(answers.last(macNumber(2))).toEqual({ at: clock.now, address: "127.0.9.2", answers: false, agent: null });
  expect(answers.last(macNumber(1))).toBeUndefined();
  const stopped = AbortSignal.abort();
  await expect(answers.askAll(stopped)).rejects.toThrow();
});
