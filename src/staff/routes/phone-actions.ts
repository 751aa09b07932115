import { setImmediate as letOthers } from "node:timers/promises";
import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { PASSWORD_ACTIONS } from "../../provisioning/control-passwords.ts";
import { quote } from "../../provisioning/field-error.ts";
import { parseMac } from "../../provisioning/mac.ts";
import type { Phone } from "../../provisioning/phone.ts";
import { checkSyncOf } from "../../provisioning/phone-check-sync.ts";
import { COMMAND_KINDS } from "../../provisioning/phone-command.ts";
import { planChange } from "../../provisioning/register-phone.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { PROBLEMS, Problem, type ProblemCode } from "../problems.ts";
import { answers, nullableText, POST_PROBLEMS } from "../schemas/shared.ts";
import { registrationFor } from "./phones.ts";

const MAX_PHONES = 1000;
const strict = { additionalProperties: false };
/** What may be done with many phones. */
const ACTIONS = [...PASSWORD_ACTIONS, ...COMMAND_KINDS, "profile", "delete"] as const;

const ActionBody = Type.Object(
  {
    action: Type.Enum(ACTIONS, {
      description: "Release, reset or close passwords; resync or reboot; give the profile; delete",
    }),
    phones: Type.Array(Type.String({ format: "mac-address" }), { minItems: 1, maxItems: MAX_PHONES }),
    profile: Type.Optional(nullableText({ description: "For the action profile: its id; null: none" })),
  },
  strict,
);
const Count = Type.Integer({ minimum: 0 });
export const ActionPreviewAnswer = Type.Object(
  {
    pbxs: Type.Array(Type.Object({ pbx: Type.String(), phones: Count }, strict), {
      description: "With how many phones of each PBX it can be done",
    }),
    open: Type.Integer({ minimum: 0, description: "Of these, how many have passwords that can be fetched now" }),
    seen: Type.Integer({ minimum: 0, description: "Of these, how many have ever been seen" }),
    cannot: Type.Array(
      Type.Object(
        {
          mac: Type.String({ description: "As it was sent" }),
          code: Type.Enum(Object.keys(PROBLEMS), {
            description: "Of the problem that the call for this phone answers with",
          }),
          why: Type.String(),
        },
        strict,
      ),
    ),
  },
  strict,
);
type Preview = Static<typeof ActionPreviewAnswer>;
type Obstacle = { code: ProblemCode; why: string };

/** What an action would do to many phones, before it is done with each of them by its own call. */
export function addPhoneActionRoute(api: Api, deps: StaffDeps): void {
  const { store, vendors } = deps;

  api.post(
    "/phones/actions/preview",
    {
      schema: {
        tags: ["Phones"],
        summary: "With which phones an action can be done, and with which not",
        description: "As far as that can be told before. Does nothing.",
        body: ActionBody,
        response: answers({ 200: ActionPreviewAnswer }, ...POST_PROBLEMS),
      },
    },
    async (request) => {
      const { action, phones, profile } = request.body;
      if (action === "profile" && profile === undefined) {
        const detail = "is needed for this action";
        throw new Problem("invalid-body", `/profile ${detail}`, [{ pointer: "/profile", detail }]);
      }
      const preview: Preview = { pbxs: [], open: 0, seen: 0, cannot: [] };
      for (const text of phones) {
        await look(request, text, preview);
        await letOthers();
      }
      return preview;
    },
  );

  async function look(
    request: FastifyRequest<{ Body: Static<typeof ActionBody> }>,
    text: string,
    preview: Preview,
  ): Promise<void> {
    const mac = parseMac(text);
    const phone = mac === undefined ? undefined : await store.findPhone(mac);
    const isVisible = phone !== undefined && canSeePbx(callerOf(request), phone.pbxId);
    const obstacle = isVisible
      ? await findObstacle(request, phone)
      : { code: "not-found" as const, why: `No phone ${quote(text)} is admitted` };
    if (obstacle !== undefined) preview.cannot.push({ mac: text, ...obstacle });
    if (obstacle !== undefined || phone === undefined) return;
    const counted = preview.pbxs.find(({ pbx }) => pbx === phone.pbxId);
    if (counted === undefined) preview.pbxs.push({ pbx: phone.pbxId, phones: 1 });
    else counted.phones++;
    if (phone.lastSeenAt !== null) preview.seen++;
    if ((await store.listGrants(phone.phoneId)).some(({ state }) => state !== "closed")) preview.open++;
  }

  async function findObstacle(
    request: FastifyRequest<{ Body: Static<typeof ActionBody> }>,
    phone: Phone,
  ): Promise<Obstacle | undefined> {
    const { action, profile } = request.body;
    if (action === "resync" || action === "reboot") {
      const spec = await checkSyncOf(action, phone, { vendors, store });
      return "whyNot" in spec ? { code: "command-not-supported", why: spec.whyNot } : undefined;
    }
    if (action !== "profile") return undefined;
    const plan = await planChange(phone, { profile }, registrationFor(request, deps));
    return "rejected" in plan ? { code: plan.rejected, why: plan.detail } : undefined;
  }
}
