import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { ExactTime, Moment } from "../parts/moment.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readSeat, type ShownSeat } from "../records/phone-more.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useLoaded } from "../use-loaded.ts";

/** Who sits at a phone that people share. */
export function PhoneSeat({ mac }: { mac: string }) {
  const { texts, api, may, announce } = usePage();
  const t = texts.seat;
  const params = { mac };
  const [extension, setExtension] = useState("");
  const action = useCall();
  const seat = useLoaded((signal) => api("GET /api/v1/phones/:mac/seat", { params, signal }), readSeat, [mac], {
    concerns: (happening) => happening.mac === mac,
  });
  const isEmpty = seat.fault?.code === "not-found";
  const done = (said: string) => {
    announce(said);
    setExtension("");
    seat.again();
  };
  const signIn = () =>
    action.call("POST /api/v1/phones/:mac/seat", { params, body: { extension: extension.trim() } }, () =>
      done(t.signedIn(extension.trim())),
    );
  const refusal = action.fault?.errors.find(({ pointer }) => pointer === "/extension")?.detail;
  return (
    <>
      {action.fault !== undefined && <FaultNote fault={action.fault} />}
      {seat.fault !== undefined && !isEmpty && <FaultNote fault={seat.fault} onAgain={seat.again} />}
      {isEmpty && <p>{t.nobody}</p>}
      {!isEmpty && seat.value !== undefined && <SeatFacts seat={seat.value} texts={texts} />}
      {!isEmpty && seat.value !== undefined && may("DELETE /api/v1/phones/:mac/seat") && (
        <p>
          <button
            type="button"
            disabled={action.isBusy}
            onClick={() => void action.call("DELETE /api/v1/phones/:mac/seat", { params }, () => done(t.signedOut))}
          >
            {t.signOut}
          </button>
        </p>
      )}
      {may("POST /api/v1/phones/:mac/seat") && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void signIn();
          }}
        >
          <TextField
            label={t.extension}
            hint={t.extensionHint}
            name="seat-extension"
            value={extension}
            most={64}
            error={refusal}
            onInput={setExtension}
          />
          <button type="submit" disabled={action.isBusy || extension.trim() === ""}>
            {t.signIn}
          </button>
        </form>
      )}
    </>
  );
}

export function SeatFacts({ seat, texts }: { seat: ShownSeat; texts: Texts }) {
  const t = texts.seat;
  return (
    <dl>
      <dt>{t.who}</dt>
      <dd>{`${seat.account} ${seat.displayName}`.trim()}</dd>
      <dt>{t.since}</dt>
      <dd>
        <Moment at={seat.since} never={texts.unknown} />
      </dd>
      <dt>{t.until}</dt>
      <dd>{seat.until === null ? t.untilEnd : <ExactTime at={seat.until} />}</dd>
      <dt>{t.by}</dt>
      <dd>{seat.by}</dd>
      <dt>{t.delivered}</dt>
      <dd>{seat.isDelivered ? texts.yes : texts.no}</dd>
    </dl>
  );
}
