import { isIPv4 } from "node:net";
import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { DOCTOR_SEVERITIES, type DoctorFinding, sayFinding } from "../../provisioning/doctor/doctor-finding.ts";
import { quote } from "../../provisioning/field-error.ts";
import { plainParams, SEVERITIES } from "../../provisioning/findings.ts";
import { chooseLanguage, LANGUAGES, type Language } from "../../provisioning/language.ts";
import { parseMac } from "../../provisioning/mac.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers, queryText, Time, toTime } from "../schemas/shared.ts";

const DoctorQuery = Type.Object(
  {
    phone: Type.Optional(
      queryText(64, "MAC or IPv4 address of a phone: says as well whether it is on a network of this machine"),
    ),
    language: Type.Optional(
      Type.Enum(LANGUAGES, { description: "Of the sentences. Unless given, what Accept-Language likes best" }),
    ),
  },
  { additionalProperties: false },
);
const FindingAnswer = Type.Object(
  {
    code: Type.Enum(Object.keys(DOCTOR_SEVERITIES), { description: "Stable, for programs" }),
    severity: Type.Enum(SEVERITIES),
    params: Type.Record(Type.String(), Type.Unknown(), { description: "What the sentences are filled with" }),
    title: Type.String({ description: "What it is" }),
    why: Type.String({ description: "Why it matters" }),
    fix: Type.String({ description: "What to do" }),
  },
  { additionalProperties: false },
);
export const DoctorAnswer = Type.Object(
  { at: Time, language: Type.Enum(LANGUAGES), findings: Type.Array(FindingAnswer) },
  { additionalProperties: false },
);
const STAFF_DOOR = "staff";
const RECENT_EVENTS = 50;

export function addDoctorRoute(api: Api, deps: StaffDeps): void {
  const { store, doctor, clock } = deps;

  api.get(
    "/doctor",
    {
      schema: {
        tags: ["Server"],
        summary: "Check this machine, its network and its settings: what is wrong, why it matters, what to do",
        description:
          "Takes up to some seconds: it asks itself by every door, and other DHCP servers for what they tell phones. Leaves nothing in the history.",
        querystring: DoctorQuery,
        response: answers({ 200: DoctorAnswer }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { phone, language: asked } = request.query;
      const language = chooseLanguage(asked, request.headers["accept-language"]);
      const about = phone === undefined ? [] : [doctor.placeOf(phone, await findAddress(request, phone))];
      const findings = [...about, ...(await doctor.examine())];
      return { at: toTime(clock()), language, findings: findings.map((one) => answerFinding(one, language)) };
    },
  );

  /** Where the phone was last seen, by whatever protocol. Undefined: nobody knows. */
  async function findAddress(request: FastifyRequest, phone: string): Promise<string | undefined> {
    if (isIPv4(phone)) return phone;
    const mac = parseMac(phone);
    if (mac === undefined) {
      const detail = `must be the MAC or IPv4 address of a phone, but is ${quote(phone)}`;
      throw new Problem("invalid-query", `phone ${detail}`, [{ parameter: "phone", detail }]);
    }
    const known = await store.findPhone(mac);
    if (known !== undefined && !canSeePbx(callerOf(request), known.pbxId))
      throw new Problem("not-found", `No phone ${phone} is admitted`);
    const { items } = await store.listEvents({ mac, limit: RECENT_EVENTS });
    // What staff did to it came from their own address.
    const seen = items.find(({ address, door }) => door !== STAFF_DOOR && address !== undefined && isIPv4(address));
    return seen?.address ?? known?.lastAddress ?? (await store.findSighting(mac))?.address;
  }
}

function answerFinding(finding: DoctorFinding, language: Language): Static<typeof FindingAnswer> {
  const { code, severity, params } = finding;
  return { code, severity, params: plainParams(params), ...sayFinding(finding, language) };
}
