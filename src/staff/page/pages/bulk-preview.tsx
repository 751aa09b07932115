import { download } from "../download.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { sayFault } from "../parts/fault-note.tsx";
import { writeTable } from "../phone-list/import-rows.ts";
import { type BulkAction, type BulkPreview, type Failure, PER_MINUTE } from "../phone-table/bulk-actions.ts";

const MOST_SHOWN = 20;

type PreviewNoteProps = { action: BulkAction; profile: string | null; preview: BulkPreview; able: number };

/** How many phones of which PBXs, what will happen to them, and with which it cannot be done. */
export function PreviewNote({ action, profile, preview, able }: PreviewNoteProps) {
  const { texts } = usePage();
  const t = texts.bulk;
  const isCommand = action === "resync" || action === "reboot";
  return (
    <>
      <div class={action === "delete" ? "note bad" : "note"}>
        <p>
          <strong>{t.able(able)}</strong> {t.effects[action]}{" "}
          {action === "profile" && (profile ?? texts.newPhone.profileNone)}
        </p>
        {able > 0 && (
          <ul>
            {[...preview.pbxs].map(([pbx, count]) => (
              <li key={pbx}>{t.ofPbx(pbx, count)}</li>
            ))}
          </ul>
        )}
        {!isCommand && action !== "profile" && preview.open > 0 && <p>{t.open(preview.open)}</p>}
        {action === "delete" && preview.seen > 0 && <p>{t.seen(preview.seen)}</p>}
        {isCommand && able > 1 && <p>{t.pace(PER_MINUTE, Math.ceil(able / PER_MINUTE))}</p>}
      </div>
      <Failures title={t.cannot(preview.cannot.length)} failures={preview.cannot} />
    </>
  );
}

type BulkOutcomeProps = { done: number; failures: readonly Failure[]; left: number; onClose: () => void };

/** What came of it. */
export function BulkOutcome({ done, failures, left, onClose }: BulkOutcomeProps) {
  const { texts } = usePage();
  const t = texts.bulk;
  return (
    <>
      <p class={failures.length === 0 && left === 0 ? "note good" : "note"}>
        <strong>{t.done(done)}</strong> {left > 0 && t.left(left)}
      </p>
      <Failures title={t.failed(failures.length)} failures={failures} />
      <div class="actions">
        <button type="button" class="main" onClick={onClose}>
          {texts.close}
        </button>
        {failures.length > 0 && (
          <button
            type="button"
            onClick={() =>
              download(
                "offhook-not-done.csv",
                writeTable([
                  [texts.importing.fields.mac, texts.importing.problem, texts.importing.code],
                  ...failures.map((one) => [writeMac(one.mac), `${sayFault(one, texts)} ${one.detail}`, one.code]),
                ]),
              )
            }
          >
            {t.report}
          </button>
        )}
      </div>
    </>
  );
}

function Failures({ title, failures }: { title: string; failures: readonly Failure[] }) {
  const { texts } = usePage();
  if (failures.length === 0) return null;
  const shown = failures.slice(0, MOST_SHOWN);
  return (
    <details class="note doubt" open={failures.length <= MOST_SHOWN}>
      <summary>{title}</summary>
      <ul>
        {shown.map((failure) => (
          <li key={failure.mac}>
            <span class="mac">{writeMac(failure.mac)}</span> {sayFault(failure, texts)}{" "}
            <small lang="en">{failure.detail}</small>
          </li>
        ))}
      </ul>
      {failures.length > shown.length && <p>{texts.importing.moreInFile(failures.length - shown.length)}</p>}
    </details>
  );
}
