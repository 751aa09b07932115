import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import type { ProposedChange } from "../../provisioning/blast-radius.ts";
import { checkProfile } from "../../provisioning/check-profile.ts";
import { checkRaw, checkVendorSettings } from "../../provisioning/check-settings.ts";
import { ownLines } from "../../provisioning/desk-kit.ts";
import { type FieldError, quote } from "../../provisioning/field-error.ts";
import { LINT_KINDS } from "../../provisioning/lint.ts";
import type { Phone } from "../../provisioning/phone.ts";
import { checkFit } from "../../provisioning/phone-fit.ts";
import { decideIdentity } from "../../provisioning/phone-identity.ts";
import { pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPbxFor, findPhoneFor, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { PbxPatchBody } from "../schemas/pbx.ts";
import { PhonePatchBody } from "../schemas/phone.ts";
import { ProfilePatchBody } from "../schemas/profile.ts";
import { answers, MacAnswer, MacParams, nullableText, POST_PROBLEMS } from "../schemas/shared.ts";
import { answerChange, ChangeAnswer, Diffs } from "../schemas/template.ts";

const tags = ["Changes"];
const DEFAULT_DIFFS = 10;
const Id = Type.String({ format: "short-name" });
const { host, port, transport, settings, vendors: ofVendors } = PbxPatchBody.properties;
const { label, keys, modules, handsets, profile, settings: ofPhone } = PhonePatchBody.properties;
const { settings: ofProfile, layouts } = ProfilePatchBody.properties;
const strict = { additionalProperties: false };

const ChangeBody = Type.Object(
  {
    pbx: Type.Optional(Type.Object({ id: Id, host, port, transport, settings, vendors: ofVendors }, strict)),
    profile: Type.Optional(Type.Object({ pbx: Id, id: Id, settings: ofProfile, layouts }, strict)),
    phone: Type.Optional(
      Type.Object({ ...MacParams.properties, label, keys, modules, handsets, profile, settings: ofPhone }, strict),
    ),
    diffs: Type.Optional(Diffs),
  },
  { ...strict, description: "One of pbx, profile and phone: what is given would replace what is there, as PATCH does" },
);
type ChangeBody = Static<typeof ChangeBody>;

const LintAnswer = Type.Object(
  {
    phones: Type.Integer({ description: "Phones that were looked at" }),
    findings: Type.Array(
      Type.Object(
        {
          kind: Type.Enum(LINT_KINDS, {
            description:
              "form: no phone reads the file, or something in it; unknown: no source tells of the name; range: the value is beyond its limits; twice: the last one counts",
          }),
          vendor: Type.String(),
          template: Type.String(),
          name: nullableText({ description: "Of the setting, numbers as {n}; null for form" }),
          detail: nullableText({ description: "The nearest known name, the limits, or what is wrong" }),
          phones: Type.Integer(),
          macs: Type.Array(MacAnswer, { description: "Some of them" }),
        },
        strict,
      ),
      { description: "What concerns most phones first" },
    ),
  },
  strict,
);

export function addChangeRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors, templates } = deps;

  api.post(
    "/changes/preview",
    {
      schema: {
        tags,
        summary: "What a change to a PBX, a profile or a phone would do to phones' files",
        description: "How many phones, in which distinct ways. Passwords and tokens are masked. Writes nothing.",
        body: ChangeBody,
        response: answers({ 200: ChangeAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { diffs = DEFAULT_DIFFS, ...wanted } = request.body;
      const given = Object.values(wanted).filter((one) => one !== undefined);
      if (given.length !== 1) refuse([{ pointer: "", detail: "must hold one of pbx, profile and phone" }]);
      return answerChange(await templates.measure(await toChange(request, wanted), diffs));
    },
  );

  api.get(
    "/lint",
    {
      schema: {
        tags,
        summary: "Compare all phones' files with the settings that are known of their vendors",
        response: answers({ 200: LintAnswer }),
      },
    },
    async (request) => templates.lint({ pbxIds: pbxScopeOf(callerOf(request)) }),
  );

  async function toChange(request: FastifyRequest, wanted: ChangeBody): Promise<ProposedChange> {
    if (wanted.pbx !== undefined) return changeOfPbx(request, wanted.pbx);
    if (wanted.profile !== undefined) return changeOfProfile(request, wanted.profile);
    if (wanted.phone !== undefined) return changeOfPhone(request, wanted.phone);
    return {};
  }

  async function changeOfPbx(request: FastifyRequest, { id, ...patch }: NonNullable<ChangeBody["pbx"]>) {
    const pbx = await findPbxFor(request, id, deps);
    refuse([
      ...checkRaw(patch.settings ?? {}, vendors, "/pbx/settings"),
      ...checkVendorSettings(patch.vendors ?? {}, vendors, "/pbx/vendors"),
    ]);
    return { pbxId: pbx.id, overlay: { pbx: { ...pbx, ...given(patch) } } };
  }

  async function changeOfProfile(
    request: FastifyRequest,
    { pbx: pbxId, id, ...patch }: NonNullable<ChangeBody["profile"]>,
  ) {
    const pbx = await findPbxFor(request, pbxId, deps);
    const before = await store.findProfile(pbx.id, id);
    if (before === undefined) throw new Problem("not-found", `There is no profile ${quote(id)}`);
    const changed = { ...before, ...given(patch) };
    refuse(checkProfile(changed, pbx, vendors).map((error) => ({ ...error, pointer: `/profile${error.pointer}` })));
    const isWanted = ({ profileId }: Phone) => profileId === id;
    return { pbxId: pbx.id, overlay: { profile: changed }, isWanted };
  }

  async function changeOfPhone(
    request: FastifyRequest,
    { mac, profile: profileId, ...patch }: NonNullable<ChangeBody["phone"]>,
  ): Promise<ProposedChange> {
    const phone = await findPhoneFor(request, mac, deps);
    const changed: Phone = { ...phone, ...given(patch), ...(profileId === undefined ? {} : { profileId }) };
    const pbx = await findPbxFor(request, phone.pbxId, deps);
    const ofPhone = changed.profileId === null ? undefined : await store.findProfile(pbx.id, changed.profileId);
    if (changed.profileId !== null && ofPhone === undefined)
      refuse([{ pointer: "/phone/profile", detail: `is no profile of the PBX: ${quote(changed.profileId)}` }]);
    const identity = decideIdentity(phone.mac, {}, phone, vendors);
    if (!("rejected" in identity)) {
      const lines = ownLines(phone).map(({ username }) => ({ account: username }));
      const isShared = phone.sharing === "shared";
      const fit = { ...changed, ...identity, pbx, profile: ofPhone, lines, isShared, accounts: new Map() };
      refuse((checkFit(fit, vendors)?.errors ?? []).map((error) => ({ ...error, pointer: `/phone${error.pointer}` })));
    }
    const laid = (one: Phone): Phone => ({ ...one, ...given(patch), profileId: changed.profileId });
    return { pbxId: pbx.id, overlay: { phone: laid }, isWanted: (one) => one.mac === phone.mac };
  }
}

/** Without what is undefined, which would replace what is there. */
function given<T extends object>(patch: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as never;
}

function refuse(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  throw new Problem("invalid-body", `The change does not fit: ${first.pointer} ${first.detail}`, [...errors]);
}
