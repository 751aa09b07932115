import type { Static } from "@fastify/type-provider-typebox";
import type { FoundAnswer, SearchAnswer } from "../../schemas/search.ts";
import { fieldsOf, readCount, readFlag, readList, readOneOf, readOptionalText, readText } from "../read.ts";

const STATES = ["running", "done", "cancelled", "failed"] as const;
export type ShownFound = {
  mac: string;
  address: string;
  vendor: string;
  model: string | null;
  says: string | null;
  isAdmitted: boolean;
};
export type ShownSearch = {
  id: string;
  state: (typeof STATES)[number];
  networks: readonly string[];
  skipped: readonly string[];
  asked: number;
  toAsk: number;
  phones: readonly ShownFound[];
};

export function readSearch(raw: unknown): ShownSearch {
  const search = fieldsOf<Static<typeof SearchAnswer>>(raw);
  return {
    id: readText(search.id),
    state: readOneOf(search.state, STATES) ?? "failed",
    networks: readList(search.networks, readText),
    skipped: readList(search.skipped, (one) => readText(fieldsOf<{ network: string }>(one).network)),
    asked: readCount(search.asked),
    toAsk: readCount(search.toAsk),
    phones: readList(search.phones, readFound),
  };
}

function readFound(raw: unknown): ShownFound {
  const found = fieldsOf<Static<typeof FoundAnswer>>(raw);
  return {
    mac: readText(found.mac),
    address: readText(found.address),
    vendor: readText(found.vendor),
    model: readOptionalText(found.model),
    says: readOptionalText(found.says),
    isAdmitted: readFlag(found.admitted),
  };
}
