import { expect, test, vi } from "vitest";
import { startLinkDelivery } from "../../src/provisioning/deliver-links.ts";
import type { LinkJob, LinkOutcome, LinkResult, OpenLink } from "../../src/provisioning/pbx-link.ts";

const LINK: OpenLink = {
  ...{ pbxId: "main", settings: { kind: "kamailio" }, credentials: {} },
  ...{ domain: "d", realm: "r", revision: 1, createdAt: 1 },
};

/** What becomes of one job whose PBX says this. */
async function resultOf(outcomes: LinkOutcome[], { attempts = 1, lastError = null as string | null } = {}) {
  const changes = outcomes.map((_, at) => ({ wanted: "no-account" as const, username: String(at), generation: 1 }));
  const jobs: LinkJob[] = [{ claim: "c", link: LINK, attempts, lastError, changes }];
  const results: LinkResult[] = [];
  const work = startLinkDelivery({
    store: {
      claimLinkJobs: async () => jobs.splice(0),
      finishLinkJob: async (_, result) => void results.push(result),
    },
    connect: () => ({ apply: async () => outcomes, close: async () => undefined }),
    ...{ clock: () => 5, random: () => 0.5, reportFault: (error) => expect.unreachable(String(error)) },
  });
  await vi.waitFor(() => expect(results).toHaveLength(1), 10_000);
  await work.close(0);
  return results[0];
}

test("what the PBX took leaves no event", async () => {
  expect(await resultOf([{ outcome: "done" }])).toMatchObject({ outcomes: [{ outcome: "done" }], event: undefined });
});

test("a PBX that is away is tried again after 1, 2, 4 … seconds, a minute at most, with one event for each reason", async () => {
  const away: LinkOutcome[] = [{ outcome: "done" }, { outcome: "later", words: "refused" }];
  const event = { name: "link-delayed", at: 5, pbx: "main", detail: { why: "refused" } };
  expect(await resultOf(away)).toMatchObject({ delayMs: 1000, event });
  expect(await resultOf(away, { attempts: 3, lastError: "refused" })).toMatchObject({
    delayMs: 4000,
    event: undefined,
  });
  expect(await resultOf(away, { attempts: 30, lastError: "other" })).toMatchObject({ delayMs: 60_000, event });
});

test("what does not pass by itself is told each time", async () => {
  const outcomes: LinkOutcome[] = [
    { outcome: "later", words: "busy" },
    { outcome: "failed", words: "no table" },
  ];
  expect(await resultOf(outcomes, { lastError: "no table" })).toMatchObject({
    event: { name: "link-failed", detail: { why: "no table" } },
  });
});
