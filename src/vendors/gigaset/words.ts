import type { Transport } from "../../provisioning/pbx.ts";
import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { words as snomWords } from "../snom/words.ts";
import { mxCodecs, mxLanguage, mxTimeZone, mxToneScheme, nxTimeZone, nxToneScheme } from "./locale.ts";

/** NX counts 1 UDP, 2 TCP, 3 TLS; Maxwell 1 UDP, 2 TLS, its TCP is not known (gigaset.md §3.2, §3.3). */
const NX_TRANSPORTS: Readonly<Record<Transport, number>> = { udp: 1, tcp: 2, tls: 3 };
const MX_TRANSPORTS: Readonly<Partial<Record<Transport, number>>> = { udp: 1, tls: 2 };

/** The one Maxwell whose product id is recorded; the others do without. */
const MX_PRODUCT_IDS: Readonly<Record<string, string>> = { "Maxwell 3": "mx3b" };

const SLOT_DIGITS = 5;

/** What a family's template needs: Snom's own words for the P-series. */
export function findWords(settings: ResolvedSettings, context: WordsContext): Record<string, unknown> {
  switch (context.model.family) {
    case "p":
      return snomWords(settings, context);
    case "mx":
      return maxwellWords(settings, context);
    default:
      return baseWords(settings, context);
  }
}

function baseWords(settings: ResolvedSettings, { model, pbx }: WordsContext) {
  return {
    /** Place-holders for handsets that are not known, by line (gigaset.md §3.3). */
    slotIds: Array.from({ length: model.lines }, (_, index0) => String(index0 + 1).padStart(SLOT_DIGITS, "0")),
    transport: NX_TRANSPORTS[pbx.transport],
    toneScheme: nxToneScheme(settings.country),
    timeZone: nxTimeZone(settings.timezone),
    ntpServers: settings.ntpServers.join(","),
  };
}

function maxwellWords(settings: ResolvedSettings, { pbx }: WordsContext) {
  return {
    /** By model. */
    productIds: MX_PRODUCT_IDS,
    transport: MX_TRANSPORTS[pbx.transport],
    language: mxLanguage(settings.language),
    toneScheme: mxToneScheme(settings.country),
    timeZone: mxTimeZone(settings.timezone),
    ntpServer: settings.ntpServers[0],
    codecs: mxCodecs(settings.codecs),
  };
}
