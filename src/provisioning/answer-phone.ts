import { hash } from "node:crypto";
import type { AnswerCache, CachedFile } from "./answer-cache.ts";
import { answerReport, answerStatic } from "./answer-static.ts";
import { countHandsets } from "./build-template-data.ts";
import { EVERY_SCHEME, type ProofCheck, type ShownProof } from "./check-proof.ts";
import { gatherMaterial } from "./file-material.ts";
import { type HandedOut, handOutProof } from "./hand-out-proof.ts";
import { type ChosenFile, chooseFile, describeStranger, type Evidence, identify } from "./identify.ts";
import { OPEN_ACCESS } from "./pbx-access.ts";
import type { Admission } from "./phone.ts";
import { familyOfPhone } from "./phone-identity.ts";
import { splitToken } from "./phone-proof.ts";
import type { Clock, Renderer, Store } from "./ports.ts";
import { createRecentRequests, type RecentRequest } from "./recent-requests.ts";
import { QUIET_MS, type RecordVisit, type TooManyHandsets } from "./record-visit.ts";
import type { RefusalPace } from "./refusal-pace.ts";
import { NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { Answer, FileAnswer, PhoneRequest, Refusal } from "./request.ts";
import { decideSecrets, type SecretsDecision, type SecretsPolicy } from "./secrets.ts";
import type { Family, Vendor } from "./vendor.ts";

export type PhoneAnswerer = {
  answer(request: PhoneRequest): Promise<Answer>;
  /** The answer that `answer` would give, at once, where the same was asked a moment ago and nothing has to be looked up for it. */
  recall(request: PhoneRequest): FileAnswer | undefined;
};

type Parts = {
  store: Store;
  vendors: readonly Vendor[];
  renderer: Renderer;
  cache: AnswerCache;
  clock: Clock;
  policy: SecretsPolicy;
  recordVisit: RecordVisit;
  proofs: ProofCheck;
  /** Refusals of those who are not let in leave by it. */
  pace: RefusalPace;
};

/** A request on its way, with what is known of it so far. */
type Call = {
  /** Without its token. */
  request: PhoneRequest;
  /** In milliseconds of `performance.now()`. */
  arrivedAt: number;
  shown?: ShownProof;
  agent?: Evidence["agent"];
};
type Chosen = ChosenFile & { given: HandedOut };

/** The way of every request, whatever door it came through: identify, admit, secrets, render, record. */
export function createPhoneAnswerer(parts: Parts): PhoneAnswerer {
  const { store, vendors, recordVisit, proofs } = parts;
  const recentRequests = createRecentRequests(QUIET_MS);

  return {
    async answer(request) {
      const recent = recentRequests.find(request, parts.clock());
      const again = recent && answerAgain(recent, await store.findAdmission(recent.mac));
      return again ?? answerInFull(request);
    },
    recall(request) {
      const recent = recentRequests.find(request, parts.clock());
      return recent && answerAgain(recent, store.recallAdmission?.(recent.mac));
    },
  };

  /** The same again within a moment: nothing to identify, no password to give, nothing new to record. */
  function answerAgain(recent: RecentRequest, admission: Admission | undefined): FileAnswer | undefined {
    if (admission === undefined || admission.hasLiveGrants || admission.revision !== recent.revision) return undefined;
    if (parts.renderer.revision(recent.template) !== recent.templateRevision) return undefined;
    const file = parts.cache.get(recent.cacheKey, recent.cacheVersion);
    return file && toAnswer(file, recent.contentType, true);
  }

  async function answerInFull(asked: PhoneRequest): Promise<Answer> {
    const arrivedAt = performance.now();
    // From here on nothing holds the token but what checks it.
    const { target, token } = splitToken(asked.target);
    const request = token === undefined ? asked : { ...asked, target };
    const evidence = identify(target, request.userAgent, vendors);
    if ("refused" in evidence) return refuse({ request, arrivedAt }, evidence.refused, { mac: evidence.mac });

    const { mac, fileName } = evidence;
    const admission = mac === undefined ? undefined : await store.findAdmission(mac);
    const forAnyone = answerStatic(evidence);
    if (forAnyone !== undefined) {
      recordVisit.gaveStatic(request, { evidence, admission });
      return forAnyone;
    }
    const chosen = admission && chooseFile(evidence, admission, vendors);
    const family = admission && familyOf(chosen, admission);
    const takesCredentials = family?.loginSettings !== undefined;
    const shown = await proofs.check({
      ...{ request, token, admission, takesCredentials },
      ...{ target: asked.target, mac: mac ?? "" },
    });
    const agent = evidence.agent?.says;
    const call = { request, arrivedAt, shown, agent: evidence.agent };
    if (admission === undefined || chosen === undefined) return refuseStranger(call, evidence);
    if (shown.admittance.refused !== undefined)
      return refuse(call, shown.admittance.refused, { mac, isClosed: true, admission, fileName });
    const provedBy = await proofs.noteUse(admission, shown);
    if (provedBy.length > 0) recordVisit.provedAnew(request, admission, provedBy);

    const reported = answerReport(evidence, admission.vendorId);
    if (reported !== undefined) {
      recordVisit.reported(request, admission, reported.report);
      return reported.answer;
    }
    if ("refused" in chosen) {
      recordVisit.refused(request, chosen.refused, { mac, admission, agent, fileName });
      return { outcome: "refused", reason: chosen.refused };
    }
    const given = await handOutProof({ ...{ request, admission, shown, chosen, family, store }, policy: parts.policy });
    return serve({ ...call, request: { ...request, baseUrl: given.baseUrl } }, evidence, admission, {
      ...chosen,
      given,
    });
  }

  function familyOf(chosen: ReturnType<typeof chooseFile> | undefined, admission: Admission): Family | undefined {
    if (chosen !== undefined && !("refused" in chosen)) return chosen.vendor.families[chosen.model.family];
    return vendors.some(({ id }) => id === admission.vendorId) ? familyOfPhone(admission, vendors) : undefined;
  }

  /** All who are not let in get the same, in the same time: unknown, closed, foreign. */
  async function refuse(
    { request, arrivedAt, shown, agent }: Call,
    reason: Refusal,
    about: Parameters<RecordVisit["refused"]>[2],
  ): Promise<Answer> {
    recordVisit.refused(request, reason, about);
    await parts.pace(arrivedAt);
    const { vendor, says } = agent ?? {};
    const model = vendor?.models[says?.model ?? vendor.defaultModel] ?? vendor?.models[vendor.defaultModel];
    const schemes = (model && vendor?.families[model.family]?.loginSchemes) ?? EVERY_SCHEME;
    const isStale = shown?.admittance.refused === "credentials-stale";
    return { outcome: "refused", reason, challenge: proofs.challenge(request, isStale, schemes) };
  }

  /** A file that some vendor's phones ask for, but for no phone of ours. */
  function refuseStranger(call: Call, evidence: Evidence): Promise<Answer> {
    const reason = evidence.mac === undefined ? "no-such-file" : "not-admitted";
    const { vendor, model } = describeStranger(evidence, vendors);
    return refuse(call, reason, {
      mac: evidence.mac,
      fileName: evidence.fileName,
      stranger: { vendorId: vendor?.id ?? null, model, firmware: evidence.agent?.says.firmware ?? null },
    });
  }

  async function serve(call: Call, evidence: Evidence, admission: Admission, chosen: Chosen): Promise<Answer> {
    const { request } = call;
    const family = chosen.vendor.families[chosen.model.family];
    const decision =
      chosen.rule.carriesSecrets && family !== undefined
        ? await decideSecrets(request, admission, family, chosen.vendor.id, parts.policy, store)
        : undefined;
    try {
      const isSecret = chosen.given.isFresh || (decision !== undefined && decision.kinds.length > 0);
      const answer = isSecret
        ? await renderSecrets(request, admission, chosen, decision)
        : await answerWithoutPasswords(request, admission, chosen);
      const tooManyHandsets = await findTooManyHandsets(evidence, admission, chosen);
      recordVisit.served(request, { admission, evidence, chosen, decision, tooManyHandsets });
      const isSettled = decision === undefined || (decision.refused === "closed" && decision.claimed.length === 0);
      // What asks for proof is asked each time.
      if (isSettled && admission.access === OPEN_ACCESS && request.intent === "fetch")
        remember(request, admission, chosen);
      return answer;
    } catch (error) {
      if (error instanceof PhoneGoneError) return refuse(call, "not-admitted", { mac: admission.mac });
      if (decision !== undefined) await store.undoClaim(decision.claimed);
      recordVisit.failed(request, { admission, chosen, error });
      throw error;
    }
  }

  /** A DECT base that says how many handsets it takes is believed; its catalogue row may promise more. */
  async function findTooManyHandsets(
    { agent }: Evidence,
    { mac }: Admission,
    { vendor, model }: ChosenFile,
  ): Promise<TooManyHandsets | undefined> {
    const takes = agent?.vendor === vendor ? agent.says.handsets : undefined;
    const phone = takes === undefined ? undefined : await store.findPhone(mac);
    if (takes === undefined || phone === undefined) return undefined;
    const wanted = countHandsets(phone, model);
    return wanted > takes ? { wanted, takes } : undefined;
  }

  async function renderSecrets(
    request: PhoneRequest,
    admission: Admission,
    chosen: Chosen,
    decision: SecretsDecision | undefined,
  ): Promise<FileAnswer> {
    const body = await render(admission, chosen, decision?.passwords ?? NO_PASSWORDS);
    const kinds = decision?.kinds ?? [];
    // Only what was in the file: a shared setting stays out while one of its kinds is closed.
    const sent = (decision?.claimed ?? []).filter((grant) => grant.outcome === "granted" && kinds.includes(grant.kind));
    return {
      outcome: "file",
      body,
      contentType: chosen.rule.contentType,
      etag: undefined,
      carriesSecrets: true,
      async confirmDelivery() {
        if (kinds.length === 0) return;
        await store.confirmDelivery(sent);
        recordVisit.confirmed(request, admission, kinds);
      },
    };
  }

  async function answerWithoutPasswords(
    request: PhoneRequest,
    admission: Admission,
    chosen: Chosen,
  ): Promise<FileAnswer> {
    const { key, version } = cacheEntryOf(request, admission, chosen);
    let file = parts.cache.get(key, version);
    if (file === undefined) {
      const body = await render(admission, chosen, NO_PASSWORDS);
      file = { version, body, etag: etagOf(body) };
      parts.cache.set(key, file);
    }
    // A phone that revalidates while passwords wait for it must come back without a validator, or it would never be sent them.
    const isOwed = admission.hasLiveGrants || chosen.given.isOwed;
    return toAnswer(file, chosen.rule.contentType, request.intent === "fetch" || !isOwed);
  }

  function cacheEntryOf(
    request: PhoneRequest,
    admission: Admission,
    chosen: ChosenFile,
  ): { key: string; version: string } {
    return {
      key: `${admission.phoneId} ${chosen.vendor.id} ${chosen.ruleIndex} ${chosen.modelName} ${request.baseUrl}`,
      version: `${admission.revision} ${parts.renderer.revision(chosen.rule.template)}`,
    };
  }

  function remember(request: PhoneRequest, admission: Admission, { rule, ...chosen }: ChosenFile): void {
    const { key: cacheKey, version: cacheVersion } = cacheEntryOf(request, admission, { rule, ...chosen });
    const { template, contentType } = rule;
    const { mac, revision } = admission;
    const templateRevision = parts.renderer.revision(template);
    const found = { mac, revision, template, templateRevision, contentType, cacheKey, cacheVersion };
    recentRequests.remember(request, found, parts.clock());
  }

  async function render(
    admission: Admission,
    { vendor, modelName, model, rule, given }: Chosen,
    passwords: SecretsDecision["passwords"],
  ): Promise<Buffer> {
    const phone = await store.findPhone(admission.mac);
    const material = phone && (await gatherMaterial(store, phone, modelName));
    if (phone === undefined || material === undefined)
      throw new PhoneGoneError(`${admission.mac} was deleted while it was answered`);
    return renderFile(
      { ...material, phone, vendor, modelName, model, rule, baseUrl: given.baseUrl, login: given.login, passwords },
      parts.renderer,
    );
  }
}

/** The phone was deleted between two steps. */
class PhoneGoneError extends Error {}

function toAnswer(file: CachedFile, contentType: string, mayRevalidate: boolean): FileAnswer {
  return {
    outcome: "file",
    body: file.body,
    contentType,
    etag: mayRevalidate ? file.etag : undefined,
    carriesSecrets: false,
    confirmDelivery: nothingToConfirm,
  };
}

async function nothingToConfirm(): Promise<void> {}

function etagOf(body: Buffer): string {
  return `"${hash("sha1", body, "base64url")}"`;
}
