import type { WaitReason } from "./admission.ts";
import type { AdmitStranger } from "./admit-stranger.ts";
import { createPageAnswers, type PageParts } from "./answer-pages.ts";
import { answerAuthority, answerReport, answerStatic } from "./answer-static.ts";
import { EVERY_SCHEME, type ProofCheck, type ShownProof } from "./check-proof.ts";
import type { FetchWatch } from "./fetch-watch.ts";
import type { Guard } from "./guard.ts";
import { handOutProof } from "./hand-out-proof.ts";
import { findHosted, type HostedFile } from "./hosted-file.ts";
import {
  type ChosenFile,
  chooseFile,
  chooseRule,
  describeStranger,
  type Evidence,
  identify,
  parseUserAgent,
} from "./identify.ts";
import type { Mac } from "./mac.ts";
import { isMenuRule } from "./menu/menu-path.ts";
import { OPEN_ACCESS } from "./pbx-access.ts";
import type { Admission } from "./phone.ts";
import { familyOfPhone } from "./phone-identity.ts";
import { splitToken } from "./phone-proof.ts";
import type { Clock } from "./ports.ts";
import { createRecentRequests, type RecentRequest } from "./recent-requests.ts";
import { QUIET_MS, type RecordVisit } from "./record-visit.ts";
import type { RefusalPace } from "./refusal-pace.ts";
import type { Answer, FileAnswer, HostedAnswer, PhoneRequest, Refusal } from "./request.ts";
import { createFileServer, PhoneGoneError, type ServeParts, type Serving, toAnswer } from "./serve-file.ts";
import type { Family, Vendor } from "./vendor.ts";

export type PhoneAnswerer = {
  answer(request: PhoneRequest): Promise<Answer>;
  /** The answer that `answer` would give, at once, where the same was asked a moment ago and nothing has to be looked up for it. */
  recall(request: PhoneRequest): FileAnswer | undefined;
};

type Parts = ServeParts &
  PageParts & {
    vendors: readonly Vendor[];
    clock: Clock;
    /** Reads a piece of a hosted file. */
    readHosted: (file: HostedFile, position: number, length: number) => Promise<Buffer>;
    admitStranger: AdmitStranger;
    proofs: ProofCheck;
    /** Who waits for phones to fetch. */
    watch: FetchWatch;
    guard: Pick<Guard, "guess" | "isHeld" | "wait">;
    /** Refusals of those who are not let in leave by it. */
    pace: RefusalPace;
  };

/** A request on its way, with what is known of it so far. */
type Call = {
  /** Without its token. */
  request: PhoneRequest;
  /** In milliseconds of `performance.now()`. */
  arrivedAt: number;
  /** The same by the clock. */
  beganAt?: number;
  shown?: ShownProof;
  agent?: Evidence["agent"];
};

/** Refusals that are no guess of a phone: every login begins with one, and Gigaset's devices first try another password. */
const NO_GUESSES: readonly Refusal[] = ["credentials-missing", "credentials-wrong", "credentials-stale"];

/** The way of every request, whatever door it came through: identify, admit, secrets, render, record. */
export function createPhoneAnswerer(parts: Parts): PhoneAnswerer {
  const { store, vendors, recordVisit, proofs, guard, clock, watch } = parts;
  const recentRequests = createRecentRequests(QUIET_MS);
  const files = createFileServer(parts);
  const pages = createPageAnswers(parts);

  return {
    async answer(request) {
      const recent = findRecent(request);
      const again = recent && answerAgain(recent, await store.findAdmission(recent.mac));
      return again ?? answerInFull(request);
    },
    recall(request) {
      const recent = findRecent(request);
      return recent && answerAgain(recent, store.recallAdmission?.(recent.mac));
    },
  };

  /** Somebody waits for what a phone does: then it is looked at as a whole. */
  function findRecent(request: PhoneRequest): RecentRequest | undefined {
    const recent = recentRequests.find(request, clock());
    return recent !== undefined && watch.isAwaited(recent.mac) ? undefined : recent;
  }

  /** The same again within a moment: nothing to identify, no password to give, nothing new to record. */
  function answerAgain(recent: RecentRequest, admission: Admission | undefined): FileAnswer | undefined {
    if (admission === undefined || admission.hasLiveGrants || admission.revision !== recent.revision) return undefined;
    if (parts.renderer.revision(recent.template) !== recent.templateRevision) return undefined;
    if (recent.authorities !== parts.authorities() || recent.hosted !== parts.hosted()) return undefined;
    const file = parts.cache.get(recent.cacheKey, recent.cacheVersion);
    return file && toAnswer(file, recent.contentType, true);
  }

  async function answerInFull(asked: PhoneRequest): Promise<Answer> {
    const arrivedAt = performance.now();
    const beganAt = clock();
    // From here on nothing holds the token but what checks it.
    const { target, token } = splitToken(asked.target);
    const request = token === undefined ? asked : { ...asked, target };
    const hosted = findHosted(target, parts.hosted());
    if (hosted !== undefined) return answerHosted(request, hosted);
    const { certificate } = request;
    const certificateMac = certificate?.verdict === "verified" ? certificate.mac : undefined;
    const evidence = identify(target, request.userAgent, vendors, certificateMac);
    if ("refused" in evidence) return refuse({ request, arrivedAt }, evidence.refused, evidence);

    const { mac, fileName } = evidence;
    const known = mac === undefined ? undefined : await store.findAdmission(mac);
    const forAnyone = answerStatic(evidence);
    if (forAnyone !== undefined) {
      recordVisit.gaveStatic(request, { evidence, admission: known });
      return forAnyone;
    }
    const found = known ?? (await parts.admitStranger(request, evidence));
    const [admission, waits] = typeof found === "string" ? [undefined, found] : [found, undefined];
    const chosen = admission && chooseRule(evidence, admission, vendors);
    const family = admission && familyOf(chosen, admission);
    const shown = await proofs.check({
      ...{ request, token, admission, takesCredentials: family?.loginSettings !== undefined },
      ...{ target: asked.target, mac: mac ?? "" },
    });
    const call = { request, arrivedAt, beganAt, shown, agent: evidence.agent };
    if (admission === undefined || chosen === undefined) return refuseStranger(call, evidence, waits);
    const { admittance, certificateFault } = shown;
    if (admittance.refused !== undefined) {
      const why = admittance.refused === "certificate-refused" ? certificateFault : undefined;
      return refuse(call, admittance.refused, { mac, isClosed: true, admission, fileName, why });
    }
    if (!admittance.isProven && (await isHeld(request, admission)))
      return refuse(call, "guard-held-phone", { mac, isClosed: true, admission, fileName });
    if (certificateFault !== undefined) recordVisit.unproven(request, admission, certificateFault);
    const provedBy = await proofs.noteUse(admission, shown);
    if (provedBy.length > 0) recordVisit.provedAnew(request, admission, provedBy);
    return answerAdmitted(call, evidence, admission, chosen, { shown, family });
  }

  /** Phones fetch such files under any name or none, so the key in the address is what opens them. */
  function answerHosted(request: PhoneRequest, file: HostedFile): HostedAnswer {
    recordVisit.gaveHosted(request, file, parseUserAgent(request.userAgent ?? "", vendors)?.says.mac);
    return { outcome: "hosted", file, read: (position, length) => parts.readHosted(file, position, length) };
  }

  async function answerAdmitted(
    call: Call,
    evidence: Evidence,
    admission: Admission,
    found: ReturnType<typeof chooseRule>,
    { shown, family }: { shown: ShownProof; family: Family | undefined },
  ): Promise<Answer> {
    const { request } = call;
    const { fileName } = evidence;
    const reported = answerReport(evidence, admission.vendorId);
    if (reported !== undefined) {
      recordVisit.reported(request, admission, reported.report);
      if (reported.report === "started") watch.started(admission.mac);
      return reported.answer;
    }
    const trusted = answerAuthority(evidence, admission.vendorId, parts.authorities());
    if (trusted !== undefined) {
      recordVisit.gaveStatic(request, { evidence, admission });
      if (request.intent === "fetch") await files.noteAuthorities(request, admission, [trusted.authority.id]);
      return trusted.answer;
    }
    const asked = { request, evidence, admission, shown, family };
    if (!("refused" in found) && isMenuRule(found.rule)) {
      const page = await pages.menu({ ...asked, chosen: { ...found, rule: found.rule } });
      const { mac } = admission;
      return typeof page === "string" ? refuse(call, page, { mac, isClosed: true, admission, fileName }) : page;
    }
    const chosen = chooseFile(found);
    if ("refused" in chosen) {
      const agent = evidence.agent?.says;
      recordVisit.refused(request, chosen.refused, { mac: admission.mac, admission, agent, fileName });
      return { outcome: "refused", reason: chosen.refused };
    }
    if (chosen.rule.book !== undefined) return pages.book({ ...asked, chosen });
    const given = await handOutProof({ ...{ request, admission, shown, chosen, family, store }, policy: parts.policy });
    const told = { ...request, baseUrl: given.baseUrl, httpsUrls: given.httpsUrls };
    return serve(call, { request: told, evidence, admission, chosen, given });
  }

  async function serve(call: Call, serving: Serving): Promise<Answer> {
    const { request, admission, chosen } = serving;
    try {
      const { answer, isSettled } = await files.serve(serving);
      // What asks for proof is asked each time.
      if (isSettled && admission.access === OPEN_ACCESS && request.intent === "fetch")
        remember(request, admission, chosen, serving.evidence);
      return watched(answer, call, serving);
    } catch (error) {
      if (error instanceof PhoneGoneError) return refuse(call, "not-admitted", { mac: admission.mac });
      throw error;
    }
  }

  /** A phone that was told to fetch has done so when it has the whole of its own configuration. */
  function watched(answer: Answer, { beganAt }: Call, { request, admission, chosen }: Serving): Answer {
    if (answer.outcome !== "file" || request.intent !== "fetch" || chosen.rule.kind !== "phone-settings") return answer;
    if (beganAt === undefined || !watch.isAwaited(admission.mac)) return answer;
    return { ...answer, noteTaken: () => watch.fetched(admission.mac, beganAt) };
  }

  /** Whether somebody asks for an admitted phone out of a walk through MACs, and not where that phone was served before. */
  async function isHeld({ remoteAddress }: PhoneRequest, { mac }: Admission): Promise<boolean> {
    if (!guard.isHeld(remoteAddress, mac, clock())) return false;
    return (await store.findPhone(mac))?.lastAddress !== remoteAddress;
  }

  function familyOf(chosen: ReturnType<typeof chooseRule> | undefined, admission: Admission): Family | undefined {
    if (chosen !== undefined && !("refused" in chosen)) return chosen.vendor.families[chosen.model.family];
    return vendors.some(({ id }) => id === admission.vendorId) ? familyOfPhone(admission, vendors) : undefined;
  }

  /** All who are not let in get the same, in the same time: unknown, closed, foreign. */
  async function refuse(
    { request, arrivedAt, shown, agent }: Call,
    reason: Refusal,
    about: Parameters<RecordVisit["refused"]>[2],
  ): Promise<Answer> {
    const { remoteAddress } = request;
    const verdict = verdictOn(remoteAddress, reason, about.mac);
    // A walk leaves its alarm, not a row for each step.
    if (verdict !== "held" || reason === "guard-held-phone") recordVisit.refused(request, reason, about);
    await parts.pace(arrivedAt);
    const { vendor, says } = agent ?? {};
    const model = vendor?.models[says?.model ?? vendor.defaultModel] ?? vendor?.models[vendor.defaultModel];
    const schemes = (model && vendor?.families[model.family]?.loginSchemes) ?? EVERY_SCHEME;
    const isStale = shown?.admittance.refused === "credentials-stale";
    const challenge = proofs.challenge(request, isStale, schemes);
    return verdict === "free"
      ? { outcome: "refused", reason, challenge }
      : { outcome: "refused", reason, challenge, wait: guard.wait(remoteAddress, clock()) };
  }

  function verdictOn(address: string, reason: Refusal, mac: Mac | undefined): ReturnType<Guard["guess"]> {
    if (reason === "guard-held-phone") return "held";
    return mac === undefined || NO_GUESSES.includes(reason) ? "free" : guard.guess(address, mac, clock());
  }

  /** A file that some vendor's phones ask for, but for no phone of ours. */
  function refuseStranger(call: Call, evidence: Evidence, waits: WaitReason | undefined): Promise<Answer> {
    const reason = evidence.mac === undefined ? "no-such-file" : "not-admitted";
    const { vendor, model } = describeStranger(evidence, vendors);
    return refuse(call, reason, {
      mac: evidence.mac,
      fileName: evidence.fileName,
      stranger: { vendorId: vendor?.id ?? null, model, firmware: evidence.agent?.says.firmware ?? null, waits },
    });
  }

  function remember(request: PhoneRequest, admission: Admission, chosen: ChosenFile, evidence: Evidence): void {
    const { key: cacheKey, version: cacheVersion } = files.cacheEntryOf(request, admission, chosen, evidence);
    const { template, contentType } = chosen.rule;
    const { mac, revision } = admission;
    const templateRevision = parts.renderer.revision(template);
    const authorities = parts.authorities();
    const found = {
      ...{ mac, revision, template, templateRevision, contentType, cacheKey, cacheVersion, authorities },
      hosted: parts.hosted(),
    };
    recentRequests.remember(request, found, clock());
  }
}
