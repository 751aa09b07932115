import { LinkLight, PbxsTable } from "../../../src/staff/page/pages/pbxs.tsx";
import { readListPage } from "../../../src/staff/page/read.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import type { Views } from "./views.ts";

export const pbxsViews: Views = {
  "GET /api/v1/pbxs": (raw, { texts }) => <PbxsTable pbxs={readListPage(raw, others.readPbx).items} texts={texts} />,
  "GET /api/v1/pbxs/:id/link": (raw, { texts }) => <LinkLight link={others.readLink(raw)} texts={texts} />,
  "GET /api/v1/pbxs/:id/accounts": (raw) =>
    readListPage(raw, others.readAccount).items.map(({ username, displayName }) => username + displayName),
  "GET /api/v1/pbxs/:id/profiles": (raw) =>
    readListPage(raw, others.readProfile).items.map(({ id, label }) => id + label),
  "GET /api/v1/pbxs/:id/redirects/:service": (raw) => others.readMacIdRule(raw).vendor,
};
