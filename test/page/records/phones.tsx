import { PhonesTable } from "../../../src/staff/page/pages/phones-table.tsx";
import { SightingsTable } from "../../../src/staff/page/pages/waiting.tsx";
import { suggestVendor } from "../../../src/staff/page/phone-form.ts";
import { readOutline } from "../../../src/staff/page/phone-table/row-pages.ts";
import { readListPage } from "../../../src/staff/page/read.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import { readListedPhone } from "../../../src/staff/page/records/phone.ts";
import type { Views } from "./views.ts";

export const phonesViews: Views = {
  "GET /api/v1/phones": (raw, { texts }) => (
    <PhonesTable phones={readListPage(raw, readListedPhone).items} texts={texts} />
  ),
  "GET /api/v1/phones/outline": (raw) => {
    const { total, cursors } = readOutline(raw);
    return `${total} ${cursors.join(" ")}`;
  },
  "GET /api/v1/sightings": (raw, { texts }) => (
    <SightingsTable sightings={readListPage(raw, others.readSighting).items} texts={texts} onAdmit={() => undefined} />
  ),
  "GET /api/v1/vendors": (raw) => suggestVendor("0004137447D0", readListPage(raw, others.readVendor).items),
  "GET /api/v1/vendors/:id/models": (raw) =>
    readListPage(raw, others.readModel).items.map(({ name }) => <p key={name}>{name}</p>),
};
