import { gatherCase } from "../../provisioning/diagnose/case-file.ts";
import { diagnose } from "../../provisioning/diagnose/diagnose.ts";
import { findModelName } from "../../provisioning/identify.ts";
import { writeInstructions } from "../../provisioning/instructions/write-instructions.ts";
import { canSeePbx, pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPhoneFor, readMacParam, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answerReason, DiagnosisAnswer, PhoneInstructionsAnswer } from "../schemas/advice.ts";
import { answers, LanguageQuery, MacParams } from "../schemas/shared.ts";
import { speak } from "../speak.ts";

const tags = ["Phones"];

/** What to do at a phone, and why it is not provisioned. */
export function addPhoneAdviceRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors, surroundings } = deps;

  api.get(
    "/phones/:mac/instructions",
    {
      schema: {
        tags,
        summary: "How to lead a phone here by hand, reset it, and where it looks by itself",
        params: MacParams,
        querystring: LanguageQuery,
        response: answers({ 200: PhoneInstructionsAnswer }, "invalid-query", "not-found"),
      },
    },
    async (request, reply) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const vendor = vendors.find(({ id }) => id === phone.vendorId);
      if (vendor === undefined) throw new Problem("not-found", `No vendor ${phone.vendorId} is built in`);
      const known = phone.model === null ? undefined : findModelName(vendor, phone.model);
      const modelName = known ?? vendor.defaultModel;
      const language = speak(request, reply, request.query.language);
      const about = { vendor, modelName, isModelKnown: known !== undefined, baseUrl: deps.phonesUrl };
      const instructions = writeInstructions({ ...about, address: phone.lastAddress ?? undefined }, language);
      if (instructions === undefined)
        throw new Problem("not-found", `There is no configuration for ${vendor.name} ${modelName}`);
      const { mac } = phone;
      return { mac, vendor: vendor.id, model: modelName, isModelKnown: known !== undefined, language, ...instructions };
    },
  );

  api.get(
    "/phones/:mac/diagnosis",
    {
      schema: {
        tags,
        summary: "Why a phone is not provisioned, or that it is",
        description:
          "Also of phones that are not admitted, for keys that are not bound to a PBX. Looks at the newest 500 events of the phone.",
        params: MacParams,
        querystring: LanguageQuery,
        response: answers({ 200: DiagnosisAnswer }, "invalid-query", "not-found"),
      },
    },
    async (request, reply) => {
      const mac = readMacParam(request.params.mac);
      const phone = await store.findPhone(mac);
      const caller = callerOf(request);
      // What happened while it was another customer's phone is not this customer's history.
      const pbxIds = pbxScopeOf(caller);
      const isVisible = phone === undefined ? pbxIds === undefined : canSeePbx(caller, phone.pbxId);
      if (!isVisible) throw new Problem("not-found", `No phone ${request.params.mac} is admitted`);
      const language = speak(request, reply, request.query.language);
      const sources = { store, vendors, surroundings: surroundings(), now: deps.clock() };
      const reasons = diagnose(await gatherCase(mac, phone, pbxIds, sources));
      return {
        mac,
        isAdmitted: phone !== undefined,
        isProvisioned: reasons.some(({ severity }) => severity === "ok"),
        language,
        reasons: reasons.map((reason) => answerReason(reason, language)),
      };
    },
  );
}
