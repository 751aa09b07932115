import { useEffect, useRef, useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { ScanLabel } from "../parts/scan-label.tsx";
import { faultsOfFields, judgeTypedMac, type TypedMac } from "../phone-form.ts";
import { fieldsOf, readText } from "../read.ts";
import type { ShownSighting } from "../records/others.ts";
import { type NewPhoneForm, useAdvice } from "../use-advice.ts";

type NewPhoneProps = {
  /** A phone of the waiting room, which is admitted as it was seen. */
  known: ShownSighting | undefined;
  onClose: () => void;
  onAdmitted: (mac: string) => void;
};

/** The dialog that admits a phone. */
export function NewPhone({ known, onClose, onAdmitted }: NewPhoneProps) {
  const { texts, api, announce } = usePage();
  const [form, setForm] = useState<NewPhoneForm>({
    ...{
      mac: known === undefined ? "" : writeMac(known.mac),
      macId: "",
      account: "",
      displayName: "",
      label: "",
      profile: "",
    },
    ...{ vendor: undefined, model: undefined, pbx: known?.pbx ?? undefined },
  });
  const set = (changed: Partial<NewPhoneForm>) => setForm((before) => ({ ...before, ...changed }));
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const root = useRef<HTMLFormElement>(null);
  const advice = useAdvice(form, known);
  const { vendor, model, pbx, account, isNewAccount, pbxs } = advice;
  const errors = faultsOfFields(fault, texts);
  const needsMacId = advice.needsMacId || errors.macId !== undefined;
  const hasOwnPlace = fault !== undefined && Object.keys(errors).length > 0;

  useEffect(() => {
    if (hasOwnPlace) root.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [fault]);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const { displayName, label, profile } = form;
    const line = { account: form.account.trim(), ...(isNewAccount && displayName !== "" ? { displayName } : {}) };
    const body = {
      pbx,
      ...(vendor === "" ? {} : { vendor }),
      ...(model === "" ? {} : { model }),
      ...(needsMacId && form.macId !== "" ? { macId: form.macId.trim() } : {}),
      ...(line.account === "" ? {} : { lines: [line] }),
      ...(label === "" ? {} : { label }),
      ...(profile === "" ? {} : { profile }),
    };
    const answer =
      known === undefined
        ? await api("POST /api/v1/phones", { body: { mac: form.mac.trim(), ...body } })
        : await api("POST /api/v1/sightings/:mac/admit", { params: { mac: known.mac }, body });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    const mac = readText(fieldsOf<{ mac: string }>(answer.value).mac);
    announce(texts.newPhone.done(writeMac(mac)));
    return onAdmitted(mac);
  };

  const t = texts.newPhone;
  const typedMac = judgeTypedMac(form.mac);
  return (
    <Dialog title={t.title} isBusy={isBusy} onClose={onClose}>
      <form ref={root} onSubmit={submit} noValidate>
        {fault !== undefined && !hasOwnPlace && <FaultNote fault={fault} />}
        {pbxs.length === 0 && advice.arePbxsKnown && <p class="note doubt">{t.noPbx}</p>}
        <Field
          label={t.mac}
          hint={t.macHint}
          good={typedMac.state === "right" && errors.mac === undefined ? `✓ ${t.macRight}` : undefined}
          error={errors.mac ?? (typedMac.state === "wrong" ? t.macWrong : undefined)}
        >
          {(tied) => (
            <>
              <input
                {...tied}
                class={typedMac.state === "right" && errors.mac === undefined ? "mac right" : "mac"}
                name="mac"
                required
                readOnly={known !== undefined}
                autocomplete="off"
                autocapitalize="characters"
                spellcheck={false}
                maxLength={40}
                value={form.mac}
                onInput={({ currentTarget }) => {
                  set({ mac: currentTarget.value });
                  setFault(undefined);
                }}
              />
              <MacProgress typed={typedMac} />
              {known === undefined && (
                <ScanLabel
                  onFound={(mac) => {
                    set({ mac: writeMac(mac) });
                    setFault(undefined);
                  }}
                />
              )}
            </>
          )}
        </Field>
        <Field
          label={t.vendor}
          error={errors.vendor}
          good={form.vendor === undefined && vendor !== "" ? t.vendorSuggested : undefined}
        >
          {(tied) => (
            <select
              {...tied}
              name="vendor"
              value={vendor}
              onChange={({ currentTarget }) => set({ vendor: currentTarget.value, model: undefined })}
            >
              <option value="">{t.choose}</option>
              {advice.vendors.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label={t.model}
          isOptional
          error={errors.model}
          good={advice.seenModel === undefined ? undefined : t.modelSeen(advice.seenModel)}
        >
          {(tied) => (
            <select
              {...tied}
              name="model"
              value={model}
              onChange={({ currentTarget }) => set({ model: currentTarget.value })}
            >
              <option value="">{t.modelAny}</option>
              {advice.models.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        {needsMacId && (
          <Field label={t.macId} hint={t.macIdHint} error={errors.macId}>
            {(tied) => (
              <input
                {...tied}
                name="macId"
                autocomplete="off"
                maxLength={10}
                value={form.macId}
                onInput={({ currentTarget }) => set({ macId: currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Field label={t.pbx} error={errors.pbx}>
          {(tied) => (
            <select
              {...tied}
              name="pbx"
              value={pbx}
              onChange={({ currentTarget }) => set({ pbx: currentTarget.value, profile: "" })}
            >
              <option value="">{t.choose}</option>
              {pbxs.map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label={t.account}
          isOptional
          hint={t.accountHint}
          error={errors.account}
          good={account === undefined ? undefined : t.accountKnown(account.displayName)}
        >
          {(tied) => (
            <>
              <input
                {...tied}
                name="account"
                list="known-accounts"
                autocomplete="off"
                maxLength={64}
                value={form.account}
                onInput={({ currentTarget }) => set({ account: currentTarget.value })}
              />
              <datalist id="known-accounts">
                {advice.accounts.map(({ username, displayName }) => (
                  <option key={username} value={username}>
                    {displayName}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        {isNewAccount && (
          <Field label={t.displayName} hint={t.accountNew(form.account.trim())} error={errors.displayName}>
            {(tied) => (
              <input
                {...tied}
                name="displayName"
                maxLength={64}
                value={form.displayName}
                onInput={({ currentTarget }) => set({ displayName: currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Field label={t.label} isOptional hint={t.labelHint} error={errors.label}>
          {(tied) => (
            <input
              {...tied}
              name="label"
              maxLength={100}
              value={form.label}
              onInput={({ currentTarget }) => set({ label: currentTarget.value })}
            />
          )}
        </Field>
        {advice.profiles.length > 0 && (
          <Field label={t.profile} isOptional error={errors.profile}>
            {(tied) => (
              <select
                {...tied}
                name="profile"
                value={form.profile}
                onChange={({ currentTarget }) => set({ profile: currentTarget.value })}
              >
                <option value="">{t.profileNone}</option>
                {advice.profiles.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label === "" ? id : `${id} (${label})`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.submit}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** How far the typing has come; said by screen readers when it changes. */
function MacProgress({ typed }: { typed: TypedMac }) {
  const { texts } = usePage();
  const { macRight, macUnfinished, macWrong } = texts.newPhone;
  const said = { empty: "", right: macRight, wrong: macWrong };
  return (
    <p role="status" class={typed.state === "unfinished" ? "quiet" : "unseen"}>
      {typed.state === "unfinished" ? macUnfinished(typed.digits) : said[typed.state]}
    </p>
  );
}
