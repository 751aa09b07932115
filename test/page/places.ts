import { fillFirmware, firmwarePlaces } from "./places/firmware.ts";
import { openPlaces } from "./places/open.ts";
import { pbxsPlaces } from "./places/pbxs.ts";
import { peoplePlaces } from "./places/people.ts";
import { phonePlaces } from "./places/phone.ts";
import { phonesPlaces } from "./places/phones.ts";
import type { PagePlace } from "./places/place.ts";
import { templatesPlaces } from "./places/templates.ts";
import { GIGASET, type Site, SNOM, YEALINK } from "./site.ts";

/** Every page and every dialog. */
export const PLACES: readonly PagePlace[] = [
  ...openPlaces,
  ...phonesPlaces,
  ...phonePlaces,
  ...pbxsPlaces,
  ...firmwarePlaces,
  ...peoplePlaces,
  ...templatesPlaces,
];

/** Phones in every state that a page shows. */
export async function fillSite(site: Site): Promise<void> {
  const { daemon } = site;
  await daemon.api("POST", "/api/v1/phones", {
    ...{ mac: SNOM, pbx: "main", model: "D785", label: "Empfang im Erdgeschoss, links" },
    lines: [{ account: "20" }, { account: "21", displayName: "Werkstatt" }],
  });
  await daemon.api("POST", "/api/v1/phones", { mac: YEALINK, pbx: "main", label: "Meeting room" });
  await daemon.api("POST", "/api/v1/phones", { mac: GIGASET, pbx: "main", vendor: "gigaset" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "branch-office", host: "sip.branch.example.org", customer: "acme" });
  const networks = ["10.1.0.0/16", "10.2.0.0/16"];
  await daemon.api("PUT", "/api/v1/pbxs/branch-office/admission", { mode: "approve", networks, pool: { free: true } });
  await daemon.api("POST", "/api/v1/pbxs/branch-office/admission/teach-in", { minutes: 120 });
  await daemon.fetch(`/${SNOM}.xml`, {
    headers: { "user-agent": "Mozilla/4.0 (compatible; snomD785-SIP 10.1.175.16)" },
  });
  await daemon.fetch("/000413A0B0C0.xml", {
    headers: { "user-agent": "Mozilla/4.0 (compatible; snomD717-SIP 10.1.175.16)" },
  });
  await fillFirmware(site);
}
