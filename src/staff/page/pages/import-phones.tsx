import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Heading } from "../parts/heading.tsx";
import { makeRows } from "../phone-list/import-rows.ts";
import type { PhoneList } from "../phone-list/read-list.ts";
import { readPhoneList } from "../phone-list/read-list.ts";
import { useImport } from "../phone-list/use-import.ts";
import { readPbx, readVendor } from "../records/others.ts";
import { pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { ChooseList } from "./import-choose.tsx";
import { type Choices, MapColumns } from "./import-columns.tsx";
import { ImportResults } from "./import-results.tsx";

const MOST_ROWS = 20_000;

/** Admits the phones of a list: what stands in which column, a check that writes nothing, and then those that fit. */
export function ImportPhones() {
  const { texts, may, announce } = usePage();
  const t = texts.importing;
  const pbxs = useList({ name: "GET /api/v1/pbxs", readItem: readPbx, query: {}, limit: "all" });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, query: {}, limit: undefined });
  const [list, setList] = useState<PhoneList>();
  const [choices, setChoices] = useState<Choices>({ pbx: undefined, profile: "" });
  const { run, start, stop, goOn, forget } = useImport();
  const pbxIds = (pbxs.value?.items ?? []).map(({ id }) => id);
  const pbx = choices.pbx ?? (pbxIds.length === 1 ? pbxIds[0] : undefined) ?? "";

  const read = (text: string) => {
    const known = (vendors.value?.items ?? []).flatMap(({ id, name }) => [id, name]);
    const found = readPhoneList(text, { vendors: known, pbxs: pbxIds });
    setList(found);
    announce(found.rows.length === 0 ? t.empty : t.rows(found.rows.length));
  };
  const begin = () => {
    setList(undefined);
    forget();
  };
  const check = async () => {
    if (list === undefined) return;
    const checked = await start("check", makeRows(list, { ...choices, pbx }));
    const fitting = checked.results.filter(({ fault }) => fault === undefined).length;
    if (checked.state === "over") announce(`${t.fits(fitting)} ${t.refused(checked.results.length - fitting)}`);
  };

  if (!may("POST /api/v1/phones/import")) return <Heading title={texts.faults.forbidden} />;
  return (
    <>
      <Heading title={t.title}>
        <a href={pathTo("phones")}>{t.toPhones}</a>
      </Heading>
      {list === undefined ? (
        <ChooseList onRead={read} />
      ) : list.rows.length === 0 || list.rows.length > MOST_ROWS ? (
        <>
          <p class="note bad" role="alert">
            {list.rows.length === 0 ? t.empty : t.tooLong(MOST_ROWS)}
          </p>
          <button type="button" onClick={begin}>
            {t.another}
          </button>
        </>
      ) : run === undefined ? (
        <MapColumns
          list={list}
          pbxs={pbxIds}
          choices={{ ...choices, pbx }}
          onChoose={(changed) => setChoices((before) => ({ ...before, ...changed }))}
          onMap={(mapping) => setList({ ...list, mapping })}
          onAnother={begin}
          onCheck={() => void check()}
        />
      ) : (
        <ImportResults
          list={list}
          run={run}
          onStop={stop}
          onGoOn={() => void goOn(run)}
          onAdmit={(rows) => start("admit", rows)}
          onBack={forget}
          onAnother={begin}
        />
      )}
    </>
  );
}
