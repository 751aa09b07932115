import { expect } from "vitest";
import { runAt, test } from "./fixture.ts";

test.for([
  ["rollout", "/rollouts/w1", ["pause", "resume", "rollback", "cancel"]],
  ["rotation", "/rotations/w1", ["pause", "resume", "cancel"]],
  ["command", "/commands/w1", ["cancel"]],
  ["batch", "/batches/w1", ["cancel"]],
] as const)("offhook %s shows how far it is, and changes that", async ([group, path, actions], { staff }) => {
  const json = { id: "w1", state: "running" };
  const calls = [`GET ${path}`, ...actions.map((action) => `POST ${path}/${action}`)];
  const server = await staff(Object.fromEntries(calls.map((call) => [call, { json }])));
  for (const action of ["show", ...actions])
    expect(await runAt(server, [group, action, "w1"])).toMatchObject({
      ...{ code: 0, err: "" },
      out: expect.stringMatching(/^state +running$/m),
    });
  expect(server.calls.map(({ method, path: called }) => `${method} ${called}`)).toEqual(
    calls.map((call) => call.replace(" ", " /api/v1")),
  );
  expect(await runAt(server, [group, "show"])).toMatchObject({ code: 2 });
});
