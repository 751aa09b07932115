import { setImmediate as letOthers } from "node:timers/promises";
import type { Static } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { type Mac, parseMac } from "../../provisioning/mac.ts";
import type { WantedPhone } from "../../provisioning/register-phone.ts";
import { askUntilSilent, createTrialAdmission, type Planned } from "../../provisioning/trial-admission.ts";
import { type SchemaError, toBodyProblem } from "../answer-problems.ts";
import type { Api, StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { NewPhoneBody } from "../schemas/phone.ts";
import { type ImportedRowAnswer, PhoneImportAnswer, PhoneImportBody } from "../schemas/phone-import.ts";
import { answers, POST_PROBLEMS } from "../schemas/shared.ts";
import { admitFor, refusal, registrationFor } from "./phones.ts";

/** A thousand phones with a few lines each. */
const MOST_BYTES = 2 * 1024 * 1024;
type Outcome = Static<typeof ImportedRowAnswer>;
/** Rows that were taken: the same MAC further down is told where it stands already. */
type Taken = Map<Mac, number>;

/** Many phones at once: each is admitted as a whole or not at all, and says why not. */
export function addPhoneImportRoute(api: Api, deps: StaffDeps): void {
  api.post(
    "/phones/import",
    {
      bodyLimit: MOST_BYTES,
      schema: {
        tags: ["Phones"],
        summary: "Admit many phones, each by itself",
        description:
          "Every row is judged and admitted as POST /phones does it, one after the other: it is written as a whole or not at all, whatever becomes of the others.",
        body: PhoneImportBody,
        response: answers({ 200: PhoneImportAnswer }, ...POST_PROBLEMS),
      },
    },
    async (request) => {
      const { rows, dryRun = false } = request.body;
      const admit = dryRun ? tryOut(request) : admitForGood(request);
      const taken: Taken = new Map();
      const done: Outcome[] = [];
      for (const [row, fields] of rows.entries()) {
        // Nobody waits for it any more.
        if (request.socket?.destroyed) break;
        done.push(await judgeRow(request, { row, fields }, taken, admit));
        await letOthers();
      }
      const ok = done.filter(({ outcome }) => outcome === "ok").length;
      return { dryRun, ok, refused: done.length - ok, rows: done };
    },
  );

  function careful(): StaffDeps {
    return { ...deps, redirects: { ...deps.redirects, connect: askUntilSilent(deps.redirects.connect) } };
  }

  function tryOut(request: FastifyRequest) {
    const judge = createTrialAdmission(registrationFor(request, careful()));
    return async (wanted: WantedPhone): Promise<Planned> => {
      const planned = await judge(wanted);
      if ("rejected" in planned) throw await refusal(request, wanted, planned, deps);
      return planned;
    };
  }

  function admitForGood(request: FastifyRequest) {
    const patient = careful();
    return (wanted: WantedPhone): Promise<Planned> => admitFor(request, wanted, undefined, patient);
  }

  async function judgeRow(
    request: FastifyRequest,
    { row, fields }: { row: number; fields: unknown },
    taken: Taken,
    admit: (wanted: WantedPhone) => Promise<Planned>,
  ): Promise<Outcome> {
    try {
      const wanted = readRow(request, fields);
      const mac = parseMac(wanted.mac);
      const before = mac && taken.get(mac);
      if (before !== undefined) {
        const detail = `is in the list before, in /rows/${before}`;
        throw new Problem("mac-in-use", `${wanted.mac} ${detail}`, [{ pointer: "/mac", detail }]);
      }
      const { newAccounts } = await admit(wanted);
      if (mac !== undefined) taken.set(mac, row);
      return { row, outcome: "ok", newAccounts: [...newAccounts] };
    } catch (error) {
      if (error instanceof Problem) {
        const { code, message: detail, errors } = error;
        return { row, outcome: "refused", code, detail, errors: [...errors] };
      }
      deps.reportFault(error instanceof Error ? error : new Error(String(error)), "POST /api/v1/phones/import");
      return { row, outcome: "refused", code: "internal", detail: "The row could not be worked on", errors: [] };
    }
  }
}

/** A row that is what POST /phones takes. */
function readRow(request: FastifyRequest, fields: unknown): WantedPhone {
  const found = request.compileValidationSchema(NewPhoneBody, "body")(fields) as unknown as {
    error?: readonly SchemaError[];
  };
  if (found.error !== undefined) throw toBodyProblem(found.error, fields);
  return fields as WantedPhone;
}
