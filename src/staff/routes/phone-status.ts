import { gatherStages } from "../../provisioning/gather-stages.ts";
import { familyOfPhone } from "../../provisioning/phone-identity.ts";
import { kindsTakenBy } from "../../provisioning/phone-passwords.ts";
import { pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPhoneFor, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers, LanguageQuery, MacParams, POST_PROBLEMS } from "../schemas/shared.ts";
import { answerSip, answerStages, PhoneStatusAnswer, SipAnswerAnswer } from "../schemas/status.ts";
import { speak } from "../speak.ts";

const tags = ["Phones"];

/** How far a phone has come, and whether it is registered. */
export function addPhoneStatusRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors, sipAnswers } = deps;

  api.get(
    "/phones/:mac/status",
    {
      schema: {
        tags,
        summary: "How far a phone has come: admitted, found, fetched, passwords, registered",
        description:
          "Each stage with its time and what it stands on, and one light. Green only while the PBX says that all accounts of the phone are registered.",
        params: MacParams,
        querystring: LanguageQuery,
        response: answers({ 200: PhoneStatusAnswer }, "invalid-query", "not-found"),
      },
    },
    async (request, reply) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const language = speak(request, reply, request.query.language);
      const stages = await gatherStages(phone, {
        store,
        kinds: kindsTakenBy(familyOfPhone(phone, vendors)),
        pbxIds: pbxScopeOf(callerOf(request)),
        sip: sipAnswers.last(phone.mac),
        now: deps.clock(),
      });
      return answerStages(phone.mac, stages, language);
    },
  );

  api.post(
    "/phones/:mac/sip-probe",
    {
      schema: {
        tags,
        summary: "Ask by SIP OPTIONS whether anything answers where a phone was last",
        description:
          "For phones whose PBX cannot be asked. Sends one packet to each of two ports, to the address from which the phone asked for its configuration last, if that is private or in a network of this machine.",
        params: MacParams,
        response: answers({ 200: SipAnswerAnswer }, ...POST_PROBLEMS, "not-found", "phone-not-near"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const answer = await sipAnswers.ask(phone);
      if (answer === "never-fetched")
        throw new Problem("phone-not-near", `${phone.mac} has not asked for its configuration yet`);
      if (answer === "not-near")
        throw new Problem(
          "phone-not-near",
          `${phone.mac} was last at ${phone.lastAddress}, which is neither private nor in a network of this machine`,
        );
      return answerSip(answer);
    },
  );
}
