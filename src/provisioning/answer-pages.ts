import { giveOnce } from "./answer-static.ts";
import type { ShownProof } from "./check-proof.ts";
import { handOutProof } from "./hand-out-proof.ts";
import type { ChosenFile, ChosenRule, Evidence } from "./identify.ts";
import type { MenuKeys } from "./menu/menu-keys.ts";
import { type MenuRule, menuFileName, pageInName, readMenuKey } from "./menu/menu-path.ts";
import type { ShowMenu } from "./menu/show-menu.ts";
import type { Admission } from "./phone.ts";
import type { BookPages } from "./phone-book/book-pages.ts";
import type { Store } from "./ports.ts";
import type { RecordVisit } from "./record-visit.ts";
import type { Answer, FileAnswer, PhoneRequest, Refusal } from "./request.ts";
import type { SecretsPolicy } from "./secrets.ts";
import type { Family } from "./vendor.ts";

export type PageParts = {
  store: Store;
  policy: SecretsPolicy;
  recordVisit: RecordVisit;
  bookPages: BookPages;
  menuKeys: MenuKeys;
  showMenu: ShowMenu;
};
/** A phone that was let in, and what it asks for. `request` is without its token. */
type Asked<Chosen extends ChosenRule> = {
  request: PhoneRequest;
  evidence: Evidence;
  admission: Admission;
  chosen: Chosen;
  shown: ShownProof;
  family: Family | undefined;
};

/** What phones show and do not keep: it is made anew each time and remembered nowhere. */
export function createPageAnswers({ store, policy, recordVisit, bookPages, menuKeys, showMenu }: PageParts) {
  return {
    /** What is typed at a phone comes letter by letter: it is noted once a minute at most. */
    async book({ evidence, ...asked }: Asked<ChosenFile>): Promise<Answer> {
      const { request, admission, chosen } = asked;
      const { baseUrl } = await handOutProof({ ...asked, store, policy });
      const phone = await store.findPhone(admission.mac);
      const body = phone && (await bookPages.render({ ...chosen, phone, target: request.target, baseUrl }));
      if (body === undefined) {
        recordVisit.lacksBook(request, admission);
        return { outcome: "refused", reason: "no-such-file" };
      }
      const visit = { admission, evidence, chosen, decision: undefined, tooManyHandsets: undefined };
      recordVisit.served(request, visit);
      return giveOnce(body, chosen.rule.contentType);
    },

    /** A reason for whoever lacks the key, who is to be met like one who guesses a MAC: no menu is found by trying. */
    async menu({ evidence, ...asked }: Asked<ChosenRule & { rule: MenuRule }>): Promise<FileAnswer | Refusal> {
      const { request, admission, chosen } = asked;
      const { target, remoteAddress: address, door, intent } = request;
      if (!menuKeys.fits(admission, readMenuKey(target))) return "menu-key-wrong";
      const page = pageInName(chosen.rule, evidence.fileName) ?? "";
      const { baseUrl } = await handOutProof({ ...asked, store, policy });
      const phone = await store.findPhone(admission.mac);
      const order = { found: chosen, rule: chosen.rule, page, target, baseUrl, address, door };
      const key = menuKeys.keyOf(admission);
      const body = phone && (await showMenu({ ...order, phone, key, mayAct: intent === "fetch" }));
      if (body === undefined) return "no-such-file";
      // However it was written.
      recordVisit.showedMenu(request, admission, menuFileName(admission.mac, page));
      return giveOnce(body, chosen.rule.contentType);
    },
  };
}
