import { type Static, Type } from "@fastify/type-provider-typebox";
import { quote } from "../../provisioning/field-error.ts";
import type { WatchedSource } from "../../provisioning/guard.ts";
import { type Api, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers, Time, toTime } from "../schemas/shared.ts";

const tags = ["Guard"];
export const WatchedAnswer = Type.Object(
  {
    address: Type.String(),
    state: Type.Enum(["slowed", "held"], {
      description: "held: gets nothing but for phones that were served there before",
    }),
    guesses: Type.Integer({ description: "Different MACs asked for in vain; they fade within an hour" }),
    heldRequests: Type.Integer({ description: "Requests that were held back" }),
    firstSeen: Time,
    lastSeen: Time,
  },
  { additionalProperties: false },
);
const ListAnswer = Type.Object(
  { items: Type.Array(WatchedAnswer), next: Type.Null() },
  { additionalProperties: false, description: "All of them, those with the most requests held back first" },
);
const AddressParams = Type.Object({ address: Type.String({ maxLength: 64 }) });

/** What this very process counts: with several daemons each has its own. */
export function addGuardRoutes(api: Api, deps: StaffDeps): void {
  const { guard, clock } = deps;

  api.get(
    "/guard",
    {
      schema: {
        tags,
        summary: "Addresses that are slowed or held back because they ask for phones that are not admitted",
        response: answers({ 200: ListAnswer }, "invalid-query"),
      },
    },
    async () => {
      const watched = guard.watched(clock()).sort((a, b) => b.held - a.held || a.firstSeen - b.firstSeen);
      return { items: watched.map(answerWatched), next: null };
    },
  );

  api.delete(
    "/guard/:address",
    {
      schema: {
        tags,
        summary: "Pardon an address and its network: their guesses are forgotten",
        params: AddressParams,
        response: answers({ 204: Type.Null({ description: "Pardoned" }) }, "not-found"),
      },
    },
    async (request, reply) => {
      const { address } = request.params;
      if (!guard.pardon(address)) throw new Problem("not-found", `${quote(address)} is not watched`);
      await recordAction(deps, request, { name: "guard-pardoned", detail: { pardoned: address } });
      return reply.code(204).send(null);
    },
  );
}

function answerWatched(source: WatchedSource): Static<typeof WatchedAnswer> {
  const { address, verdict, guesses, held, firstSeen, lastSeen } = source;
  return {
    address,
    state: verdict === "held" ? "held" : "slowed",
    guesses,
    heldRequests: held,
    firstSeen: toTime(firstSeen),
    lastSeen: toTime(lastSeen),
  };
}
