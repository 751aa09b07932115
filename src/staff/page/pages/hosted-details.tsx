import { useState } from "preact/hooks";
import { addressOf, type Fault } from "../api.ts";
import { writeBytes, writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Moment } from "../parts/moment.tsx";
import { readUses, type ShownHosted, type ShownUses } from "../records/hosted.ts";
import { pathTo } from "../router.ts";
import { useLoaded } from "../use-loaded.ts";

const CALLS = {
  firmware: {
    uses: "GET /api/v1/firmware/:vendor/:name/uses",
    content: "GET /api/v1/firmware/:vendor/:name/content",
    remove: "DELETE /api/v1/firmware/:vendor/:name",
  },
  files: {
    uses: "GET /api/v1/files/:vendor/:name/uses",
    content: "GET /api/v1/files/:vendor/:name/content",
    remove: "DELETE /api/v1/files/:vendor/:name",
  },
} as const;

type DetailsProps = {
  kind: keyof typeof CALLS;
  file: ShownHosted;
  maker: string;
  onClose: () => void;
  onDeleted: () => void;
};

/** All about a file that phones may fetch: what uses it, its bytes, and that it be gone. */
export function HostedDetails({ kind, file, maker, onClose, onDeleted }: DetailsProps) {
  const { texts, api, may, announce } = usePage();
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const { name, vendor } = file;
  const calls = CALLS[kind];
  const params = { vendor, name };
  const uses = useLoaded((signal) => api(calls.uses, { params, signal }), readUses, [kind, vendor, name]);
  const t = texts.uploads;

  const remove = async () => {
    setBusy(true);
    const answer = await api(calls.remove, { params });
    setBusy(false);
    if (!answer.ok) {
      uses.again();
      return setFault(answer.fault);
    }
    announce(t.deleted(name));
    return onDeleted();
  };
  return (
    <Dialog title={name} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <HostedFacts file={file} maker={maker} />
      <h3 class="apart">{t.usedBy}</h3>
      {uses.fault !== undefined && <FaultNote fault={uses.fault} onAgain={uses.again} />}
      {uses.value === undefined ? (
        uses.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <Uses uses={uses.value} isFirmware={kind === "firmware"} />
      )}
      {isSure ? (
        <div class="note bad">
          <p>{t.deleteText}</p>
          <div class="actions">
            <button type="button" class="grave" disabled={isBusy} onClick={remove}>
              {t.deleteConfirm}
            </button>
            <button type="button" onClick={() => setSure(false)}>
              {texts.cancel}
            </button>
          </div>
        </div>
      ) : (
        <div class="actions">
          {kind === "firmware" && may("POST /api/v1/pbxs/:id/rollouts") && (
            <a class="button" href={pathTo("rollouts", {}, { version: file.version })}>
              {texts.rollouts.start}
            </a>
          )}
          {may(calls.content) && (
            <a class="button" href={addressOf(calls.content, params)} download={name}>
              {t.download}
            </a>
          )}
          {may(calls.remove) && uses.value !== undefined && !isUsed(uses.value) && (
            <button type="button" class="grave" onClick={() => setSure(true)}>
              {t.delete}
            </button>
          )}
        </div>
      )}
    </Dialog>
  );
}

/** What the API says of a file. */
export function HostedFacts({ file, maker }: { file: ShownHosted; maker: string }) {
  const { texts, language } = usePage();
  const t = texts.uploads;
  const { kind, version, models, minimumVersion, width, height, bytes, uploadedBy } = file;
  const facts = [
    { title: texts.phones.manufacturer, value: maker },
    { title: t.kind, value: kind === null || kind === "firmware" ? "" : t.kinds[kind] },
    { title: texts.firmware.version, value: version },
    { title: texts.firmware.models, value: models.join(", ") },
    { title: texts.firmware.minimumVersion, value: minimumVersion },
    { title: t.pixels, value: width > 0 ? `${width} × ${height}` : "" },
    { title: texts.firmware.size, value: writeBytes(bytes, language) },
    { title: "SHA-256", value: <code>{file.sha256}</code> },
    { title: t.path, value: <code>{file.path}</code> },
    { title: texts.firmware.uploaded, value: <Moment at={file.uploadedAt} /> },
    { title: t.uploadedBy, value: uploadedBy },
  ];
  return (
    <dl>
      {facts
        .filter(({ value }) => value !== null && value !== "")
        .map(({ title, value }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function isUsed({ settings, rollouts, rolledOut }: ShownUses): boolean {
  return settings.length + rollouts.length + rolledOut > 0;
}

/** What has to be changed before it can be deleted. */
export function Uses({ uses, isFirmware }: { uses: ShownUses; isFirmware: boolean }) {
  const { texts } = usePage();
  const t = texts.uploads;
  const { settings, rollouts, rolledOut, fitting, running } = uses;
  return (
    <>
      {isFirmware && <p>{t.running(running, fitting)}</p>}
      <p>{isUsed(uses) ? t.inUse : t.unused}</p>
      {isUsed(uses) && (
        <ul>
          {settings.map(({ layer, pbx, name }) => (
            <li key={`${layer} ${pbx} ${name}`}>
              {layer === "phone" ? (
                <a href={pathTo("phone", { mac: name })}>{t.usedByPhone(writeMac(name))}</a>
              ) : layer === "profile" ? (
                t.usedByProfile(name, pbx)
              ) : (
                t.usedByPbx(pbx)
              )}
            </li>
          ))}
          {rollouts.map(({ id, pbx }) => (
            <li key={id}>
              <a href={pathTo("rollout", { rollout: id })}>{t.usedByRollout(pbx)}</a>
            </li>
          ))}
          {rolledOut > 0 && <li>{t.rolledOut(rolledOut)}</li>}
        </ul>
      )}
    </>
  );
}
