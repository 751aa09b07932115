import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { Format, type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance } from "fastify";
import { TEXT_FORMATS } from "../provisioning/text-formats.ts";
import { addProblemAnswers, sendProblem } from "./answer-problems.ts";
import { addAuthentication } from "./authenticate.ts";
import type { Api, StaffDeps } from "./context.ts";
import { addIdempotency } from "./idempotency.ts";
import { addCallNotes } from "./note-calls.ts";
import { describeApi } from "./openapi.ts";
import { Problem } from "./problems.ts";
import { addAccountRoutes } from "./routes/accounts.ts";
import { addAdmissionRoutes } from "./routes/admission.ts";
import { addAllowListRoute } from "./routes/allow-list.ts";
import { addAuditRoutes } from "./routes/audit.ts";
import { addBookEntryRoutes } from "./routes/book-entries.ts";
import { addBookFileRoutes } from "./routes/book-files.ts";
import { addCertificateRoutes } from "./routes/certificates.ts";
import { addChangeRoutes } from "./routes/changes.ts";
import { addBatchRoutes } from "./routes/command-batches.ts";
import { addCommandRoutes } from "./routes/commands.ts";
import { addCustomerRoutes } from "./routes/customers.ts";
import { addDeskRoutes } from "./routes/desks.ts";
import { addDoctorRoute } from "./routes/doctor.ts";
import { addEventStreamRoute } from "./routes/event-stream.ts";
import { addFreeswitchDirectory } from "./routes/freeswitch-directory.ts";
import { addGuardRoutes } from "./routes/guard.ts";
import { addHistoryRoutes } from "./routes/history.ts";
import { addHostedFileRoutes } from "./routes/hosted-files.ts";
import { addHostedUseRoutes } from "./routes/hosted-uses.ts";
import { addKeyRoutes } from "./routes/keys.ts";
import { addLeaseRoutes } from "./routes/leases.ts";
import { addLinkRoutes } from "./routes/links.ts";
import { addMasterKeyRoutes } from "./routes/master-key.ts";
import { addNeutralSettingRoutes } from "./routes/neutral-settings.ts";
import { addOpenRoutes } from "./routes/open-routes.ts";
import { addOverviewRoute } from "./routes/overview.ts";
import { addPasswordRoutes } from "./routes/passwords.ts";
import { addPbxDoorRoutes } from "./routes/pbx-door.ts";
import { addPbxRoutes } from "./routes/pbxs.ts";
import { addPeopleRoutes } from "./routes/people.ts";
import { addPhoneActionRoute } from "./routes/phone-actions.ts";
import { addPhoneAdviceRoutes } from "./routes/phone-advice.ts";
import { addPhoneBookRoutes } from "./routes/phone-books.ts";
import { addPhoneFileRoutes } from "./routes/phone-files.ts";
import { addPhoneImportRoute } from "./routes/phone-import.ts";
import { addPhoneStatusRoutes } from "./routes/phone-status.ts";
import { addPhoneUploadRoutes } from "./routes/phone-uploads.ts";
import { addPhoneRoutes } from "./routes/phones.ts";
import { addProfileRoutes } from "./routes/profiles.ts";
import { addProofRoutes } from "./routes/proofs.ts";
import { addRedirectRoutes } from "./routes/redirects.ts";
import { addRolloutRoutes } from "./routes/rollouts.ts";
import { addRotationRoutes } from "./routes/rotations.ts";
import { addSearchRoutes } from "./routes/search.ts";
import { addSessionRoutes } from "./routes/session.ts";
import { addSettingsRoute } from "./routes/settings.ts";
import { addSightingRoutes } from "./routes/sightings.ts";
import { addSignInRoutes } from "./routes/sign-in.ts";
import { addTemplateRoutes } from "./routes/templates.ts";
import { addVendorRoutes } from "./routes/vendors.ts";
import { addWebhookRoutes } from "./routes/webhooks.ts";
import { addWindowRoutes } from "./routes/windows.ts";
import { ProblemAnswer } from "./schemas/shared.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { addPage } from "./serve-page.ts";
import { createSignIn } from "./sign-in.ts";
import { addWelcomePage } from "./welcome-page.ts";

const BODY_LIMIT_BYTES = 256 * 1024;
const MAX_PARAM_LENGTH = 256;
const ROUTES = [
  addPbxRoutes,
  addAccountRoutes,
  addProfileRoutes,
  addRedirectRoutes,
  addAdmissionRoutes,
  addPhoneRoutes,
  addPhoneImportRoute,
  addPhoneActionRoute,
  addPasswordRoutes,
  addPhoneFileRoutes,
  addPhoneAdviceRoutes,
  addPhoneStatusRoutes,
  addProofRoutes,
  addPhoneUploadRoutes,
  addOverviewRoute,
  addHistoryRoutes,
  addEventStreamRoute,
  addAllowListRoute,
  addSightingRoutes,
  addGuardRoutes,
  addSearchRoutes,
  addLeaseRoutes,
  addVendorRoutes,
  addHostedFileRoutes,
  addHostedUseRoutes,
  addDoctorRoute,
  addDeskRoutes,
  addCertificateRoutes,
  addKeyRoutes,
  addCustomerRoutes,
  addPeopleRoutes,
  addAuditRoutes,
  addMasterKeyRoutes,
  addSettingsRoute,
  addWebhookRoutes,
  addLinkRoutes,
  addCommandRoutes,
  addBatchRoutes,
  addRotationRoutes,
  addRolloutRoutes,
  addWindowRoutes,
  addTemplateRoutes,
  addChangeRoutes,
  addNeutralSettingRoutes,
  addPhoneBookRoutes,
  addBookEntryRoutes,
  addBookFileRoutes,
];

/** The staff API, its documentation and its health page, ready to listen. Logs nothing of a request. */
export async function buildStaffApp(deps: StaffDeps): Promise<FastifyInstance> {
  for (const [name, { matches }] of Object.entries(TEXT_FORMATS)) Format.Set(name, matches);
  const { doorTls, proxies = [] } = deps;
  const app = Fastify({
    serverFactory(handler) {
      if (doorTls === undefined) return createServer(handler);
      const server = createTlsServer(doorTls.context, handler);
      doorTls.keep(server);
      return server;
    },
    trustProxy: proxies.length === 0 ? false : [...proxies],
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, _, reply) => sendProblem(reply, new Problem("not-found", error.message)),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler((route) => {
    // Compiled when it is first needed: all of them together would be a third of a start.
    let validate: ReturnType<typeof TypeBoxValidatorCompiler> | undefined;
    return (value) => {
      validate ??= TypeBoxValidatorCompiler(route);
      return validate(value);
    };
  });
  // Answers are built field by field, checked by the compiler; the schemas describe them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addSchema(ProblemAnswer);
  addSecurityHeaders(app);
  addProblemAnswers(app, deps.reportFault);
  readBodies(app);

  await app.register(swagger, describeApi(deps.version));
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    // The badge would send the address of this server to somebody else's.
    uiConfig: { validatorUrl: null },
  });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  const sendPage = addPage(app, deps.pageFolder);
  addOpenRoutes(app, deps, sendPage);
  addWelcomePage(app, sendPage);
  const signIn = createSignIn(deps);
  addSignInRoutes(app, deps, signIn);
  await app.register(
    async (api: Api) => {
      addAuthentication(api, deps.store, deps.signIn.sessionIdleMs);
      addIdempotency(api, deps.store);
      addCallNotes(api);
      for (const addRoutes of ROUTES) addRoutes(api, deps);
      addSessionRoutes(api, deps, signIn);
    },
    { prefix: "/api/v1" },
  );
  await app.register(
    async (api: Api) => {
      addAuthentication(api, deps.store, deps.signIn.sessionIdleMs);
      addPbxDoorRoutes(api, deps);
      addFreeswitchDirectory(api, deps);
    },
    { prefix: "/pbx/v1" },
  );
  return app;
}

/** JSON only. No body at all is an empty object, so that the errors name what is missing. */
function readBodies(app: Api): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else parse(request, body.toString(), done);
  });
  app.addHook("preValidation", async (request) => {
    if (request.routeOptions.schema?.body !== undefined) request.body ??= {};
  });
}
