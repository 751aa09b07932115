import { useState } from "preact/hooks";
import type { CommandKind, CommandState } from "../../../provisioning/phone-command.ts";
import { wordFor } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Moment } from "../parts/moment.tsx";
import { type Column, Pager, Table } from "../parts/table.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readCommand, readSip, type ShownCommand, type ShownSip } from "../records/phone-more.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";

/** Not everything that becomes of a command is an event of its phone. */
const LIVE_MS = 5000;
const LIVE_STATES: readonly string[] = ["waiting", "sent", "accepted"] satisfies CommandState[];
const CALLS = {
  resync: "POST /api/v1/phones/:mac/resync",
  reboot: "POST /api/v1/phones/:mac/reboot",
} as const satisfies Record<CommandKind, string>;
const KINDS = ["resync", "reboot"] as const satisfies readonly CommandKind[];

/** What a phone is told to do, and whether it did. */
export function PhoneCommands({ mac }: { mac: string }) {
  const { texts, may, announce } = usePage();
  const t = texts.commands;
  const [reason, setReason] = useState("");
  const action = useCall();
  const commands = useList({
    name: "GET /api/v1/phones/:mac/commands",
    params: { mac },
    query: {},
    limit: 10,
    readItem: readCommand,
    everyMs: LIVE_MS,
    concerns: (happening) => happening.mac === mac,
  });
  const done = (said: string) => {
    announce(said);
    commands.again();
  };
  const allowed = KINDS.filter((kind) => may(CALLS[kind]));
  const mayCancel = may("POST /api/v1/commands/:id/cancel");
  return (
    <>
      {action.fault !== undefined && <FaultNote fault={action.fault} />}
      {commands.fault !== undefined && <FaultNote fault={commands.fault} onAgain={commands.again} />}
      {allowed.length > 0 && (
        <>
          <TextField
            label={texts.passwords.reason}
            hint={texts.passwords.reasonHint}
            name="command-reason"
            value={reason}
            most={200}
            error={action.fault?.errors.find(({ pointer }) => pointer === "/reason")?.detail}
            isOptional
            onInput={setReason}
          />
          <div class="actions">
            {allowed.map((kind) => (
              <button
                key={kind}
                type="button"
                class={kind === "resync" ? "main" : ""}
                disabled={action.isBusy}
                onClick={() =>
                  void action.call(
                    CALLS[kind],
                    {
                      params: { mac },
                      body: reason.trim() === "" ? {} : { reason: reason.trim() },
                    },
                    () => {
                      setReason("");
                      done(t.asked[kind]);
                    },
                  )
                }
              >
                {t.kinds[kind]}
              </button>
            ))}
          </div>
        </>
      )}
      <CommandsTable
        commands={commands.value?.items ?? []}
        texts={texts}
        onCancel={
          mayCancel
            ? (id) =>
                void action.call("POST /api/v1/commands/:id/cancel", { params: { id }, body: {} }, () =>
                  done(t.cancelled),
                )
            : undefined
        }
      />
      {(commands.page > 1 || (commands.value?.next ?? null) !== null) && (
        <Pager {...commands} hasNext={(commands.value?.next ?? null) !== null} />
      )}
      {may("POST /api/v1/phones/:mac/sip-probe") && <SipProbe mac={mac} />}
    </>
  );
}

type CommandsTableProps = {
  commands: readonly ShownCommand[];
  texts: Texts;
  onCancel: ((id: string) => void) | undefined;
};

export function CommandsTable({ commands, texts, onCancel }: CommandsTableProps) {
  const t = texts.commands;
  if (commands.length === 0) return <p class="quiet">{t.none}</p>;
  const columns: readonly Column<ShownCommand>[] = [
    { name: "kind", title: t.what, isHead: true, show: ({ kind }) => wordFor(kind, t.kinds) },
    {
      name: "state",
      title: texts.passwords.state,
      show: ({ state, words }) => (
        <>
          <span class={`state ${state}`}>{wordFor(state, t.states)}</span>{" "}
          {words !== null && (
            <span class="quiet" lang="en">
              {words}
            </span>
          )}
        </>
      ),
    },
    { name: "at", title: texts.events.at, show: ({ at }) => <Moment at={at} never={texts.unknown} /> },
    {
      name: "by",
      title: t.by,
      show: ({ requestedBy, reason }) => [requestedBy, reason].filter(Boolean).join(": "),
    },
    {
      name: "cancel",
      title: t.cancel,
      show: ({ id, state, kind }) =>
        onCancel !== undefined && LIVE_STATES.includes(state) ? (
          <button type="button" aria-label={`${t.cancel}: ${wordFor(kind, t.kinds)}`} onClick={() => onCancel(id)}>
            {t.cancel}
          </button>
        ) : null,
    },
  ];
  return <Table caption={t.caption} columns={columns} rows={commands} keyOf={({ id }) => id} />;
}

/** Whether anything answers SIP where the phone was last. */
function SipProbe({ mac }: { mac: string }) {
  const { texts, announce } = usePage();
  const t = texts.commands;
  const action = useCall();
  const [answer, setAnswer] = useState<ShownSip>();
  return (
    <section>
      <h3>{t.probeTitle}</h3>
      <p class="quiet">{t.probeText}</p>
      {action.fault !== undefined && <FaultNote fault={action.fault} />}
      <button
        type="button"
        disabled={action.isBusy}
        onClick={() =>
          void action.call("POST /api/v1/phones/:mac/sip-probe", { params: { mac } }, (value) => {
            const sip = readSip(value);
            setAnswer(sip);
            announce(saySip(sip, texts));
          })
        }
      >
        {t.probe}
      </button>
      {answer !== undefined && <p>{saySip(answer, texts)}</p>}
    </section>
  );
}

function saySip({ answers, address, agent }: ShownSip, { commands: t }: Texts): string {
  return answers ? t.probeAnswers(address, agent ?? "") : t.probeSilent(address);
}
