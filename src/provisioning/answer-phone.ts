import type { AdmitStranger } from "./admit-stranger.ts";
import { createPageAnswers, type PageParts } from "./answer-pages.ts";
import { answerAuthority, answerReport, answerStatic } from "./answer-static.ts";
import type { FetchWatch } from "./fetch-watch.ts";
import { type Call, createGate, type Entered, type GateParts } from "./gate.ts";
import { handOutProof } from "./hand-out-proof.ts";
import { findHosted, type HostedFile } from "./hosted-file.ts";
import { type ChosenFile, chooseFile, type Evidence, identify, parseUserAgent } from "./identify.ts";
import { isMenuRule } from "./menu/menu-path.ts";
import { OPEN_ACCESS } from "./pbx-access.ts";
import type { Admission } from "./phone.ts";
import { splitToken } from "./phone-proof.ts";
import { createRecentRequests, type RecentRequest } from "./recent-requests.ts";
import { QUIET_MS } from "./record-visit.ts";
import type { Answer, FileAnswer, HostedAnswer, PhoneRequest } from "./request.ts";
import { createFileServer, PhoneGoneError, type ServeParts, type Serving, toAnswer } from "./serve-file.ts";

export type PhoneAnswerer = {
  answer(request: PhoneRequest): Promise<Answer>;
  /** The answer that `answer` would give, at once, where the same was asked a moment ago and nothing has to be looked up for it. */
  recall(request: PhoneRequest): FileAnswer | undefined;
};

type Parts = ServeParts &
  GateParts &
  PageParts & {
    /** Reads a piece of a hosted file. */
    readHosted: (file: HostedFile, position: number, length: number) => Promise<Buffer>;
    admitStranger: AdmitStranger;
    /** Who waits for phones to fetch. */
    watch: FetchWatch;
  };

/** The way of every request, whatever door it came through: identify, admit, secrets, render, record. */
export function createPhoneAnswerer(parts: Parts): PhoneAnswerer {
  const { store, vendors, recordVisit, clock, watch } = parts;
  const gate = createGate(parts);
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
    const call: Call = { request, arrivedAt, beganAt };
    if ("refused" in evidence) return gate.refuse(call, evidence.refused, evidence);

    const { mac } = evidence;
    const known = mac === undefined ? undefined : await store.findAdmission(mac);
    const forAnyone = answerStatic(evidence);
    if (forAnyone !== undefined) {
      recordVisit.gaveStatic(request, { evidence, admission: known });
      return forAnyone;
    }
    const found = known ?? (await parts.admitStranger(request, evidence));
    const entered = await gate.enter(call, { evidence, token, target: asked.target, found });
    return "outcome" in entered ? entered : answerAdmitted(call, evidence, entered);
  }

  /** Phones fetch such files under any name or none, so the key in the address is what opens them. */
  function answerHosted(request: PhoneRequest, file: HostedFile): HostedAnswer {
    recordVisit.gaveHosted(request, file, parseUserAgent(request.userAgent ?? "", vendors)?.says.mac);
    return { outcome: "hosted", file, read: (position, length) => parts.readHosted(file, position, length) };
  }

  async function answerAdmitted(
    call: Call,
    evidence: Evidence,
    { admission, chosen: found, shown, family }: Entered,
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
      if (typeof page !== "string") return page;
      const known = { ...call, shown, agent: evidence.agent };
      return gate.refuse(known, page, { mac, isClosed: true, admission, fileName });
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
      if (error instanceof PhoneGoneError) return gate.refuse(call, "not-admitted", { mac: admission.mac });
      throw error;
    }
  }

  /** A phone that was told to fetch has done so when it has the whole of its own configuration. */
  function watched(answer: Answer, { beganAt }: Call, { request, admission, chosen }: Serving): Answer {
    if (answer.outcome !== "file" || request.intent !== "fetch" || chosen.rule.kind !== "phone-settings") return answer;
    if (beganAt === undefined || !watch.isAwaited(admission.mac)) return answer;
    return { ...answer, noteTaken: () => watch.fetched(admission.mac, beganAt) };
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
