import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { useDraft } from "../drafts.ts";
import { writeMac } from "../format.ts";
import type { Happening } from "../happenings.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Findings } from "../parts/findings.tsx";
import { Fold } from "../parts/fold.tsx";
import { Heading } from "../parts/heading.tsx";
import { Light } from "../parts/light.tsx";
import { Moment } from "../parts/moment.tsx";
import { readListPage } from "../read.ts";
import { readPhone, type ShownPhone } from "../records/phone.ts";
import { readDiagnosis, readGrant, readStatus } from "../records/phone-state.ts";
import { go, pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useLoaded } from "../use-loaded.ts";
import type { PageProps } from "./page-of.tsx";
import { PhoneAccess } from "./phone-access.tsx";
import { PhoneCommands } from "./phone-commands.tsx";
import { PhoneEdit } from "./phone-edit.tsx";
import { PhoneFiles } from "./phone-files.tsx";
import { PhoneHistory } from "./phone-history.tsx";
import { PhoneInstructions } from "./phone-instructions.tsx";
import { KEY_DRAFTS, PhoneKeys } from "./phone-keys.tsx";
import { PhoneLabel } from "./phone-label.tsx";
import { PhonePasswords } from "./phone-passwords.tsx";
import { PhoneSeat } from "./phone-seat.tsx";
import { PhoneSettings, SETTING_DRAFTS } from "./phone-settings.tsx";
import { PhoneStages } from "./phone-stages.tsx";
import { PhoneUploads } from "./phone-uploads.tsx";

/** All there is about a phone. */
export function PhonePage({ place }: PageProps) {
  const mac = place.params.mac ?? "";
  const { texts, api, may, serverLanguage } = usePage();
  const [isDeleting, setDeleting] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const [keysEdited, keepKeys] = useDraft(KEY_DRAFTS, mac);
  const [settingsEdited, keepSettings] = useDraft(SETTING_DRAFTS, mac);
  const params = { mac };
  const live = { concerns: (happening: Happening) => happening.mac === mac };
  const phone = useLoaded((signal) => api("GET /api/v1/phones/:mac", { params, signal }), readPhone, [mac], live);
  const isThere = phone.value !== undefined;
  const status = useLoaded(
    (signal) =>
      isThere
        ? api("GET /api/v1/phones/:mac/status", { params, query: { language: serverLanguage }, signal })
        : undefined,
    readStatus,
    [mac, serverLanguage, isThere],
    live,
  );
  const grants = useLoaded(
    (signal) => (isThere ? api("GET /api/v1/phones/:mac/passwords", { params, signal }) : undefined),
    (raw) => readListPage(raw, readGrant).items,
    [mac, isThere],
    live,
  );
  const diagnosis = useLoaded(
    (signal) => api("GET /api/v1/phones/:mac/diagnosis", { params, query: { language: serverLanguage }, signal }),
    readDiagnosis,
    [mac, serverLanguage],
    live,
  );

  return (
    <>
      <Heading title={`${texts.nav.phone} ${writeMac(mac)}`}>
        {status.value !== undefined && <Light colour={status.value.colour} />}
      </Heading>
      {phone.fault !== undefined && <FaultNote fault={phone.fault} onAgain={phone.again} />}
      {!isThere && phone.isLoading && <p>{texts.loading}</p>}
      <div class="grid">
        {phone.value !== undefined && (
          <section class="card" aria-labelledby="facts">
            <h2 id="facts">{texts.phone.facts}</h2>
            <PhoneFacts phone={phone.value} texts={texts} />
            <div class="actions">
              {may("PATCH /api/v1/phones/:mac") && (
                <button type="button" onClick={() => setEditing(true)}>
                  {texts.phoneEdit.open}
                </button>
              )}
              {may("DELETE /api/v1/phones/:mac") && (
                <button type="button" class="grave" onClick={() => setDeleting(true)}>
                  {texts.phone.delete}
                </button>
              )}
            </div>
          </section>
        )}
        {status.value !== undefined && (
          <section class="card" aria-labelledby="stages">
            <h2 id="stages">{texts.phone.stages}</h2>
            <PhoneStages status={status.value} texts={texts} />
          </section>
        )}
        {diagnosis.value !== undefined && (
          <section class="card" aria-labelledby="diagnosis">
            <h2 id="diagnosis">{texts.phone.diagnosis}</h2>
            <Findings findings={diagnosis.value} />
          </section>
        )}
      </div>
      {phone.value !== undefined && (
        <>
          <PhonePasswords
            mac={mac}
            grants={grants.value ?? []}
            onChanged={() => {
              grants.again();
              status.again();
              diagnosis.again();
            }}
          />
          <PhoneHistory mac={mac} />
          <Fold title={texts.keys.title} startsOpen={keysEdited !== undefined}>
            {() => <PhoneKeys mac={mac} />}
          </Fold>
          <Fold title={texts.phone.settings} startsOpen={settingsEdited !== undefined}>
            {() => <PhoneSettings mac={mac} />}
          </Fold>
          <Fold title={texts.phone.files}>{() => <PhoneFiles mac={mac} />}</Fold>
          <PhoneFolds phone={phone.value} />
        </>
      )}
      {isEditing && (
        <PhoneEdit
          mac={mac}
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false);
            for (const part of [phone, status, grants, diagnosis]) part.again();
          }}
        />
      )}
      {isDeleting && (
        <DeletePhone
          mac={mac}
          onDeleted={() => {
            keepKeys(undefined);
            keepSettings(undefined);
            go(pathTo("phones"));
          }}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}

/** What is looked at now and then. */
function PhoneFolds({ phone }: { phone: ShownPhone }) {
  const { texts } = usePage();
  const { mac, isShared } = phone;
  return (
    <>
      <Fold title={texts.commands.title}>{() => <PhoneCommands mac={mac} />}</Fold>
      {isShared && <Fold title={texts.seat.title}>{() => <PhoneSeat mac={mac} />}</Fold>}
      <Fold title={texts.instructions.title}>{() => <PhoneInstructions mac={mac} />}</Fold>
      <Fold title={texts.phoneLabel.title}>{() => <PhoneLabel phone={phone} />}</Fold>
      <Fold title={texts.access.title}>{() => <PhoneAccess mac={mac} />}</Fold>
      <Fold title={texts.phoneUploads.title}>{() => <PhoneUploads mac={mac} />}</Fold>
    </>
  );
}

export function PhoneFacts({ phone, texts }: { phone: ShownPhone; texts: Texts }) {
  const facts = [
    { title: texts.phones.manufacturer, value: phone.manufacturer || phone.vendor },
    { title: texts.phones.model, value: phone.model ?? texts.phones.modelUnknown },
    { title: texts.phones.label, value: phone.label },
    { title: texts.phones.pbx, value: phone.pbx },
    {
      title: texts.phones.extensions,
      value: phone.lines.map(({ account, displayName }) => `${account} ${displayName}`.trim()).join(", "),
    },
    { title: texts.phone.profile, value: phone.profile },
    { title: texts.newPhone.macId, value: phone.macId },
    { title: texts.phone.firmware, value: phone.firmware },
    { title: texts.phone.address, value: phone.lastAddress },
    { title: texts.phones.lastSeen, value: <Moment at={phone.lastSeen} /> },
    { title: texts.phone.admittedAt, value: <Moment at={phone.createdAt} never={texts.unknown} /> },
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

type DeletePhoneProps = { mac: string; onDeleted: () => void; onClose: () => void };

function DeletePhone({ mac, onDeleted, onClose }: DeletePhoneProps) {
  const { texts, api, announce } = usePage();
  const [fault, setFault] = useState<Fault>();
  const remove = async () => {
    const answer = await api("DELETE /api/v1/phones/:mac", { params: { mac } });
    if (!answer.ok) return setFault(answer.fault);
    announce(texts.phone.deleted(writeMac(mac)));
    return onDeleted();
  };
  return (
    <Dialog title={texts.phone.deleteTitle} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{texts.phone.deleteText}</p>
      <div class="actions">
        <button type="button" class="grave" onClick={remove}>
          {texts.phone.deleteConfirm}
        </button>
        <button type="button" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
