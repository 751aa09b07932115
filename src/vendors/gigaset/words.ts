import type { ResolvedSettings } from "../../provisioning/settings.ts";
import type { WordsContext } from "../../provisioning/vendor.ts";
import { words as snomWords } from "../snom/words.ts";
import { maxwellWords } from "./mx-words.ts";
import { nxWords } from "./nx-words.ts";
import { n510Words, n720Words } from "./provider-frame-words.ts";

/** What a family's template needs: Snom's own words for the P-series. */
export function findWords(settings: ResolvedSettings, context: WordsContext): Record<string, unknown> {
  switch (context.model.family) {
    case "p":
      return snomWords(settings, context);
    case "mx":
      return maxwellWords(settings, context);
    case "n510":
      return n510Words(settings, context);
    case "n720":
      return n720Words(settings, context);
    default:
      return nxWords(settings, context);
  }
}
