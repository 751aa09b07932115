import { Type } from "@fastify/type-provider-typebox";
import { quote } from "../../provisioning/field-error.ts";
import type { TlsControl } from "../../provisioning/tls-control.ts";
import { type Api, readMacParam, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answerAuthorities,
  answerImported,
  CaAnswer,
  DeviceAnswer,
  FingerprintParams,
  ImportBody,
  ImportedAnswer,
  RenewBody,
  VendorParams,
} from "../schemas/certificate.ts";
import { answers, MacParams, POST_PROBLEMS, PUT_PROBLEMS } from "../schemas/shared.ts";

const tags = ["Certificates"];

/** Certificates of the phones' https doors, and the authorities that phones' own certificates are checked by. */
export function addCertificateRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/ca",
    {
      schema: {
        tags,
        summary: "Show the https doors' certificate and the authorities that phones are given",
        response: answers({ 200: CaAnswer }, "https-off"),
      },
    },
    async () => answerAuthorities(tlsOf(deps).describe(), store, deps.clock()),
  );

  api.get(
    "/ca/certificate",
    {
      schema: {
        tags,
        summary: "The certificates of the authorities that phones are given, without keys",
        response: answers(
          { 200: { description: "PEM", content: { "application/x-pem-file": { schema: Type.String() } } } },
          "https-off",
        ),
      },
    },
    async (_, reply) => {
      const { authorities } = tlsOf(deps).describe();
      return reply.type("application/x-pem-file").send(authorities.map(({ pem }) => pem).join(""));
    },
  );

  api.post(
    "/ca/renew",
    {
      schema: {
        tags,
        summary: "Make a new certificate for the https doors, or replace the authority in two steps",
        body: RenewBody,
        response: answers({ 200: CaAnswer }, ...POST_PROBLEMS, "https-off", "not-own-certificate", "rotation-state"),
      },
    },
    async (request) => {
      const { what = "server" } = request.body;
      const tls = tlsOf(deps);
      const outcome = await tls.renew(what);
      if (outcome === "not-own") throw notOwn();
      if (outcome === "already-prepared")
        throw new Problem("rotation-state", "A next authority is prepared already; phones are taking it");
      if (outcome === "nothing-prepared")
        throw new Problem("rotation-state", "No next authority is prepared to switch to");
      if (what !== "server") await recordAction(deps, request, { name: "authority-changed", detail: { step: what } });
      return answerAuthorities(tls.describe(), store, deps.clock());
    },
  );

  api.put(
    "/ca/devices/:mac",
    {
      schema: {
        tags,
        summary: "Issue a client certificate to a phone; its key is in this answer alone",
        description: "Each call issues another one. Nothing of it is kept here.",
        params: MacParams,
        body: Type.Object({}, { additionalProperties: false }),
        response: answers({ 200: DeviceAnswer }, ...PUT_PROBLEMS, "https-off"),
      },
    },
    async (request) => {
      const mac = readMacParam(request.params.mac);
      const issued = await tlsOf(deps).issueDevice(mac);
      await recordAction(deps, request, { name: "device-certificate-issued", mac });
      return issued;
    },
  );

  api.get(
    "/client-cas",
    {
      schema: {
        tags,
        summary: "List the vendors' authorities that phones' certificates are checked by",
        response: answers({ 200: ImportedAnswer }, "https-off"),
      },
    },
    async () => answerImported(tlsOf(deps).listImported()),
  );

  api.post(
    "/client-cas/:vendor",
    {
      schema: {
        tags,
        summary: "Import a vendor's authorities, or lists of certificates that they took back",
        params: VendorParams,
        body: ImportBody,
        response: answers({ 200: ImportedAnswer }, ...POST_PROBLEMS, "not-found", "https-off"),
      },
    },
    async (request) => {
      const vendorId = findVendorId(request.params.vendor, deps);
      const tls = tlsOf(deps);
      const why = await tls.importAuthorities(vendorId, request.body.pem);
      if (why !== undefined) throw new Problem("invalid-body", `The text ${why}`, [{ pointer: "/pem", detail: why }]);
      await recordAction(deps, request, { name: "client-authorities-changed", detail: { vendor: vendorId } });
      return answerImported(tls.listImported().filter(({ vendor }) => vendor === vendorId));
    },
  );

  api.delete(
    "/client-cas/:vendor/:fingerprint",
    {
      schema: {
        tags,
        summary: "Remove a vendor's authority",
        params: FingerprintParams,
        response: answers({ 204: Type.Null({ description: "Removed" }) }, "not-found", "https-off"),
      },
    },
    async (request, reply) => {
      const { vendor, fingerprint } = request.params;
      const vendorId = findVendorId(vendor, deps);
      if (!(await tlsOf(deps).removeImported(vendorId, fingerprint.toUpperCase())))
        throw new Problem("not-found", `No authority ${quote(fingerprint)} of ${vendorId} is here`);
      const detail = { vendor: vendorId, removed: fingerprint.toUpperCase() };
      await recordAction(deps, request, { name: "client-authorities-changed", detail });
      return reply.code(204).send(null);
    },
  );
}

function tlsOf({ tls }: StaffDeps): TlsControl {
  if (tls === undefined) throw new Problem("https-off", "No https door for phones is open");
  return tls;
}

function notOwn(): Problem {
  return new Problem("not-own-certificate", "The certificate comes from files of yours");
}

function findVendorId(id: string, { vendors }: StaffDeps): string {
  const vendor = vendors.find((candidate) => candidate.id === id);
  if (vendor === undefined) throw new Problem("not-found", `There is no vendor ${quote(id)}`);
  return vendor.id;
}
