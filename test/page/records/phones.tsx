import { Alarms, LastStorm, PhonesByStage, PhonesByVendor } from "../../../src/staff/page/pages/overview-parts.tsx";
import { PhonesTable } from "../../../src/staff/page/pages/phones-table.tsx";
import { StageRing, StormColumns, VendorBar } from "../../../src/staff/page/parts/overview-charts.tsx";
import { suggestVendor } from "../../../src/staff/page/phone-form.ts";
import { readOutline } from "../../../src/staff/page/phone-table/row-pages.ts";
import { readListPage } from "../../../src/staff/page/read.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import { readOverview } from "../../../src/staff/page/records/overview.ts";
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
  "GET /api/v1/overview": (raw) => {
    const { alarms, total, stages, vendors, storm } = readOverview(raw);
    return (
      <>
        <Alarms alarms={alarms} />
        <PhonesByStage total={total} stages={stages} />
        <PhonesByVendor vendors={vendors} />
        <LastStorm storm={storm} />
        <StageRing stages={stages} total={String(total)} />
        {vendors.map((vendor) => (
          <VendorBar key={vendor.vendor} vendor={vendor} most={total} />
        ))}
        {storm !== null && <StormColumns perMinute={storm.perMinute} />}
      </>
    );
  },
  "GET /api/v1/vendors": (raw) => suggestVendor("0004137447D0", readListPage(raw, others.readVendor).items),
  "GET /api/v1/vendors/:id/models": (raw) =>
    readListPage(raw, others.readModel).items.map(({ name }) => <p key={name}>{name}</p>),
};
