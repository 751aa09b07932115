import { useEffect, useState } from "preact/hooks";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { readSearch, type ShownFound, type ShownSearch } from "../records/lan-search.ts";
import { pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useLoaded } from "../use-loaded.ts";

const LIVE_MS = 1000;

/** Searches the networks of the daemon's machine, and shows what it has found so far. */
export function LanSearch({ onFound }: { onFound: () => void }) {
  const { texts, api, announce } = usePage();
  const t = texts.waiting.lan;
  const [network, setNetwork] = useState("");
  const [isProbing, setProbing] = useState(true);
  const [id, setId] = useState("");
  const [isOver, setOver] = useState(false);
  const starting = useCall();
  const cancelling = useCall();
  const search = useLoaded(
    (signal) => (id === "" ? undefined : api("GET /api/v1/search/:id", { params: { id }, signal })),
    readSearch,
    [id],
    { everyMs: id === "" || isOver ? undefined : LIVE_MS },
  );
  const state = search.value?.state;
  const found = search.value?.phones.length ?? 0;
  useEffect(() => {
    if (found > 0) onFound();
  }, [found]);
  useEffect(() => {
    if (state === undefined || state === "running") return;
    setOver(true);
    announce(`${t.over} ${t.found(found)}.`);
  }, [state]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const typed = network.trim();
    const body = { probe: isProbing, ...(typed === "" ? {} : { network: typed }) };
    await starting.call("POST /api/v1/search", { body }, (value) => {
      setOver(false);
      setId(readSearch(value).id);
    });
  };
  const { fault } = starting;
  const wrong = fault?.errors.find(({ pointer }) => pointer === "/network")?.detail;
  const isRunning = id !== "" && !isOver;
  return (
    <>
      <p>{t.text}</p>
      <form onSubmit={submit}>
        {fault !== undefined && wrong === undefined && <FaultNote fault={fault} />}
        <Field label={t.network} isOptional hint={t.networkHint} error={wrong}>
          {(tied) => (
            <input
              {...tied}
              autocomplete="off"
              maxLength={43}
              value={network}
              onInput={({ currentTarget }) => setNetwork(currentTarget.value)}
            />
          )}
        </Field>
        <div class="field">
          <label class="check">
            <input
              type="checkbox"
              checked={isProbing}
              onChange={({ currentTarget }) => setProbing(currentTarget.checked)}
            />
            {t.probe}
          </label>
          <p class="field-hint">{t.probeHint}</p>
        </div>
        <div class="actions">
          <button type="submit" class="main" disabled={starting.isBusy || isRunning}>
            {t.start}
          </button>
          {isRunning && (
            <button
              type="button"
              disabled={cancelling.isBusy}
              onClick={() =>
                cancelling.call("POST /api/v1/search/:id/cancel", { params: { id }, body: {} }, search.again)
              }
            >
              {t.cancel}
            </button>
          )}
        </div>
      </form>
      {cancelling.fault !== undefined && <FaultNote fault={cancelling.fault} />}
      {search.fault !== undefined && <FaultNote fault={search.fault} onAgain={search.again} />}
      {search.value !== undefined && <FoundPhones search={search.value} texts={texts} />}
    </>
  );
}

export function FoundPhones({ search, texts }: { search: ShownSearch; texts: Texts }) {
  const t = texts.waiting.lan;
  const { state, networks, skipped, asked, toAsk, phones } = search;
  const columns: readonly Column<ShownFound>[] = [
    { name: "mac", title: texts.phones.mac, isHead: true, show: ({ mac }) => <span class="mac">{writeMac(mac)}</span> },
    {
      name: "model",
      title: texts.phones.model,
      show: ({ vendor, model }) => [vendor, model].filter((one) => one !== null).join(" "),
    },
    { name: "address", title: texts.waiting.address, show: ({ address }) => address },
    { name: "says", title: t.says, show: ({ says }) => says && <span class="wrap">{says}</span> },
    {
      name: "admitted",
      title: t.admitted,
      show: ({ mac, isAdmitted }) => (isAdmitted ? <a href={pathTo("phone", { mac })}>{t.isAdmitted}</a> : t.waits),
    },
  ];
  return (
    <section class="found">
      <p role="status">
        {t.states[state]} {networks.join(", ")} – {t.found(phones.length)}
      </p>
      {toAsk > 0 && <progress aria-label={t.progress(asked, toAsk)} max={toAsk} value={Math.min(asked, toAsk)} />}
      {toAsk > 0 && <p class="quiet">{t.progress(asked, toAsk)}</p>}
      {skipped.length > 0 && <p class="quiet">{t.skipped(skipped.join(", "))}</p>}
      {phones.length > 0 && <Table caption={t.caption} columns={columns} rows={phones} keyOf={({ mac }) => mac} />}
    </section>
  );
}
