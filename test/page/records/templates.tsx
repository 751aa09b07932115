import { ProfileEditor } from "../../../src/staff/page/pages/profile-editor.tsx";
import { ProfilesTable } from "../../../src/staff/page/pages/profiles.tsx";
import { OwnChanges, RefusedNote } from "../../../src/staff/page/pages/template.tsx";
import { Unfit } from "../../../src/staff/page/pages/template-editor.tsx";
import { TrialView } from "../../../src/staff/page/pages/template-preview.tsx";
import { VersionsTable, VersionView } from "../../../src/staff/page/pages/template-versions.tsx";
import { TemplatesTable } from "../../../src/staff/page/pages/templates.tsx";
import { BlastRadius } from "../../../src/staff/page/parts/blast-radius.tsx";
import { readListPage } from "../../../src/staff/page/read.ts";
import { readKeyModels, readShownProfile } from "../../../src/staff/page/records/profiles.ts";
import * as records from "../../../src/staff/page/records/templates.ts";
import { pbxsViews } from "./pbxs.tsx";
import { phoneViews } from "./phone.tsx";
import type { Views } from "./views.ts";

const nothing = () => undefined;

export const templatesViews: Views = {
  "GET /api/v1/templates": (raw, { texts }) => (
    <TemplatesTable vendor="Snom" templates={readListPage(raw, records.readListedTemplate).items} texts={texts} />
  ),
  "GET /api/v1/templates/:vendor/:name": (raw, { texts }) => {
    const template = records.readTemplate(raw);
    return [
      <RefusedNote key="refused" template={template} texts={texts} />,
      <OwnChanges key="own" template={template} texts={texts} />,
      <VersionsTable key="versions" template={template} shown={1} texts={texts} onShow={nothing} />,
    ];
  },
  "GET /api/v1/templates/:vendor/:name/versions/:version": (raw) => (
    <VersionView
      version={1}
      text={records.readVersionText(raw)}
      template={records.readTemplate({ text: "a" })}
      onUse={nothing}
    />
  ),
  "GET /api/v1/templates/:vendor/:name/phones": (raw) =>
    readListPage(raw, records.readTemplatePhone).items.map(({ mac, label, model }) => mac + label + model),
  "POST /api/v1/templates/:vendor/:name/preview": (raw) => <TrialView trial={records.readTrial(raw)} />,
  "POST /api/v1/templates/:vendor/:name/check": (raw, { texts }) => (
    <Unfit check={records.readCheck(raw)} texts={texts} onGoTo={nothing} />
  ),
  "GET /api/v1/pbxs/:id/profiles": (raw, page) => [
    pbxsViews["GET /api/v1/pbxs/:id/profiles"]?.(raw, page),
    <ProfilesTable key="table" pbx="main" profiles={readListPage(raw, readShownProfile).items} texts={page.texts} />,
  ],
  "GET /api/v1/pbxs/:id/profiles/:profile": (raw, page) => [
    phoneViews["GET /api/v1/pbxs/:id/profiles/:profile"]?.(raw, page),
    <ProfileEditor key="editor" pbx="main" profile={readShownProfile(raw)} onSaved={nothing} />,
  ],
  "GET /api/v1/vendors/:id/models": (raw, page) => [
    phoneViews["GET /api/v1/vendors/:id/models"]?.(raw, page),
    readKeyModels(readListPage(raw, (model) => model).items).map(({ name, lines }) => name.repeat(lines > 0 ? 1 : 0)),
  ],
  "POST /api/v1/changes/preview": (raw) => <BlastRadius change={records.readChange(raw)} />,
  "POST /api/v1/templates/:vendor/:name/diff": (raw) => <BlastRadius change={records.readChange(raw)} />,
};
