import { EventsList } from "../../../src/staff/page/pages/events.tsx";
import { PhoneFacts } from "../../../src/staff/page/pages/phone.tsx";
import { FilesList } from "../../../src/staff/page/pages/phone-files.tsx";
import { choiceOf, GrantsTable } from "../../../src/staff/page/pages/phone-passwords.tsx";
import { SettingsTable } from "../../../src/staff/page/pages/phone-settings.tsx";
import { PhoneStages } from "../../../src/staff/page/pages/phone-stages.tsx";
import { Findings } from "../../../src/staff/page/parts/findings.tsx";
import { readListPage, readText } from "../../../src/staff/page/read.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import { readPhone } from "../../../src/staff/page/records/phone.ts";
import * as states from "../../../src/staff/page/records/phone-state.ts";
import type { Views } from "./views.ts";

const NOW = Date.UTC(2030, 0, 1);

export const phoneViews: Views = {
  "GET /api/v1/phones/:mac": (raw, { texts }) => <PhoneFacts phone={readPhone(raw)} texts={texts} />,
  "GET /api/v1/phones/:mac/status": (raw, { texts }) => <PhoneStages status={states.readStatus(raw)} texts={texts} />,
  "GET /api/v1/phones/:mac/passwords": (raw, { texts }) => {
    const grants = readListPage(raw, states.readGrant).items;
    return [JSON.stringify(choiceOf(grants)), <GrantsTable key="table" grants={grants} texts={texts} now={NOW} />];
  },
  "GET /api/v1/phones/:mac/diagnosis": (raw) => <Findings findings={states.readDiagnosis(raw)} />,
  "GET /api/v1/phones/:mac/settings": (raw, { texts }) => (
    <SettingsTable settings={readListPage(raw, states.readSetting).items} texts={texts} />
  ),
  "GET /api/v1/phones/:mac/files": (raw, { texts }) => (
    <FilesList
      files={readListPage(raw, states.readFile).items}
      shown={undefined}
      texts={texts}
      onShow={() => undefined}
    />
  ),
  "GET /api/v1/phones/:mac/preview": (raw) => readText(raw),
  "GET /api/v1/phones/:mac/events": (raw, { texts }) => (
    <EventsList events={readListPage(raw, others.readEvent).items} texts={texts} ofPhone />
  ),
};
