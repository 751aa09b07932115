import { usePage } from "../page-context.ts";
import { fieldsOf, readList } from "../read.ts";
import { readLink, type ShownLink } from "../records/others.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useLoaded } from "../use-loaded.ts";

const LIVE_MS = 10_000;

/** The light of a PBX's link. */
export function LinkOf({ pbx }: { pbx: string }) {
  const { texts, api } = usePage();
  const link = useLoaded(
    (signal) => api("GET /api/v1/pbxs/:id/link", { params: { id: pbx }, signal }),
    readLink,
    [pbx],
    { everyMs: LIVE_MS, concerns: (happening) => happening.pbx === pbx && happening.name.startsWith("link-") },
  );
  if (link.fault?.code === "not-found") return <LinkLight link={undefined} texts={texts} />;
  return link.value === undefined ? <span class="quiet">…</span> : <LinkLight link={link.value} texts={texts} />;
}

export function LinkLight({ link, texts }: { link: ShownLink | undefined; texts: Texts }) {
  if (link === undefined) return <span class="light grey">{texts.pbxs.linkNone}</span>;
  const isBroken = link.failed > 0 || link.lastError !== null;
  if (!isBroken) {
    const isIdle = link.pending === 0;
    return (
      <span class={`light ${isIdle ? "green" : "yellow"}`}>
        {isIdle ? texts.pbxs.linkGood : texts.pbxs.linkPending(link.pending)}
      </span>
    );
  }
  return (
    <>
      <span class="light red">{texts.pbxs.linkFailed}</span>
      {link.lastError !== null && (
        <div class="quiet wrap" lang="en">
          {link.lastError}
        </div>
      )}
    </>
  );
}

/** Red while any phone of the PBX is not registered, green while some are and none is not. */
export function PhonesOf({ pbx }: { pbx: string }) {
  const { texts } = usePage();
  const [gone, never, registered] = [useAny(pbx, "gone"), useAny(pbx, "never"), useAny(pbx, "registered")];
  if (gone === undefined || never === undefined || registered === undefined) return <span class="quiet">…</span>;
  if (gone || never)
    return (
      <a class="light red" href={pathTo("phones", {}, { pbx, registration: gone ? "gone" : "never" })}>
        {texts.pbxs.phonesMissing}
      </a>
    );
  return (
    <a class={`light ${registered ? "green" : "grey"}`} href={pathTo("phones", {}, { pbx })}>
      {registered ? texts.pbxs.phonesThere : texts.pbxs.phonesUnknown}
    </a>
  );
}

/** Whether the PBX has a phone in that state: one is asked for, not all. */
function useAny(pbx: string, registration: string): boolean | undefined {
  const { api } = usePage();
  const query = { pbx, registration, limit: 1 };
  const found = useLoaded(
    (signal) => api("GET /api/v1/phones", { query, signal }),
    (raw) => readList(fieldsOf<{ items: unknown }>(raw).items, () => true).length > 0,
    [pbx, registration],
    { everyMs: LIVE_MS },
  );
  return found.value;
}

export function ProvisioningLight({ pausedAt, texts }: { pausedAt: number | null; texts: Texts }) {
  return (
    <span class={`light ${pausedAt === null ? "green" : "red"}`}>
      {pausedAt === null ? texts.pbxs.provisioningOn : texts.pbxs.provisioningPaused}
    </span>
  );
}
