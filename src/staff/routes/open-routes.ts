import { Type } from "@fastify/type-provider-typebox";
import { daysLeft } from "../../provisioning/expiry-alarm.ts";
import { quote } from "../../provisioning/field-error.ts";
import type { Api, StaffDeps } from "../context.ts";
import { PROBLEMS, Problem } from "../problems.ts";
import { problemAnswers, Time, toTime } from "../schemas/shared.ts";
import type { SendPage } from "../serve-page.ts";

/** Of the phones' https doors: whoever connects there can read the same. */
const CertificateHealth = Type.Object(
  { expiresAt: Time, daysLeft: Type.Integer(), doubts: Type.Array(Type.String()) },
  { additionalProperties: false },
);
const HealthAnswer = Type.Object(
  {
    status: Type.Enum(["ok", "unavailable"]),
    version: Type.String(),
    reason: Type.Optional(Type.String()),
    certificate: Type.Optional(CertificateHealth),
  },
  { additionalProperties: false },
);
const ProblemParams = Type.Object({ code: Type.String({ maxLength: 64 }) });

/** What needs no key: health, and the pages that explain problems. */
export function addOpenRoutes(
  app: Api,
  { isServing, metrics, version, tls, clock }: StaffDeps,
  sendPage: SendPage,
): void {
  app.get(
    "/healthz",
    {
      schema: {
        tags: ["Server"],
        summary: "Whether phones can be served now",
        security: [],
        response: { 200: HealthAnswer, 503: HealthAnswer },
      },
    },
    async (_, reply) => {
      const state = await isServing();
      const server = tls?.describe().server;
      const certificate = server && {
        expiresAt: toTime(server.expiresAt),
        daysLeft: daysLeft(server.expiresAt, clock()),
        doubts: [...server.doubts],
      };
      if (state.ok) return { status: "ok" as const, version, ...(certificate && { certificate }) };
      return reply.code(503).send({ status: "unavailable" as const, version, reason: state.reason });
    },
  );

  app.get(
    "/metrics",
    {
      schema: {
        tags: ["Server"],
        summary: "Counters in Prometheus' text format",
        security: [],
        response: {
          200: { description: "Prometheus' text format", content: { "text/plain": { schema: Type.String() } } },
        },
      },
    },
    async (_, reply) => reply.type("text/plain; version=0.0.4; charset=utf-8").send(await metrics()),
  );

  app.get(
    "/problems/:code",
    {
      schema: {
        tags: ["Server"],
        summary: "What a problem code means",
        description: "A page for browsers, plain text for others.",
        security: [],
        params: ProblemParams,
        response: {
          200: { description: "For people", content: { "text/plain": { schema: Type.String() } } },
          ...problemAnswers(["not-found"]),
        },
      },
    },
    async (request, reply) => {
      const { code } = request.params;
      const problem = Object.entries(PROBLEMS).find(([name]) => name === code)?.[1];
      if (problem === undefined) throw new Problem("not-found", `There is no problem ${quote(code)}`);
      const { status, title, help } = problem;
      const page = request.headers.accept?.includes("text/html") ? sendPage(request, reply) : undefined;
      if (page !== undefined) return page;
      return reply.type("text/plain; charset=utf-8").send(`${code} (${status})\n\n${title}.\n\n${help}\n`);
    },
  );
}
