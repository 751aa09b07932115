import { useState } from "preact/hooks";
import { diffTexts } from "../../../provisioning/unified-diff.ts";
import { usePage } from "../page-context.ts";
import { ChangeDialog } from "../parts/change-dialog.tsx";
import { CodeView } from "../parts/code-view.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readVersionText, type ShownTemplate, type TemplateVersion } from "../records/templates.ts";
import type { Texts } from "../texts/texts.ts";
import { useLoaded } from "../use-loaded.ts";

type TemplateVersionsProps = { template: ShownTemplate; onUsed: () => void };

/** Every text of the operator's that was in use: to look at, to compare and to take into use again. */
export function TemplateVersions({ template, onUsed }: TemplateVersionsProps) {
  const { texts, api, may, announce } = usePage();
  const [shown, setShown] = useState<number>();
  const [wanted, setWanted] = useState<{ version: number; text: string | null }>();
  const { vendor, name, etag } = template;
  const params = { vendor, name };
  const loaded = useLoaded(
    (signal) =>
      shown === undefined
        ? undefined
        : api("GET /api/v1/templates/:vendor/:name/versions/:version", {
            params: { ...params, version: String(shown) },
            signal,
          }),
    (raw) => ({ text: readVersionText(raw) }),
    [vendor, name, shown],
  );
  const canUse = may("POST /api/v1/templates/:vendor/:name/rollback");
  return (
    <section class="card" aria-labelledby="versions">
      <h2 id="versions">{texts.templateVersions.title}</h2>
      <VersionsTable template={template} shown={shown} texts={texts} onShow={setShown} />
      {loaded.fault !== undefined && <FaultNote fault={loaded.fault} />}
      {loaded.value !== undefined && shown !== undefined && (
        <VersionView
          version={shown}
          text={loaded.value.text}
          template={template}
          onUse={canUse ? (text) => setWanted({ version: shown, text }) : undefined}
        />
      )}
      {wanted !== undefined && (
        <ChangeDialog
          title={texts.templateVersions.useTitle(wanted.version)}
          confirm={texts.templateVersions.useConfirm}
          measure={(signal) =>
            api("POST /api/v1/templates/:vendor/:name/diff", { params, body: { text: wanted.text }, signal })
          }
          make={() =>
            api("POST /api/v1/templates/:vendor/:name/rollback", {
              params,
              body: { version: wanted.version },
              ifMatch: etag,
            })
          }
          onMade={() => {
            announce(texts.templateVersions.used(wanted.version));
            setWanted(undefined);
            setShown(undefined);
            onUsed();
          }}
          onClose={() => setWanted(undefined)}
        />
      )}
    </section>
  );
}

type VersionsTableProps = {
  template: ShownTemplate;
  shown: number | undefined;
  texts: Texts;
  onShow: (version: number) => void;
};

export function VersionsTable({ template, shown, texts, onShow }: VersionsTableProps) {
  const words = texts.templateVersions;
  if (template.versions.length === 0) return <p>{words.none}</p>;
  const columns: readonly Column<TemplateVersion>[] = [
    {
      name: "version",
      title: words.version,
      isHead: true,
      show: ({ version }) => (
        <>
          {version}
          {template.isOwn && version === template.version && <span class="badge mine">{texts.templates.inUse}</span>}
        </>
      ),
    },
    { name: "since", title: words.since, show: ({ createdAt }) => <Moment at={createdAt} never={texts.unknown} /> },
    {
      name: "author",
      title: words.author,
      show: ({ author, isRemoval }) => (
        <>
          {author}
          {isRemoval && <div class="quiet">{words.removal}</div>}
        </>
      ),
    },
    {
      name: "show",
      title: words.show,
      show: ({ version }) => (
        <button
          type="button"
          aria-pressed={shown === version}
          aria-label={words.showOf(version)}
          onClick={() => onShow(version)}
        >
          {words.show}
        </button>
      ),
    },
  ];
  return (
    <Table
      caption={words.caption}
      columns={columns}
      rows={template.versions}
      keyOf={({ version }) => String(version)}
    />
  );
}

type VersionViewProps = {
  version: number;
  /** Null: the built-in text came into use. */
  text: string | null;
  template: ShownTemplate;
  /** Undefined: whoever looks may not. */
  onUse: ((text: string | null) => void) | undefined;
};

export function VersionView({ version, text, template, onUse }: VersionViewProps) {
  const { texts } = usePage();
  const words = texts.templateVersions;
  const whole = text ?? template.shipped;
  const diff = diffTexts(template.text, whole)?.unified;
  return (
    <section aria-labelledby="version">
      <h3 id="version">
        {words.shown(version)}
        {text === null && `: ${words.removal}`}
      </h3>
      <h4>{words.compared}</h4>
      {diff === undefined ? <p>{words.same}</p> : <DiffView name={words.shown(version)} diff={diff} />}
      <details>
        <summary>{words.whole}</summary>
        <CodeView title={words.shown(version)} text={whole} />
      </details>
      {onUse !== undefined && diff !== undefined && (
        <div class="actions">
          <button type="button" onClick={() => onUse(text)}>
            {words.useOf(version)}
          </button>
        </div>
      )}
    </section>
  );
}
