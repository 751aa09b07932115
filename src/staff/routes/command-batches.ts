import type { Static } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { planBatch } from "../../provisioning/command-window.ts";
import { type FieldError, quote } from "../../provisioning/field-error.ts";
import { parseMac } from "../../provisioning/mac.ts";
import type { MaintenanceWindow } from "../../provisioning/maintenance-window.ts";
import type { Pbx } from "../../provisioning/pbx.ts";
import type { Phone } from "../../provisioning/phone.ts";
import { checkSyncOf } from "../../provisioning/phone-check-sync.ts";
import {
  type BatchCounts,
  COMMAND_KINDS,
  type CommandBatch,
  type CommandKind,
} from "../../provisioning/phone-command.ts";
import type { Store } from "../../provisioning/ports.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answerBatch,
  answerCommand,
  BatchAnswer,
  BatchBody,
  CommandAnswer,
  DEFAULT_PER_MINUTE,
  NewBatchAnswer,
} from "../schemas/command.ts";
import { answers, IdParams, ListQuery, POST_PROBLEMS, pageOf, toPage } from "../schemas/shared.ts";
import { CommandParams, newCommandId, readTimeout, SUMMARIES, setAccepted } from "./commands.ts";

const tags = ["Commands to phones"];
const PAGE_PHONES = 500;

export function addBatchRoutes(api: Api, deps: StaffDeps): void {
  const { store, clock } = deps;

  async function findBatchFor(request: FastifyRequest, id: string): Promise<CommandBatch & { counts: BatchCounts }> {
    const batch = await store.findBatch(id);
    if (batch === undefined || !canSeePbx(callerOf(request), batch.pbxId))
      throw new Problem("not-found", `There is no batch ${quote(id)}`);
    return batch;
  }

  for (const kind of COMMAND_KINDS) {
    api.post(
      `/pbxs/:id/${kind}`,
      {
        schema: {
          tags,
          summary: `Have phones of a PBX ${SUMMARIES[kind].replace("its", "their")}, one after the other`,
          description:
            "As for one phone, evenly spread, and inside the window if one is given. What was not sent when the window closes is given up.",
          params: IdParams,
          body: BatchBody,
          response: answers(
            { 202: NewBatchAnswer },
            ...POST_PROBLEMS,
            "not-found",
            "unknown-profile",
            "unknown-window",
          ),
        },
      },
      async (request, reply) => {
        const pbx = await findPbxFor(request, request.params.id, deps);
        const { perMinute = DEFAULT_PER_MINUTE, reason = null } = request.body;
        const timeoutMs = readTimeout(kind, request.body.timeout);
        const window = await findWindow(request.body, pbx, store);
        const { able, skipped } = await choosePhones(kind, pbx, request.body, deps);
        const slots = planBatch(able.length, { now: clock(), perMinute, window });
        if (slots === undefined) {
          const detail = `opens too seldom within two years to tell ${able.length} phones, ${perMinute} a minute`;
          throw new Problem("invalid-body", `/maintenanceWindow ${detail}`, [
            { pointer: "/maintenanceWindow", detail },
          ]);
        }
        const requestedBy = callerOf(request).name;
        const commands = able.flatMap(({ mac, pbxId }, index) => {
          const slot = slots[index];
          const about = { id: newCommandId(), mac, pbxId, kind, requestedBy, reason, timeoutMs };
          return slot === undefined ? [] : [{ ...about, ...slot }];
        });
        const id = newCommandId();
        const made = await store.queueBatch({ id, pbxId: pbx.id, kind, perMinute, requestedBy, reason }, commands);
        deps.commands.wake();
        await recordAction(deps, request, {
          name: `${kind}-requested`,
          pbx: pbx.id,
          detail: { batch: id, phones: made, ...(reason === null ? {} : { reason }) },
        });
        const batch = answerBatch(await findBatchFor(request, id));
        return setAccepted(reply, "batches", id).send({ ...batch, joined: able.length - made, skipped });
      },
    );
  }

  api.get(
    "/batches/:id",
    {
      schema: {
        tags,
        summary: "How far commands are that were asked for together",
        params: CommandParams,
        response: answers({ 200: BatchAnswer }, "not-found"),
      },
    },
    async (request) => answerBatch(await findBatchFor(request, request.params.id)),
  );

  api.get(
    "/batches/:id/commands",
    {
      schema: {
        tags,
        summary: "Each of the commands that were asked for together",
        params: CommandParams,
        querystring: ListQuery,
        response: answers({ 200: pageOf(CommandAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { id } = await findBatchFor(request, request.params.id);
      const { limit = 50, cursor } = request.query;
      return toPage(await store.listCommands({ limit, cursor, batchId: id }), answerCommand);
    },
  );

  api.post(
    "/batches/:id/cancel",
    {
      schema: {
        tags,
        summary: "Send no more of them, and wait for no more",
        params: CommandParams,
        response: answers({ 200: BatchAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { id } = await findBatchFor(request, request.params.id);
      await store.cancelCommands({ batchId: id }, `Cancelled by ${callerOf(request).name}`);
      return answerBatch(await findBatchFor(request, id));
    },
  );
}

async function choosePhones(
  kind: CommandKind,
  pbx: Pbx,
  { phones: named, profile, vendor }: Pick<Static<typeof BatchBody>, "phones" | "profile" | "vendor">,
  { store, vendors }: StaffDeps,
): Promise<{ able: Phone[]; skipped: { mac: string; why: string }[] }> {
  if (profile !== undefined && (await store.findProfile(pbx.id, profile)) === undefined) {
    const detail = `There is no profile ${quote(profile)} at ${pbx.id}`;
    throw new Problem("unknown-profile", detail, [{ pointer: "/profile", detail }]);
  }
  const all: Phone[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listPhones({ limit: PAGE_PHONES, cursor, pbxId: pbx.id, vendorId: vendor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  const wanted = named && new Set(named.map((text) => parseMac(text)));
  const known = new Set(all.map(({ mac }) => mac));
  const errors = (named ?? []).flatMap((text, index): FieldError[] => {
    const mac = parseMac(text);
    const detail = `${quote(text)} is no phone of ${pbx.id}${vendor === undefined ? "" : ` and ${vendor}`}`;
    return mac !== undefined && known.has(mac) ? [] : [{ pointer: `/phones/${index}`, detail }];
  });
  const [first] = errors;
  if (first !== undefined) throw new Problem("invalid-body", `${first.pointer} ${first.detail}`, errors);
  const able: Phone[] = [];
  const skipped: { mac: string; why: string }[] = [];
  const remembered = remembering(store);
  for (const phone of all) {
    if (wanted?.has(phone.mac) === false || (profile !== undefined && phone.profileId !== profile)) continue;
    const spec = await checkSyncOf(kind, phone, { vendors, store: remembered });
    if ("whyNot" in spec) skipped.push({ mac: phone.mac, why: spec.whyNot });
    else able.push(phone);
  }
  return { able, skipped };
}

/** Thousands of phones have a handful of profiles. */
function remembering(store: Store): Pick<Store, "findPbx" | "findProfile"> {
  const pbxs = new Map<string, ReturnType<Store["findPbx"]>>();
  const profiles = new Map<string, ReturnType<Store["findProfile"]>>();
  return {
    findPbx: (id) => {
      const found = pbxs.get(id) ?? store.findPbx(id);
      pbxs.set(id, found);
      return found;
    },
    findProfile: (pbxId, id) => {
      const found = profiles.get(id) ?? store.findProfile(pbxId, id);
      profiles.set(id, found);
      return found;
    },
  };
}

async function findWindow(
  { window: given, maintenanceWindow: name }: Pick<Static<typeof BatchBody>, "window" | "maintenanceWindow">,
  { id, settings }: Pbx,
  store: StaffDeps["store"],
): Promise<MaintenanceWindow | undefined> {
  const zone = settings.timezone ?? "Etc/UTC";
  if (name !== undefined) {
    const found = await store.findWindow(id, name);
    const detail = found === undefined ? `${quote(name)} is no window of ${id}` : "may not be given beside /window";
    if (found === undefined || given !== undefined)
      throw new Problem(found === undefined ? "unknown-window" : "invalid-body", `/maintenanceWindow ${detail}`, [
        { pointer: "/maintenanceWindow", detail },
      ]);
    return { ...found.settings, timezone: found.settings.timezone ?? zone };
  }
  if (given === undefined) return undefined;
  const { from, to, timezone = zone } = given;
  if (from === to) {
    const detail = `must differ from /window/from, but both are ${from}`;
    throw new Problem("invalid-body", `/window/to ${detail}`, [{ pointer: "/window/to", detail }]);
  }
  return { intervals: [{ from, to }], timezone };
}
