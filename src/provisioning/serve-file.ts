import { hash } from "node:crypto";
import type { AnswerCache, CachedFile } from "./answer-cache.ts";
import { countHandsets, layersOfOrder } from "./build-template-data.ts";
import type { Deliveries } from "./deliveries.ts";
import { withoutSeat } from "./desk-kit.ts";
import { gatherMaterial } from "./file-material.ts";
import type { HandedOut } from "./hand-out-proof.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import type { ChosenFile, Evidence } from "./identify.ts";
import type { MenuKeys } from "./menu/menu-keys.ts";
import type { Admission, Phone } from "./phone.ts";
import type { Authority } from "./phone-https.ts";
import type { Clock, Renderer, Store } from "./ports.ts";
import type { RecordVisit, TooManyHandsets } from "./record-visit.ts";
import { authoritiesInside, type FileOrder, NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { FileAnswer, PhoneRequest } from "./request.ts";
import { decideSecrets, type SecretsDecision, type SecretsPolicy } from "./secrets.ts";
import { resolveLayers } from "./settings-layers.ts";

export type ServeParts = {
  store: Store;
  renderer: Renderer;
  cache: AnswerCache;
  policy: SecretsPolicy;
  recordVisit: RecordVisit;
  deliveries: Deliveries;
  clock: Clock;
  /** Those that phones are to trust, the one that issued our certificate first. The same array until they change. */
  authorities: () => readonly Authority[];
  /** Files that lie here for phones to fetch. The same object until they change. */
  hosted: () => HostedCatalogue;
  menuKeys: MenuKeys;
};
/** `request` is without its token; `given` is what the phone shall prove itself by next time. */
export type Serving = {
  request: PhoneRequest;
  evidence: Evidence;
  admission: Admission;
  chosen: ChosenFile;
  given: HandedOut;
};
/** `isSettled`: the same request gets the same answer until the phone's revision or the template's changes. */
export type Served = { answer: FileAnswer; isSettled: boolean };

/** The phone was deleted between two steps. */
export class PhoneGoneError extends Error {}

/** Secrets, render, record: what a phone that was let in gets of the file that it asked for. */
export function createFileServer(parts: ServeParts) {
  const { store, recordVisit } = parts;

  /** Throws what rendering throws, and PhoneGoneError; what was claimed is taken back then. */
  async function serve(serving: Serving): Promise<Served> {
    const { request, evidence, admission, chosen, given } = serving;
    const family = chosen.vendor.families[chosen.model.family];
    const decision =
      chosen.rule.carriesSecrets && family !== undefined
        ? await decideSecrets(request, admission, family, chosen.vendor.id, parts.policy, store)
        : undefined;
    try {
      const isSecret = given.isFresh || (decision !== undefined && decision.kinds.length > 0);
      const answer = isSecret ? await renderSecrets(serving, decision) : await answerWithoutPasswords(serving);
      const tooManyHandsets = await findTooManyHandsets(evidence, admission, chosen);
      recordVisit.served(request, { admission, evidence, chosen, decision, tooManyHandsets });
      return {
        answer,
        isSettled:
          !admission.seatWaits &&
          (decision === undefined || (decision.refused === "closed" && decision.claimed.length === 0)),
      };
    } catch (error) {
      if (error instanceof PhoneGoneError) throw error;
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

  async function renderSecrets(serving: Serving, decision: SecretsDecision | undefined): Promise<FileAnswer> {
    const { request, admission, chosen } = serving;
    const order = await orderOf(serving, decision?.passwords ?? NO_PASSWORDS);
    const body = renderFile(order, parts.renderer);
    noteDelivery(serving, order);
    await noteAuthorities(request, admission, authoritiesInside(order));
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

  async function answerWithoutPasswords(serving: Serving): Promise<FileAnswer> {
    const { request, admission, chosen, evidence, given } = serving;
    const { key, version } = cacheEntryOf(request, admission, chosen, evidence);
    let file = parts.cache.get(key, version);
    if (file === undefined) {
      const order = await orderOf(serving, NO_PASSWORDS);
      const body = renderFile(order, parts.renderer);
      noteDelivery(serving, order);
      file = { version, body, etag: etagOf(body), authorities: authoritiesInside(order) };
      // Which image it is told depends on what it runs, and by TFTP it does not say.
      if (saidFirmware(evidence, chosen) !== undefined || !isToldFirmware(order)) parts.cache.set(key, file);
    } else if (request.intent === "fetch") parts.deliveries.again(fileOf(serving), parts.clock());
    if (request.intent === "fetch") await noteAuthorities(request, admission, file.authorities);
    // A phone that revalidates while passwords wait for it must come back without a validator, or it would never be sent them.
    const isOwed = admission.hasLiveGrants || given.isOwed;
    return toAnswer(file, chosen.rule.contentType, request.intent === "fetch" || !isOwed);
  }

  /** Somebody may want to see what is new since. */
  function noteDelivery(serving: Serving, { phone, modelName, authorities, hosted, ...order }: FileOrder): void {
    if (serving.request.intent !== "fetch") return;
    const { pbx, profile, watchedNames, phoneBook, rule } = order;
    const material = { pbx, profile, watchedNames, phoneBook };
    const templateRevision = parts.renderer.revision(rule.template);
    const made = { at: parts.clock(), phone, modelName, authorities, hosted, material, templateRevision };
    parts.deliveries.note(fileOf(serving), made);
  }

  /** What a phone has taken changes its next configuration. */
  async function noteAuthorities(request: PhoneRequest, admission: Admission, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await store.noteAuthority(admission.mac, id);
      recordVisit.tookAuthority(request, admission, id);
    }
  }

  /** Where in the cache that file is, and of which version it must be. */
  function cacheEntryOf(
    request: PhoneRequest,
    admission: Admission,
    chosen: ChosenFile,
    evidence: Evidence,
  ): { key: string; version: string } {
    const { vendor, ruleIndex, modelName, rule } = chosen;
    return {
      key: `${admission.phoneId} ${vendor.id} ${ruleIndex} ${modelName} ${request.door === "https"} ${request.baseUrl}`,
      version: `${admission.revision} ${admission.seatWaits} ${parts.renderer.revision(rule.template)} ${parts.authorities().map(({ id }) => id)} ${saidFirmware(evidence, chosen)} ${parts.hosted().version}`,
    };
  }

  async function orderOf(serving: Serving, passwords: SecretsDecision["passwords"]): Promise<FileOrder> {
    const { request, admission, chosen, evidence, given } = serving;
    const { vendor, modelName, model, rule } = chosen;
    const phone = await store.findPhone(admission.mac);
    const material = phone && (await gatherMaterial(store, phone, modelName, vendor));
    if (phone === undefined || material === undefined)
      throw new PhoneGoneError(`${admission.mac} was deleted while it was answered`);
    // Of the same revision the admission's word counts, which the cache goes by, too; of another the phone's own, which is younger.
    const { seatWaits } = phone.revision === admission.revision ? admission : phone;
    const isLeftOut = seatWaits && !givesSeat(phone, passwords);
    const { login } = given;
    const authorities = parts.authorities();
    const running = saidFirmware(evidence, chosen) ?? phone.firmware ?? undefined;
    return {
      ...{ ...material, phone: isLeftOut ? withoutSeat(phone) : phone, vendor, modelName, model, rule },
      ...{ reached: request, authorities, login, passwords },
      ...{ hosted: parts.hosted(), running, menuKey: parts.menuKeys.keyOf(phone) },
    };
  }

  return { serve, cacheEntryOf, noteAuthorities };
}

/**
 * Until the password of who sits there has gone out, the phone may still hold that of who sat there before: the line stays cleared, or
 * the phone would go on with the one's password under the other's name.
 */
function givesSeat({ seat }: Phone, { sip, sipHa1 }: SecretsDecision["passwords"]): boolean {
  return seat !== null && (sip.has(seat.accountId) || sipHa1.has(seat.accountId));
}

function fileOf({ admission: { phoneId }, chosen: { vendor, ruleIndex } }: Serving) {
  return { phoneId, vendorId: vendor.id, ruleIndex };
}

function saidFirmware({ agent }: Evidence, { vendor }: ChosenFile): string | undefined {
  return agent?.vendor === vendor ? agent.says.firmware : undefined;
}

function isToldFirmware(order: FileOrder): boolean {
  return resolveLayers(layersOfOrder(order)).firmware !== undefined;
}

export function toAnswer(file: CachedFile, contentType: string, mayRevalidate: boolean): FileAnswer {
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
