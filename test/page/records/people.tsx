import { mayCall, readWho } from "../../../src/staff/page/access-of-page.ts";
import { Examination } from "../../../src/staff/page/pages/doctor.tsx";
import { EventsList } from "../../../src/staff/page/pages/events.tsx";
import { readListPage } from "../../../src/staff/page/read.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import type { Views } from "./views.ts";

export const peopleViews: Views = {
  "GET /api/v1/session": (raw) => {
    const who = readWho(raw);
    return [who.login, who.role, mayCall(who, "GET /api/v1/phones")].join(" ");
  },
  "GET /api/v1/events": (raw, { texts }) => (
    <EventsList events={readListPage(raw, others.readEvent).items} texts={texts} />
  ),
  "GET /api/v1/doctor": (raw) => <Examination found={others.readExamination(raw)} />,
};
