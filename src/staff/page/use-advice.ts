import { parseMac } from "../../provisioning/mac.ts";
import { REDIRECT_SERVICE_IDS, REDIRECT_SERVICES } from "../../provisioning/redirect.ts";
import { usePage } from "./page-context.ts";
import { suggestVendor } from "./phone-form.ts";
import { fieldsOf, readList } from "./read.ts";
import {
  readAccount,
  readMacIdRule,
  readModel,
  readPbx,
  readProfile,
  readSighting,
  readVendor,
  type ShownSighting,
} from "./records/others.ts";
import { useList } from "./use-list.ts";
import { useLoaded } from "./use-loaded.ts";
import { useSettled } from "./use-settled.ts";

/** What is typed about a new phone. */
export type NewPhoneForm = {
  mac: string;
  macId: string;
  /** Undefined: what is suggested. */
  vendor: string | undefined;
  model: string | undefined;
  pbx: string | undefined;
  account: string;
  displayName: string;
  label: string;
  profile: string;
};

const MOST_SUGGESTIONS = 20;

/** What the API can say about the phone while the form is filled in. */
export function useAdvice(form: NewPhoneForm, known: ShownSighting | undefined) {
  const { api, may } = usePage();
  const all = { query: {}, limit: "all" } as const;
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, query: {}, limit: undefined });
  const pbxs = useList({ name: "GET /api/v1/pbxs", readItem: readPbx, ...all });
  const mac = parseMac(form.mac.trim()) ?? "";
  const canAskSightings = known === undefined && may("GET /api/v1/sightings");
  const sightings = useLoaded(
    (signal) =>
      mac === "" || !canAskSightings
        ? undefined
        : api("GET /api/v1/sightings", { query: { search: mac, limit: 1 }, signal }),
    (raw) => readList(fieldsOf<{ items: unknown }>(raw).items, readSighting),
    [mac],
  );
  const seen = known ?? sightings.value?.find((sighting) => sighting.mac === mac);
  const vendorList = vendors.value?.items ?? [];
  const vendor = form.vendor ?? seen?.vendor ?? suggestVendor(form.mac, vendorList) ?? "";
  const models = useList({
    name: "GET /api/v1/vendors/:id/models",
    params: { id: vendor },
    query: {},
    limit: undefined,
    readItem: readModel,
    isWanted: vendor !== "",
  });
  const modelNames = (models.value?.items ?? []).filter(({ isSupported }) => isSupported).map(({ name }) => name);
  const seenModel = seen?.vendor === vendor ? (modelNames.find((name) => name === seen.model) ?? undefined) : undefined;

  const pbxList = pbxs.value?.items ?? [];
  const pbx = form.pbx ?? (pbxList.length === 1 ? pbxList[0]?.id : undefined) ?? "";
  const search = useSettled(form.account.trim());
  const accounts = useList({
    name: "GET /api/v1/pbxs/:id/accounts",
    params: { id: pbx },
    query: { search },
    limit: MOST_SUGGESTIONS,
    readItem: readAccount,
    isWanted: pbx !== "",
  });
  const profiles = useList({
    name: "GET /api/v1/pbxs/:id/profiles",
    params: { id: pbx },
    readItem: readProfile,
    isWanted: pbx !== "",
    ...all,
  });
  const typed = form.account.trim();
  const accountList = accounts.value?.items ?? [];
  const account = accountList.find(({ username }) => username === typed);
  const isAccountKnown = typed === "" || search !== typed || accounts.isLoading || accounts.value === undefined;
  return {
    vendors: vendorList,
    vendor,
    models: modelNames,
    model: form.model ?? seenModel ?? "",
    seenModel,
    needsMacId: useNeedsMacId(pbx, vendor),
    pbxs: pbxList,
    arePbxsKnown: pbxs.value !== undefined,
    pbx,
    accounts: accountList,
    account,
    isNewAccount: !isAccountKnown && account === undefined,
    profiles: profiles.value?.items ?? [],
  };
}

const WITH_MAC_IDS = REDIRECT_SERVICE_IDS.filter((id) =>
  (REDIRECT_SERVICES[id].options as readonly string[]).includes("needsMacId"),
);

/** Whether the PBX's redirect service for this vendor takes phones by MAC-ID only. */
export function useNeedsMacId(pbx: string, vendor: string): boolean {
  const { api } = usePage();
  const found = useLoaded(
    (signal) => {
      const [service] = WITH_MAC_IDS;
      if (pbx === "" || service === undefined) return undefined;
      return api("GET /api/v1/pbxs/:id/redirects/:service", { params: { id: pbx, service }, signal });
    },
    readMacIdRule,
    [pbx],
  );
  return found.value?.vendor === vendor && found.value.needsMacId;
}
