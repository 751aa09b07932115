import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { issueFirstToken } from "../../provisioning/first-tokens.ts";
import type { Phone } from "../../provisioning/phone.ts";
import { baseWithToken } from "../../provisioning/phone-proof.ts";
import { completeUrl } from "../../provisioning/point-phone.ts";
import type { StoredProof } from "../../provisioning/proof-store.ts";
import { checkReveal } from "../authenticate.ts";
import { type Api, findPhoneFor, recordAction, type StaffDeps } from "../context.ts";
import {
  answers,
  MacParams,
  NullableTime,
  POST_PROBLEMS,
  ProvisioningUrl,
  pageOf,
  RevealQuery,
  Time,
  toNullableTime,
  toTime,
} from "../schemas/shared.ts";

const tags = ["Phones"];
const VIA = ["staff", "pnp", "dhcp", "redirect", "config"] as const;

const ProofAnswer = Type.Object(
  {
    kind: Type.Enum(["token", "login"]),
    via: Type.Enum(VIA, { description: "How the phone came by it; config: its configuration brought it" }),
    madeAt: Time,
    usedAt: NullableTime,
    isToBeReplaced: Type.Boolean({ description: "The next configuration brings another one" }),
  },
  { additionalProperties: false },
);
const RotateBody = Type.Object(
  {
    isOver: Type.Optional(
      Type.Boolean({
        description:
          "The old ones open nothing from now on, and the phone needs a first token again. Unless given they die when the phone has used the new ones",
      }),
    ),
    reason: Type.Optional(Type.String({ format: "text-line", maxLength: 200, description: "For the history" })),
  },
  { additionalProperties: false },
);
const RotateAnswer = Type.Object(
  { items: Type.Array(ProofAnswer), next: Type.Null(), provisioningUrl: Type.Optional(ProvisioningUrl) },
  { additionalProperties: false },
);

/** What a phone proves itself by: which there are, never what they are. */
export function addProofRoutes(api: Api, deps: StaffDeps): void {
  const { store, redirects } = deps;
  const list = async ({ phoneId }: Phone) => ({
    items: (await store.listProofs(phoneId)).map(answerProof),
    next: null,
  });

  api.get(
    "/phones/:mac/proofs",
    {
      schema: {
        tags,
        summary: "Which tokens and logins of a phone are alive; never what they are",
        params: MacParams,
        response: answers({ 200: pageOf(ProofAnswer) }, "not-found"),
      },
    },
    async (request) => list(await findPhoneFor(request, request.params.mac, deps)),
  );

  api.post(
    "/phones/:mac/token/rotate",
    {
      schema: {
        tags,
        summary: "Replace a phone's token and login",
        description: "The next configuration brings new ones. With reveal, an address with a first token is shown.",
        params: MacParams,
        querystring: RevealQuery,
        body: RotateBody,
        response: answers({ 200: RotateAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const isRevealed = checkReveal(request, request.query.reveal);
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const { isOver = false, reason } = request.body;
      await store.rotateProofs(phone.phoneId, isOver);
      // The address that a redirect service has is dead as well.
      if (isOver && (await store.retryRedirect(phone.mac))) redirects.wake();
      const { mac, pbxId: pbx } = phone;
      const detail = { isOver, ...(reason === undefined ? {} : { reason }) };
      await recordAction(deps, request, { name: "proofs-rotated", mac, pbx, detail });
      const provisioningUrl = isRevealed ? { provisioningUrl: await revealUrl(request, phone, deps) } : {};
      return { ...(await list(phone)), ...provisioningUrl };
    },
  );
}

/** The address that leads a phone here, with a new first token. */
export async function revealUrl(request: FastifyRequest, phone: Phone, deps: StaffDeps): Promise<string> {
  const token = await issueFirstToken(deps.store, phone.phoneId, "staff");
  await recordAction(deps, request, { name: "token-revealed", mac: phone.mac, pbx: phone.pbxId });
  const base = baseWithToken(deps.phonesUrl, token);
  const vendor = deps.vendors.find(({ id }) => id === phone.vendorId);
  const model = vendor?.models[phone.model ?? vendor.defaultModel] ?? vendor?.models[vendor.defaultModel];
  return vendor === undefined || model === undefined ? base : completeUrl(base, vendor, model, phone.mac);
}

function answerProof(proof: StoredProof): Static<typeof ProofAnswer> {
  const { kind, via, madeAt, usedAt, isToBeReplaced } = proof;
  return { kind, via, madeAt: toTime(madeAt), usedAt: toNullableTime(usedAt), isToBeReplaced };
}
