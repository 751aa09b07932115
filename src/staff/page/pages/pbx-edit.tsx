import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { CheckField } from "../parts/check-field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextAreaField } from "../parts/text-area-field.tsx";
import { ChoiceField, TextField } from "../parts/text-field.tsx";
import { faultsAt, formOf, type PbxForm, patchOf } from "../pbx-form.ts";
import { readVendor } from "../records/others.ts";
import type { WholePbx } from "../records/pbx.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";

const TRANSPORTS = ["udp", "tcp", "tls"];
const MODES = ["require", "prepare"] as const;
const POLICIES = ["off", "prefer", "require"] as const;
const PHONE_LANGUAGES = "cs da de en es fi fr hu it nl no pl pt ru sl sv tr".split(" ");
const POINTERS = [
  ...["/host", "/port", "/transport", "/customer", "/realm", "/timezone", "/language"],
  ...["/access/allow", "/access/deny", "/access/mode", "/clientCertificates", "/settings", "/vendors"],
];

type EditPbxProps = { pbx: WholePbx; onClose: () => void; onChanged: () => void };

/** All that can be changed of a PBX but its id. */
export function EditPbx({ pbx, onClose, onChanged }: EditPbxProps) {
  const { texts, language, announce } = usePage();
  const t = texts.pbxs;
  const [before] = useState(pbx);
  const [form, setForm] = useState<PbxForm>(() => formOf(pbx));
  const [notJson, setNotJson] = useState<string>();
  const vendors = useList({ name: "GET /api/v1/vendors", query: {}, limit: undefined, readItem: readVendor });
  const { call, fault, isBusy } = useCall();
  const set = (changed: Partial<PbxForm>) => setForm((one) => ({ ...one, ...changed }));
  const { errorAt, isElsewhere } = faultsAt(fault, POINTERS, texts);
  const submit = async (event: Event) => {
    event.preventDefault();
    const read = patchOf(form, before);
    setNotJson("notJson" in read ? read.notJson : undefined);
    if ("notJson" in read) return;
    await call("PATCH /api/v1/pbxs/:id", { params: { id: pbx.id }, body: read.patch, ifMatch: before.etag }, () => {
      announce(t.changed(pbx.id));
      onChanged();
    });
  };
  const languages = new Intl.DisplayNames(language, { type: "language" });
  const jsonError = (pointer: string) => (notJson === pointer ? t.notJson : errorAt(pointer));
  const field = (name: "host" | "customer" | "realm", label: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      isOptional={name !== "host"}
      isRequired={name === "host"}
      error={errorAt(`/${name}`)}
      name={name}
      value={form[name]}
      onInput={(typed) => set({ [name]: typed })}
    />
  );
  return (
    <Dialog title={t.editTitle(pbx.id)} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        {field("host", t.addHost)}
        <TextField
          label={t.port}
          isRequired
          error={errorAt("/port")}
          name="port"
          isNumber
          most={5}
          value={form.port}
          onInput={(port) => set({ port })}
        />
        <ChoiceField
          label={t.transport}
          name="transport"
          error={errorAt("/transport")}
          value={form.transport}
          choices={TRANSPORTS.map((value) => ({ value, title: value.toUpperCase() }))}
          onChange={(transport) => set({ transport })}
        />
        {field("customer", t.customer, t.customerHint)}
        {field("realm", t.realm, t.realmHint)}
        <TextField
          label={t.timezone}
          isOptional
          error={errorAt("/timezone")}
          name="timezone"
          list="time-zones"
          value={form.timezone}
          onInput={(timezone) => set({ timezone })}
        />
        <datalist id="time-zones">
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <ChoiceField
          label={t.language}
          name="language"
          error={errorAt("/language")}
          value={form.language}
          choices={[
            { value: "", title: texts.none },
            ...PHONE_LANGUAGES.map((value) => ({ value, title: languages.of(value) ?? value })),
          ]}
          onChange={(chosen) => set({ language: chosen })}
        />
        <fieldset class="field">
          <legend>{t.proof}</legend>
          <CheckField label={t.proofs.token} isChecked={form.token} onChange={(token) => set({ token })} />
          <CheckField
            label={t.proofs.credentials}
            isChecked={form.credentials}
            onChange={(credentials) => set({ credentials })}
          />
        </fieldset>
        {(form.token || form.credentials) && (
          <ChoiceField
            label={t.mode}
            name="mode"
            value={form.mode}
            error={errorAt("/access/mode")}
            choices={MODES.map((value) => ({ value, title: t.modes[value] }))}
            onChange={(mode) => set({ mode })}
          />
        )}
        <TextAreaField
          label={t.allow}
          hint={t.networksHint}
          isOptional
          error={errorAt("/access/allow")}
          value={form.allow}
          onInput={(allow) => set({ allow })}
        />
        <TextAreaField
          label={t.deny}
          isOptional
          error={errorAt("/access/deny")}
          value={form.deny}
          onInput={(deny) => set({ deny })}
        />
        {(vendors.value?.items ?? []).map(({ id, name }) => (
          <ChoiceField
            key={id}
            label={t.certificateOf(name)}
            name={id}
            error={errorAt(`/clientCertificates/${id}`)}
            value={form.certificates[id] ?? "off"}
            choices={POLICIES.map((value) => ({ value, title: t.policies[value] }))}
            onChange={(policy) => set({ certificates: { ...form.certificates, [id]: policy } })}
          />
        ))}
        <details class="field">
          <summary>{t.settings}</summary>
          <TextAreaField
            label={t.settings}
            hint={t.settingsHint}
            isCode
            error={jsonError("/settings")}
            value={form.settings}
            onInput={(settings) => set({ settings })}
          />
          <TextAreaField
            label={t.vendorSettings}
            hint={t.settingsHint}
            isCode
            error={jsonError("/vendors")}
            value={form.vendors}
            onInput={(typed) => set({ vendors: typed })}
          />
        </details>
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.save}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
