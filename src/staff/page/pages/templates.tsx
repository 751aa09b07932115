import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readVendor } from "../records/others.ts";
import { type ListedTemplate, readListedTemplate } from "../records/templates.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";

/** All templates by vendor: which are built in, and which are the operator's own. */
export function Templates() {
  const { texts } = usePage();
  const whole = { query: {}, limit: undefined };
  const list = useList({ name: "GET /api/v1/templates", readItem: readListedTemplate, ...whole });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, ...whole });
  const nameOf = (vendor: string) => vendors.value?.items.find(({ id }) => id === vendor)?.name ?? vendor;
  const byVendor = Map.groupBy(list.value?.items ?? [], ({ vendor }) => vendor);
  return (
    <>
      <Heading title={texts.templates.title} />
      <p>{texts.templates.intro}</p>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {list.value === undefined && list.fault === undefined && <p>{texts.loading}</p>}
      {[...byVendor].map(([vendor, templates]) => (
        <section key={vendor}>
          <h2>{nameOf(vendor)}</h2>
          <TemplatesTable vendor={nameOf(vendor)} templates={templates} texts={texts} />
        </section>
      ))}
    </>
  );
}

type TemplatesTableProps = { vendor: string; templates: readonly ListedTemplate[]; texts: Texts };

export function TemplatesTable({ vendor, templates, texts }: TemplatesTableProps) {
  const columns: readonly Column<ListedTemplate>[] = [
    {
      name: "name",
      title: texts.templates.name,
      isHead: true,
      show: (template) => (
        <a class="wrap" href={pathTo("template", { vendor: template.vendor, template: template.name })}>
          {template.name}
        </a>
      ),
    },
    {
      name: "in-use",
      title: texts.templates.inUse,
      show: (template) => (
        <>
          <TemplateInUse template={template} texts={texts} />
          {template.refused !== null && <div class="level bad">{texts.templates.refused}</div>}
        </>
      ),
    },
  ];
  const keyOf = ({ vendor: of, name }: ListedTemplate) => `${of}/${name}`;
  return <Table caption={texts.templates.caption(vendor)} columns={columns} rows={templates} keyOf={keyOf} />;
}

/** Whose text is in use. */
export function TemplateInUse({ template: { isOwn, version }, texts }: { template: ListedTemplate; texts: Texts }) {
  return isOwn ? (
    <span class="badge mine">{texts.templates.own(version)}</span>
  ) : (
    <span class="badge">{texts.templates.builtIn}</span>
  );
}
