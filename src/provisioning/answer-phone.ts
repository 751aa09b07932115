import { hash } from "node:crypto";
import type { WaitReason } from "./admission.ts";
import type { AdmitStranger } from "./admit-stranger.ts";
import type { AnswerCache, CachedFile } from "./answer-cache.ts";
import { answerAuthority, answerReport, answerStatic } from "./answer-static.ts";
import { countHandsets } from "./build-template-data.ts";
import { decideCertificate } from "./certificate-policy.ts";
import { gatherMaterial } from "./file-material.ts";
import { type ChosenFile, chooseFile, describeStranger, type Evidence, identify } from "./identify.ts";
import type { Mac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import type { Authority } from "./phone-https.ts";
import type { Clock, Renderer, Store } from "./ports.ts";
import { createRecentRequests, type RecentRequest } from "./recent-requests.ts";
import { QUIET_MS, type RecordVisit, type TooManyHandsets } from "./record-visit.ts";
import { authoritiesInside, type FileOrder, NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { Answer, FileAnswer, PhoneRequest, Refusal } from "./request.ts";
import { decideSecrets, type SecretsDecision, type SecretsPolicy } from "./secrets.ts";
import type { Vendor } from "./vendor.ts";

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
  /** Those that phones are to trust, the one that issued our certificate first. The same array until they change. */
  authorities: () => readonly Authority[];
  admitStranger: AdmitStranger;
};

/** The way of every request, whatever door it came through: identify, admit, secrets, render, record. */
export function createPhoneAnswerer(parts: Parts): PhoneAnswerer {
  const { store, vendors, recordVisit } = parts;
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
    if (recent.authorities !== parts.authorities()) return undefined;
    const file = parts.cache.get(recent.cacheKey, recent.cacheVersion);
    return file && toAnswer(file, recent.contentType, true);
  }

  async function answerInFull(request: PhoneRequest): Promise<Answer> {
    const { certificate } = request;
    const proven = certificate?.verdict === "verified" ? certificate.mac : undefined;
    const evidence = identify(request.target, request.userAgent, vendors, proven);
    if ("refused" in evidence) return refuse(request, evidence.refused, evidence);

    const { mac } = evidence;
    const known = mac === undefined ? undefined : await store.findAdmission(mac);
    const forAnyone = answerStatic(evidence);
    if (forAnyone !== undefined) {
      recordVisit.gaveStatic(request, { evidence, admission: known });
      return forAnyone;
    }
    const admission = known ?? (await parts.admitStranger(request, evidence));
    if (admission === undefined || typeof admission === "string") return refuseStranger(request, evidence, admission);
    if (!passesCertificate(request, evidence, admission)) return { outcome: "refused", reason: "certificate-refused" };
    const reported = answerReport(evidence, admission.vendorId);
    if (reported !== undefined) {
      recordVisit.reported(request, admission, reported.report);
      return reported.answer;
    }
    const trusted = answerAuthority(evidence, admission.vendorId, parts.authorities());
    if (trusted !== undefined) {
      recordVisit.gaveStatic(request, { evidence, admission });
      if (request.intent === "fetch") await noteAuthorities(request, admission, [trusted.authority.id]);
      return trusted.answer;
    }

    const chosen = chooseFile(evidence, admission, vendors);
    if ("refused" in chosen) {
      recordVisit.refused(request, chosen.refused, {
        mac,
        admission,
        agent: evidence.agent?.says,
        fileName: evidence.fileName,
      });
      return { outcome: "refused", reason: chosen.refused };
    }
    return serve(request, evidence, admission, chosen);
  }

  function passesCertificate(request: PhoneRequest, { fileName }: Evidence, admission: Admission): boolean {
    const { mayPass, fault: why } = decideCertificate(request, admission);
    if (!mayPass) recordVisit.refused(request, "certificate-refused", { mac: admission.mac, admission, fileName, why });
    else if (why !== undefined) recordVisit.unproven(request, admission, why);
    return mayPass;
  }

  /** What a phone has taken changes its next configuration. */
  async function noteAuthorities(request: PhoneRequest, admission: Admission, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await store.noteAuthority(admission.mac, id);
      recordVisit.tookAuthority(request, admission, id);
    }
  }

  function refuse(
    request: PhoneRequest,
    reason: Refusal,
    about: { mac: Mac | undefined; otherMac?: Mac | undefined },
  ): Answer {
    recordVisit.refused(request, reason, about);
    return { outcome: "refused", reason };
  }

  /** A file that some vendor's phones ask for, but for no phone of ours. */
  function refuseStranger(request: PhoneRequest, evidence: Evidence, waits: WaitReason | undefined): Answer {
    const reason = evidence.mac === undefined ? "no-such-file" : "not-admitted";
    const { vendor, model } = describeStranger(evidence, vendors);
    recordVisit.refused(request, reason, {
      mac: evidence.mac,
      fileName: evidence.fileName,
      stranger: { vendorId: vendor?.id ?? null, model, firmware: evidence.agent?.says.firmware ?? null, waits },
    });
    return { outcome: "refused", reason };
  }

  async function serve(
    request: PhoneRequest,
    evidence: Evidence,
    admission: Admission,
    chosen: ChosenFile,
  ): Promise<Answer> {
    const family = chosen.vendor.families[chosen.model.family];
    const decision =
      chosen.rule.carriesSecrets && family !== undefined
        ? await decideSecrets(request, admission, family, chosen.vendor.id, parts.policy, store)
        : undefined;
    try {
      const answer =
        decision !== undefined && decision.kinds.length > 0
          ? await renderWithPasswords(request, admission, chosen, decision)
          : await answerWithoutPasswords(request, admission, chosen);
      const tooManyHandsets = await findTooManyHandsets(evidence, admission, chosen);
      recordVisit.served(request, { admission, evidence, chosen, decision, tooManyHandsets });
      const isSettled = decision === undefined || (decision.refused === "closed" && decision.claimed.length === 0);
      if (isSettled && request.intent === "fetch") remember(request, admission, chosen);
      return answer;
    } catch (error) {
      if (error instanceof PhoneGoneError) return refuse(request, "not-admitted", { mac: admission.mac });
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

  async function renderWithPasswords(
    request: PhoneRequest,
    admission: Admission,
    chosen: ChosenFile,
    decision: SecretsDecision,
  ): Promise<FileAnswer> {
    const order = await orderOf(request, admission, chosen, decision.passwords);
    const body = renderFile(order, parts.renderer);
    await noteAuthorities(request, admission, authoritiesInside(order));
    return {
      outcome: "file",
      body,
      contentType: chosen.rule.contentType,
      etag: undefined,
      carriesSecrets: true,
      async confirmDelivery() {
        // Only what was in the file: a shared setting stays out while one of its kinds is closed.
        const sent = decision.claimed.filter(
          (grant) => grant.outcome === "granted" && decision.kinds.includes(grant.kind),
        );
        await store.confirmDelivery(sent);
        recordVisit.confirmed(request, admission, decision.kinds);
      },
    };
  }

  async function answerWithoutPasswords(
    request: PhoneRequest,
    admission: Admission,
    chosen: ChosenFile,
  ): Promise<FileAnswer> {
    const { key, version } = cacheEntryOf(request, admission, chosen);
    let file = parts.cache.get(key, version);
    if (file === undefined) {
      const order = await orderOf(request, admission, chosen, NO_PASSWORDS);
      const body = renderFile(order, parts.renderer);
      file = { version, body, etag: etagOf(body), authorities: authoritiesInside(order) };
      parts.cache.set(key, file);
    }
    if (request.intent === "fetch") await noteAuthorities(request, admission, file.authorities);
    // A phone that revalidates while passwords wait for it must come back without a validator, or it would never be sent them.
    return toAnswer(file, chosen.rule.contentType, request.intent === "fetch" || !admission.hasLiveGrants);
  }

  function cacheEntryOf(
    request: PhoneRequest,
    admission: Admission,
    chosen: ChosenFile,
  ): { key: string; version: string } {
    return {
      key: `${admission.phoneId} ${chosen.vendor.id} ${chosen.ruleIndex} ${chosen.modelName} ${request.door === "https"} ${request.baseUrl}`,
      version: `${admission.revision} ${parts.renderer.revision(chosen.rule.template)} ${parts.authorities().map(({ id }) => id)}`,
    };
  }

  function remember(request: PhoneRequest, admission: Admission, { rule, ...chosen }: ChosenFile): void {
    const { key: cacheKey, version: cacheVersion } = cacheEntryOf(request, admission, { rule, ...chosen });
    const { template, contentType } = rule;
    const { mac, revision } = admission;
    const templateRevision = parts.renderer.revision(template);
    const authorities = parts.authorities();
    const found = { mac, revision, template, templateRevision, contentType, cacheKey, cacheVersion, authorities };
    recentRequests.remember(request, found, parts.clock());
  }

  async function orderOf(
    request: PhoneRequest,
    admission: Admission,
    { vendor, modelName, model, rule }: ChosenFile,
    passwords: SecretsDecision["passwords"],
  ): Promise<FileOrder> {
    const phone = await store.findPhone(admission.mac);
    const material = phone && (await gatherMaterial(store, phone, modelName));
    if (phone === undefined || material === undefined)
      throw new PhoneGoneError(`${admission.mac} was deleted while it was answered`);
    const authorities = parts.authorities();
    return { ...material, phone, vendor, modelName, model, rule, reached: request, authorities, passwords };
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
