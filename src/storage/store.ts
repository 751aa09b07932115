import type { Store } from "../provisioning/ports.ts";
import { accountRows } from "./account-rows.ts";
import { admissionRows } from "./admission-rows.ts";
import { strangerRows } from "./admit-stranger.ts";
import { allowListRows } from "./allow-list-rows.ts";
import { answerRows } from "./answer-rows.ts";
import { auditRows } from "./audit-rows.ts";
import { createAuditTrail } from "./audit-trail.ts";
import type { OpenContext, StoreContext } from "./backend.ts";
import { bookEntryRows } from "./book-entry-rows.ts";
import { claimRows } from "./claim-rows.ts";
import { commandJobs } from "./command-jobs.ts";
import { commandRows } from "./command-rows.ts";
import { customerRows } from "./customer-rows.ts";
import { deskPinRows } from "./desk-pin-rows.ts";
import { grantRows } from "./grant-rows.ts";
import { createGroupCommit } from "./group-commit.ts";
import { historyRows } from "./history-rows.ts";
import { hostedRows } from "./hosted-rows.ts";
import { keyRows } from "./key-rows.ts";
import { leaseRows } from "./lease-rows.ts";
import { masterKeyRotation } from "./master-key-rotation.ts";
import { overlapRows } from "./overlap-rows.ts";
import { overviewReads } from "./overview-reads.ts";
import { pbxJobs } from "./pbx-jobs.ts";
import { pbxLinkRows } from "./pbx-link-rows.ts";
import { pbxRows } from "./pbx-rows.ts";
import { personRows } from "./person-rows.ts";
import { phoneBookRows } from "./phone-book-rows.ts";
import { phoneList } from "./phone-list.ts";
import { phoneOutline } from "./phone-outline.ts";
import { createPhoneReads } from "./phone-reads.ts";
import { phoneWrites } from "./phone-writes.ts";
import { profileRows } from "./profile-rows.ts";
import { proofRows } from "./proof-rows.ts";
import { redirectAccountRows } from "./redirect-account-rows.ts";
import { redirectJobs } from "./redirect-jobs.ts";
import { registrationRows } from "./registration-rows.ts";
import { rolledPhones } from "./rolled-phones.ts";
import { rolloutRows } from "./rollout-rows.ts";
import { rotatedPhones } from "./rotated-phones.ts";
import { rotationRows } from "./rotation-rows.ts";
import { seatRows } from "./seat-rows.ts";
import { secondFactorRows } from "./second-factor-rows.ts";
import { sessionRows } from "./session-rows.ts";
import { sightingRows } from "./sighting-rows.ts";
import { templateRows } from "./template-rows.ts";
import { uploadRows } from "./upload-rows.ts";
import { webhookJobs } from "./webhook-jobs.ts";
import { webhookRows } from "./webhook-rows.ts";
import { windowRows } from "./window-rows.ts";

/** The one store there is, over either database. */
export function createStore(opened: OpenContext): Store {
  const trail = createAuditTrail(opened);
  const group = createGroupCommit(trail.transaction);
  const context: StoreContext = {
    ...opened,
    transaction: trail.transaction,
    note: trail.note,
    grouped: group.add,
  };
  const reads = createPhoneReads(context.db);
  const rotation = masterKeyRotation(context);
  const { pruneEvents, ...history } = historyRows(context);
  const { pruneAnswers, ...answers } = answerRows(context);
  const { pruneLeases, ...leases } = leaseRows(context);
  const { pruneNonces, ...proofs } = proofRows(context);
  const { pruneCommands, ...commands } = commandRows(context);
  const { pruneSessions, ...sessions } = sessionRows(context);
  const { pruneDeskTries, ...deskPins } = deskPinRows(context);
  const registrations = registrationRows(context);
  return {
    findAdmission: (mac) => reads.findAdmission(context.read, mac),
    findPhone: (mac) => reads.findPhone(context.read, mac),
    ...claimRows(context),
    ...grantRows(context),
    ...pbxRows(context),
    ...profileRows(context),
    ...accountRows(context, reads),
    ...phoneWrites(context, reads),
    ...admissionRows(context),
    ...strangerRows(context, reads),
    ...phoneList(context),
    ...phoneOutline(context),
    ...overviewReads(context),
    ...history,
    ...redirectAccountRows(context),
    ...redirectJobs(context),
    ...sightingRows(context),
    ...keyRows(context),
    ...customerRows(context),
    ...personRows(context),
    ...sessions,
    ...secondFactorRows(context),
    ...answers,
    ...leases,
    ...hostedRows(context),
    ...proofs,
    ...auditRows(context, trail),
    ...allowListRows(context),
    ...webhookRows(context),
    ...webhookJobs(context),
    ...pbxLinkRows(context),
    ...pbxJobs(context),
    ...overlapRows(context),
    ...commands,
    ...commandJobs(context),
    ...registrations,
    ...rotationRows(context),
    ...rolloutRows(context),
    ...rolledPhones(context),
    ...templateRows(context),
    ...uploadRows(context),
    ...windowRows(context),
    ...deskPins,
    ...seatRows(context, reads),
    ...phoneBookRows(context),
    ...bookEntryRows(context),
    ...rotatedPhones(context, registrations),
    rotateMasterKey: rotation.rotateMasterKey,
    masterKeyState: rotation.masterKeyState,

    async prune(eventsBefore) {
      await pruneEvents(eventsBefore);
      await pruneCommands(eventsBefore);
      await pruneAnswers();
      await pruneLeases(eventsBefore);
      await pruneNonces();
      await pruneSessions();
      await pruneDeskTries();
    },
    async check() {
      await context.db.selectFrom("phones").select("id").limit(1).execute();
    },
    async close() {
      await rotation.stop();
      await group.drain();
      await context.close();
    },
  };
}
