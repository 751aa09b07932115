import { writeLayout } from "../../../src/staff/page/key-layout.ts";
import { EventsList } from "../../../src/staff/page/pages/events.tsx";
import { PhoneFacts } from "../../../src/staff/page/pages/phone.tsx";
import { ProofsTable, RedirectFacts } from "../../../src/staff/page/pages/phone-access.tsx";
import { CommandsTable } from "../../../src/staff/page/pages/phone-commands.tsx";
import { FileNews, FilesList } from "../../../src/staff/page/pages/phone-files.tsx";
import { Instructions } from "../../../src/staff/page/pages/phone-instructions.tsx";
import { readProfileLayout } from "../../../src/staff/page/pages/phone-keys.tsx";
import { linesOfLabel } from "../../../src/staff/page/pages/phone-label.tsx";
import { choiceOf, GrantsTable } from "../../../src/staff/page/pages/phone-passwords.tsx";
import { SeatFacts } from "../../../src/staff/page/pages/phone-seat.tsx";
import { aboveOf, belowOf, readWithoutEffect } from "../../../src/staff/page/pages/phone-settings.tsx";
import { PhoneStages } from "../../../src/staff/page/pages/phone-stages.tsx";
import { UploadsTable } from "../../../src/staff/page/pages/phone-uploads.tsx";
import { CodeView } from "../../../src/staff/page/parts/code-view.tsx";
import { Findings } from "../../../src/staff/page/parts/findings.tsx";
import { KeyEditor } from "../../../src/staff/page/parts/key-editor.tsx";
import { LabelDrawing } from "../../../src/staff/page/parts/label-drawing.tsx";
import { SettingsEditor } from "../../../src/staff/page/parts/settings-editor.tsx";
import { fieldsOf, readListPage, readText } from "../../../src/staff/page/read.ts";
import { type EditedLayout, readKeyAbilities, readLayout } from "../../../src/staff/page/records/key-layout.ts";
import * as others from "../../../src/staff/page/records/others.ts";
import { readPhone } from "../../../src/staff/page/records/phone.ts";
import { readEditedPhone, writePhonePatch } from "../../../src/staff/page/records/phone-edit.ts";
import * as more from "../../../src/staff/page/records/phone-more.ts";
import * as states from "../../../src/staff/page/records/phone-state.ts";
import {
  type NamedForm,
  type OwnSettings,
  readNamedForm,
  readOwnSettings,
  readSetting,
  type ShownSetting,
} from "../../../src/staff/page/records/setting-form.ts";
import { startValue } from "../../../src/staff/page/setting-values.ts";
import { findModel } from "../../../src/staff/page/use-model.ts";
import { phonesViews } from "./phones.tsx";
import type { Views } from "./views.ts";

const NOW = Date.UTC(2030, 0, 1);

function drawKeys(layout: EditedLayout | undefined, model: unknown = SOME_MODEL) {
  if (layout === undefined) return null;
  const accounts = [{ username: "20", displayName: "Front desk" }];
  writeLayout(layout);
  return (
    <KeyEditor
      {...{ layout, accounts, abilities: readKeyAbilities(model) }}
      lines={["20 Front desk"]}
      onChange={() => undefined}
    />
  );
}
function drawLabel(raw: unknown) {
  const phone = readPhone(raw);
  const codes = { qr: [[true, false, true]], bars: "1101" };
  const words = { title: "label", caption: phone.mac, lines: linesOfLabel(phone) };
  return <LabelDrawing key="label" {...{ codes }} {...words} />;
}

function drawSettings(
  forms: readonly NamedForm[],
  own: OwnSettings,
  settings: ReadonlyMap<string, ShownSetting> = new Map(),
) {
  return (
    <SettingsEditor
      key="settings"
      {...{ forms, own, vendors: ["snom"], overrideLabel: "override" }}
      below={(name) => belowOf(settings.get(name))}
      above={(name) => aboveOf(settings.get(name))}
      withoutEffect={(name) => readWithoutEffect({ withoutEffect: own }).get(name)}
      onChange={() => undefined}
    />
  );
}

const SOME_MODEL = {
  keys: 4,
  memoryKeys: 2,
  keyTypes: ["blf", "line"],
  expansion: { name: "D7", modules: 2, keys: 3 },
};
const SOME_LAYOUT = readLayout({ keys: [{ type: "blf", value: "20" }], modules: [[{ type: "line" }]] });

export const phoneViews: Views = {
  "GET /api/v1/phones/:mac": (raw, { texts }) => [
    <PhoneFacts key="facts" phone={readPhone(raw)} texts={texts} />,
    drawKeys(readLayout(raw)),
    drawLabel(raw),
    JSON.stringify(writePhonePatch(readEditedPhone({}), readEditedPhone(raw), [])),
    drawSettings(
      [{ name: "language", form: { kind: "text", hint: "", most: 5 } }],
      readOwnSettings(fieldsOf<{ settings: unknown }>(raw).settings),
    ),
  ],
  "GET /api/v1/pbxs/:id/profiles/:profile": (raw) => drawKeys(readProfileLayout(raw, "D785")),
  "GET /api/v1/vendors/:id/models": (raw, page) => [
    phonesViews["GET /api/v1/vendors/:id/models"]?.(raw, page),
    drawKeys(SOME_LAYOUT, findModel(raw, "D785", (model) => model).record),
    ...readListPage(raw, (model) => model).items.map((model) => drawKeys(SOME_LAYOUT, model)),
  ],
  "GET /api/v1/phones/:mac/status": (raw, { texts }) => <PhoneStages status={states.readStatus(raw)} texts={texts} />,
  "GET /api/v1/phones/:mac/passwords": (raw, { texts }) => {
    const grants = readListPage(raw, states.readGrant).items;
    return [JSON.stringify(choiceOf(grants)), <GrantsTable key="table" grants={grants} texts={texts} now={NOW} />];
  },
  "GET /api/v1/phones/:mac/diagnosis": (raw) => <Findings findings={states.readDiagnosis(raw)} />,
  "GET /api/v1/phones/:mac/settings": (raw) => {
    const settings = new Map(readListPage(raw, readSetting).items.map((setting) => [setting.name, setting]));
    const own = Object.fromEntries([...settings].map(([name, { value }]) => [name, value]));
    return drawSettings(
      [...settings.keys()].map((name) => ({ name, form: { kind: "anything", hint: "" } })),
      own,
      settings,
    );
  },
  "GET /api/v1/phone-settings": (raw) => {
    const forms = readListPage(raw, readNamedForm).items;
    const started = Object.fromEntries(forms.map(({ name, form }) => [name, startValue(form, undefined)]));
    return [drawSettings(forms, started), drawSettings(forms, {}), drawSettings(forms, { vlan: 1, raw: { snom: [] } })];
  },
  "GET /api/v1/phones/:mac/files": (raw, { texts }) => (
    <FilesList
      files={readListPage(raw, states.readFile).items}
      shown={undefined}
      texts={texts}
      onShow={() => undefined}
    />
  ),
  "GET /api/v1/phones/:mac/preview": (raw) => <CodeView text={readText(raw)} title="file" />,
  "GET /api/v1/phones/:mac/preview/news": (raw, { texts }) => (
    <FileNews news={states.readNews(raw)} file="file" texts={texts} />
  ),
  "GET /api/v1/phones/:mac/instructions": (raw, { texts }) => (
    <Instructions told={more.readInstructions(raw)} texts={texts} />
  ),
  "GET /api/v1/phones/:mac/commands": (raw, { texts }) => (
    <CommandsTable commands={readListPage(raw, more.readCommand).items} texts={texts} onCancel={() => undefined} />
  ),
  "GET /api/v1/phones/:mac/seat": (raw, { texts }) => <SeatFacts seat={more.readSeat(raw)} texts={texts} />,
  "GET /api/v1/phones/:mac/uploads": (raw, { texts, language }) => (
    <UploadsTable
      uploads={readListPage(raw, more.readUpload).items}
      {...{ texts, language }}
      addressOf={(id) => id}
      onDelete={() => undefined}
    />
  ),
  // The browser saves it; the page reads nothing of it.
  "GET /api/v1/phones/:mac/uploads/:upload": () => null,
  "GET /api/v1/phones/:mac/proofs": (raw, { texts }) => (
    <ProofsTable proofs={readListPage(raw, more.readProof).items} texts={texts} />
  ),
  "GET /api/v1/phones/:mac/redirect": (raw, { texts }) => (
    <RedirectFacts redirect={more.readRedirect(raw)} texts={texts} />
  ),
  "GET /api/v1/phones/:mac/events": (raw, { texts }) => (
    <EventsList events={readListPage(raw, others.readEvent).items} texts={texts} ofPhone />
  ),
};
