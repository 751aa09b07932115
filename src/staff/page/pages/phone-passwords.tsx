import { useEffect, useRef, useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { useNow, wordFor, writeCountdown } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { ExactTime } from "../parts/moment.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { PASSWORD_KINDS, type ShownGrant } from "../records/phone-state.ts";
import type { Texts } from "../texts/texts.ts";

const ACTIONS = ["release", "reset", "close"] as const;
type Action = (typeof ACTIONS)[number];
type PasswordsProps = { mac: string; grants: readonly ShownGrant[]; onChanged: () => void };

/** Which passwords may still be fetched, and what staff can do about it. */
export function PhonePasswords({ mac, grants, onChanged }: PasswordsProps) {
  const { texts, may } = usePage();
  const [action, setAction] = useState<Action>();
  const now = useNow();
  // Time that is over is no event.
  const over = grants.filter(({ closesAt, armedUntil }) => (closesAt ?? armedUntil ?? now) < now).length;
  const latest = useRef(onChanged);
  latest.current = onChanged;
  useEffect(() => {
    if (over > 0) latest.current();
  }, [over]);
  const labels = { release: texts.passwords.release, reset: texts.passwords.reset, close: texts.passwords.closeNow };
  return (
    <section aria-labelledby="passwords">
      <h2 id="passwords">{texts.passwords.title}</h2>
      <GrantsTable grants={grants} texts={texts} now={now} />
      {grants.length > 0 && (
        <div class="actions">
          {ACTIONS.filter((one) => may(`POST /api/v1/phones/:mac/passwords/${one}`)).map((one) => (
            <button key={one} type="button" class={one === "release" ? "main" : ""} onClick={() => setAction(one)}>
              {labels[one]}
            </button>
          ))}
        </div>
      )}
      {action !== undefined && (
        <PasswordDialog
          {...{ mac, action, grants }}
          onClose={() => setAction(undefined)}
          onDone={() => {
            setAction(undefined);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

export function GrantsTable({ grants, texts, now }: { grants: readonly ShownGrant[]; texts: Texts; now: number }) {
  if (grants.length === 0) return <p class="card">{texts.none}</p>;
  const columns: readonly Column<ShownGrant>[] = [
    { name: "kind", title: texts.passwords.kind, isHead: true, show: (grant) => sayKind(grant, texts) },
    { name: "account", title: texts.passwords.account, show: ({ account }) => account },
    {
      name: "state",
      title: texts.passwords.state,
      show: (grant) => (
        <>
          <span class={`state ${grant.state ?? ""}`}>
            {grant.state === null ? texts.unknown : wordFor(grant.state, texts.passwords.states)}
          </span>{" "}
          <Until grant={grant} texts={texts} now={now} />
        </>
      ),
    },
    { name: "by", title: texts.passwords.fetchedBy, show: ({ openedBy }) => openedBy },
    {
      name: "at",
      title: texts.passwords.fetchedAt,
      show: ({ openedAt }) => (openedAt === null ? null : <ExactTime at={openedAt} />),
    },
  ];
  return (
    <Table
      caption={texts.passwords.caption}
      columns={columns}
      rows={grants}
      keyOf={({ kind, account }) => `${kind} ${account}`}
    />
  );
}

/** How long it may still be fetched. */
function Until({ grant, texts, now }: { grant: ShownGrant; texts: Texts; now: number }) {
  const t = texts.passwords;
  const { state, closesAt, armedUntil } = grant;
  if (state === "open")
    return (
      <span class="countdown">{closesAt === null ? t.untilConfirmed : t.closesIn(writeCountdown(closesAt, now))}</span>
    );
  if (state !== "armed") return null;
  return (
    <span class="countdown">{armedUntil === null ? t.waitsForever : t.waitsFor(writeCountdown(armedUntil, now))}</span>
  );
}

function sayKind({ kind }: ShownGrant, texts: Texts): string {
  return kind === null ? texts.unknown : texts.passwords.kinds[kind];
}

type DialogProps = {
  mac: string;
  action: Action;
  grants: readonly ShownGrant[];
  onClose: () => void;
  onDone: () => void;
};

function PasswordDialog({ mac, action, grants, onClose, onDone }: DialogProps) {
  const { texts, api, announce } = usePage();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const t = texts.passwords;
  const words = {
    release: { title: t.releaseTitle, text: t.releaseText, submit: t.release },
    reset: { title: t.resetTitle, text: t.resetText, submit: t.reset },
    close: { title: t.closeTitle, text: t.closeText, submit: t.closeNow },
  }[action];
  const chosen = grants.filter((grant) => !left.has(nameOf(grant)));

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await api(`POST /api/v1/phones/:mac/passwords/${action}`, {
      params: { mac },
      body: { ...choiceOf(chosen), ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
    });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    announce(t.done[action]);
    return onDone();
  };
  return (
    <Dialog title={words.title} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && <FaultNote fault={fault} />}
        <p>{words.text}</p>
        <fieldset class="field">
          <legend>{t.which}</legend>
          {grants.map((grant) => {
            const name = nameOf(grant);
            return (
              <label key={name} class="check">
                <input
                  type="checkbox"
                  checked={!left.has(name)}
                  onChange={({ currentTarget }) => {
                    const next = new Set(left);
                    if (currentTarget.checked) next.delete(name);
                    else next.add(name);
                    setLeft(next);
                  }}
                />
                {sayKind(grant, texts)} {grant.account}
              </label>
            );
          })}
        </fieldset>
        <Field label={t.reason} hint={t.reasonHint} isOptional>
          {(tied) => (
            <input
              {...tied}
              name="reason"
              maxLength={200}
              value={reason}
              onInput={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
        </Field>
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy || chosen.length === 0}>
            {words.submit}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function nameOf({ kind, account }: ShownGrant): string {
  return `${kind} ${account}`;
}

/** The chosen grants as the API wants them named. */
export function choiceOf(chosen: readonly ShownGrant[]): { kinds: string[]; accounts?: string[] } {
  const kinds = PASSWORD_KINDS.filter((kind) => chosen.some((grant) => grant.kind === kind));
  const accounts = chosen.flatMap(({ kind, account }) => (kind === "sip" && account !== null ? [account] : []));
  return accounts.length === 0 ? { kinds } : { kinds, accounts };
}
