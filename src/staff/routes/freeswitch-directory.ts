import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import {
  type DirectoryRequest,
  fitsHa1,
  NOT_FOUND,
  readDirectoryRequest,
  writeUser,
} from "../../protocols/freeswitch/directory.ts";
import type { LinkStore } from "../../provisioning/pbx-link.ts";
import { TEXT_FORMATS } from "../../provisioning/text-formats.ts";
import { userAgentFilter } from "../../provisioning/user-agent-filter.ts";
import { callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { answers } from "../schemas/shared.ts";

const DEFAULT_CONTEXT = "default";
/** A phone that started again registers beside the registration that it had. */
const SPARE_REGISTRATIONS = 1;

const Form = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]), {
  description: "What mod_xml_curl posts for a lookup in the directory",
});

type Account = NonNullable<Awaited<ReturnType<LinkStore["openAccount"]>>>;
type Found = { pbxId: string; context: string | undefined; account: Account };

/** The directory of users that FreeSWITCH asks for at each registration (mod_xml_curl). */
export function addFreeswitchDirectory(api: Api, { store, vendors }: StaffDeps): void {
  api.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_, body, done) =>
    done(null, readForm(body.toString())),
  );

  api.post(
    "/freeswitch/directory",
    {
      schema: {
        tags: ["For PBXs"],
        summary: "The user that FreeSWITCH asks for, if an admitted phone has the account",
        description:
          "For mod_xml_curl, with a key of the role pbx, as Bearer or as the password of Basic (gateway-credentials). Whoever is not found is said so in the document: every other status makes FreeSWITCH look elsewhere.",
        consumes: ["application/x-www-form-urlencoded", "application/json"],
        body: Form,
        response: answers(
          {
            200: {
              description: "A document of FreeSWITCH's: the user with HA1, or not found",
              content: { "application/xml": { schema: Type.String() } },
            },
          },
          "invalid-body",
          "malformed-body",
        ),
      },
    },
    async (request, reply) => {
      reply.serializer(String).type("application/xml; charset=utf-8").header("cache-control", "no-store");
      return reply.send(await answer(request, readDirectoryRequest(request.body)));
    },
  );

  async function answer(request: FastifyRequest, asked: DirectoryRequest): Promise<string> {
    const domain = asked("domain") ?? asked("key_value");
    const id = asked("user");
    const isUser = asked("section") === "directory" && id !== undefined && TEXT_FORMATS["sip-user"].matches(id);
    if (!isUser || domain === undefined || !TEXT_FORMATS["host-name"].matches(domain)) return NOT_FOUND;
    const found = await findAsked(request, asked, id, domain);
    if (found === undefined) return NOT_FOUND;
    const { pbxId, context = DEFAULT_CONTEXT, account } = found;
    const { username, number } = account;
    const phones = await store.findAdmitted({ pbxIds: [pbxId], username });
    // It was taken from its last phone in this moment.
    if (phones.length === 0) return NOT_FOUND;
    const filter = userAgentFilter(phones, vendors);
    const ha1 = await chooseHa1(found, asked, phones.length);
    return writeUser({
      domain,
      id,
      params: [
        ["a1-hash", ha1],
        ...(filter === undefined ? [] : [["user-agent-filter", filter] as const]),
        ["max-registrations-per-extension", String((account.phones ?? phones.length) + SPARE_REGISTRATIONS)],
      ],
      variables: [
        ["user_context", context],
        ["effective_caller_id_number", number],
      ],
    });
  }

  /** FreeSWITCH asks by the name of the authentication, which may be another than the SIP user that registers. */
  async function findAsked(
    request: FastifyRequest,
    asked: DirectoryRequest,
    id: string,
    domain: string,
  ): Promise<Found | undefined> {
    const authName = asked("sip_auth_username");
    const toUser = asked("sip_auth_method") === "REGISTER" ? asked("sip_to_user") : undefined;
    // Whoever knows one account's password must not register another one.
    const usernames =
      toUser === undefined
        ? new Set([id, ...(authName === undefined ? [] : [asked("sip_from_user")])])
        : new Set([toUser]);
    for (const { pbxId, context } of await findPbxs(request, domain)) {
      for (const username of usernames) {
        if (username === undefined || !TEXT_FORMATS["sip-user"].matches(username)) continue;
        const account = await store.openAccount(pbxId, username);
        if (account !== undefined && account.authName === (authName ?? account.authName))
          return { pbxId, context, account };
      }
    }
    return undefined;
  }

  /** The caller's PBXs that are a FreeSWITCH; of several the one of that domain. */
  async function findPbxs(request: FastifyRequest, domain: string) {
    const ids = [...(callerOf(request).pbxIds ?? [])];
    const found: { pbxId: string; context: string | undefined }[] = [];
    for (const pbxId of ids) {
      const link = await store.findLink(pbxId);
      if (link?.settings.kind !== "freeswitch") continue;
      const pbx = ids.length === 1 ? undefined : await store.findPbx(pbxId);
      if (ids.length === 1 || pbx?.host === domain || pbx?.realm === domain)
        found.push({ pbxId, context: link.settings.context });
    }
    return found;
  }

  /** The one that the phone used, where both are good; whoever uses neither is shown the new one. */
  async function chooseHa1({ pbxId, account }: Found, asked: DirectoryRequest, phones: number): Promise<string> {
    const current = account.ha1.reveal();
    const previous = account.previousHa1?.reveal();
    if (previous === undefined) return current;
    const isNew = fitsHa1(asked, current);
    // Of several phones the others may still have the old one.
    if (isNew === true && phones === 1) {
      const overlaps = await store.listOverlaps(pbxId);
      await store.endOverlaps(
        pbxId,
        overlaps.filter(({ username }) => username === account.username),
      );
    }
    return isNew !== true && fitsHa1(asked, previous) === true ? previous : current;
  }
}

function readForm(body: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const known = form[name];
    form[name] = known === undefined ? value : [known, value].flat();
  }
  return { ...form };
}
