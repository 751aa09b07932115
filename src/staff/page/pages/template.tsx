import { useState } from "preact/hooks";
import { diffTexts } from "../../../provisioning/unified-diff.ts";
import { writeMac } from "../format.ts";
import type { Happening } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { ChangeDialog } from "../parts/change-dialog.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Fold } from "../parts/fold.tsx";
import { Heading } from "../parts/heading.tsx";
import { readTemplate, type ShownTemplate } from "../records/templates.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useLoaded } from "../use-loaded.ts";
import type { PageProps } from "./page-of.tsx";
import { TemplateEditor } from "./template-editor.tsx";
import { TemplateVersions } from "./template-versions.tsx";
import { TemplateInUse } from "./templates.tsx";

const LIVE = { concerns: ({ name }: Happening) => name.startsWith("template-") };

/** One template: its text, what a change would do, and its versions. */
export function TemplatePage({ place }: PageProps) {
  const { texts, api, may, announce } = usePage();
  const { vendor = "", template: name = "" } = place.params;
  const params = { vendor, name };
  const [isRemoving, setRemoving] = useState(false);
  const template = useLoaded(
    (signal) => api("GET /api/v1/templates/:vendor/:name", { params, signal }),
    readTemplate,
    [vendor, name],
    LIVE,
  );
  const shown = template.value;
  const full = `${vendor}/${name}`;
  return (
    <>
      <Heading title={`${texts.nav.template} ${full}`}>
        {shown !== undefined && <TemplateInUse template={shown} texts={texts} />}
      </Heading>
      {template.fault !== undefined && <FaultNote fault={template.fault} onAgain={template.again} />}
      {shown === undefined && template.fault === undefined && <p>{texts.loading}</p>}
      {shown !== undefined && (
        <>
          <RefusedNote template={shown} texts={texts} />
          <TemplateEditor template={shown} onSaved={template.again} />
          {shown.isOwn && (
            <Fold title={texts.templates.ownChanges}>{() => <OwnChanges template={shown} texts={texts} />}</Fold>
          )}
          <TemplateVersions template={shown} onUsed={template.again} />
          {shown.isOwn && may("DELETE /api/v1/templates/:vendor/:name") && (
            <button type="button" class="grave" onClick={() => setRemoving(true)}>
              {texts.templates.remove}
            </button>
          )}
          {isRemoving && (
            <ChangeDialog
              title={texts.templates.removeTitle}
              confirm={texts.templates.removeConfirm}
              isGrave
              measure={(signal) =>
                api("POST /api/v1/templates/:vendor/:name/diff", { params, body: { text: null }, signal })
              }
              make={() => api("DELETE /api/v1/templates/:vendor/:name", { params, ifMatch: shown.etag })}
              onMade={() => {
                setRemoving(false);
                announce(texts.templates.removed);
                template.again();
              }}
              onClose={() => setRemoving(false)}
            >
              <p>{texts.templates.removeText}</p>
            </ChangeDialog>
          )}
        </>
      )}
    </>
  );
}

/** A file that somebody put into the folder by hand and that is not used. */
export function RefusedNote({ template: { refused }, texts }: { template: ShownTemplate; texts: Texts }) {
  if (refused === null) return null;
  return (
    <div class="note bad">
      <p>
        <strong>{texts.templates.refused}</strong>
      </p>
      <p lang="en" class="wrap">
        {refused.why}
      </p>
      {refused.phone !== null && (
        <p>
          {texts.templates.refusedPhone}:{" "}
          <a href={pathTo("phone", { mac: refused.phone })}>{writeMac(refused.phone)}</a>
        </p>
      )}
    </div>
  );
}

/** How the operator's own text differs from the built-in one. */
export function OwnChanges({ template, texts }: { template: ShownTemplate; texts: Texts }) {
  const diff = diffTexts(template.shipped, template.text)?.unified;
  if (diff === undefined) return <p>{texts.templates.asBuiltIn}</p>;
  return <DiffView name={`${template.vendor}/${template.name}`} diff={diff} />;
}
