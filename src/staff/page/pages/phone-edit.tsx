import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { RowList } from "../parts/row-list.tsx";
import { SaveBar } from "../parts/save-bar.tsx";
import { ChoiceField, TextField } from "../parts/text-field.tsx";
import { fieldsOf, readCount } from "../read.ts";
import { type KnownAccount, readAccount, readModel, readPbx, readProfile, readVendor } from "../records/others.ts";
import { type EditedPhone, readEditedPhone, writePhonePatch } from "../records/phone-edit.ts";
import { useNeedsMacId } from "../use-advice.ts";
import { useList } from "../use-list.ts";
import { useModel } from "../use-model.ts";
import { usePhoneChange } from "../use-phone-change.ts";
import { PhoneHandsets } from "./phone-handsets.tsx";

const MOST_ACCOUNTS = 500;
const NEW_LINE = { account: "", displayName: "", label: "" };

/** The dialog in which everything of a phone is changed but its keys and its settings. */
export function PhoneEdit({ mac, onClose, onSaved }: { mac: string; onClose: () => void; onSaved: () => void }) {
  const { texts, announce } = usePage();
  // Only what was touched: what somebody else changed meanwhile stays.
  const [edited, setEdited] = useState<Partial<EditedPhone>>({});
  const { phone: before, ...change } = usePhoneChange(mac, readEditedPhone);
  const phone = before && { ...before, ...edited };
  const choices = useChoices(phone);
  const patch = before === undefined || phone === undefined ? {} : writePhonePatch(before, phone, choices.accounts);
  const save = async () => {
    if (!(await change.change(patch))) return;
    announce(texts.phoneEdit.saved);
    onSaved();
  };
  return (
    <Dialog title={texts.phoneEdit.title} isBusy={change.isBusy && phone !== undefined} onClose={onClose}>
      {change.loadFault !== undefined && <FaultNote fault={change.loadFault} onAgain={change.again} />}
      {phone === undefined ? (
        <p>{texts.loading}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <fieldset class="plain-set" disabled={change.isBusy}>
            <legend class="unseen">{texts.phoneEdit.title}</legend>
            <PhoneFields
              {...{ phone, choices }}
              errorAt={(pointer) => change.fault?.errors.find((error) => error.pointer === pointer)?.detail}
              onChange={(part) => setEdited({ ...edited, ...part })}
            />
          </fieldset>
          <SaveBar
            isChanged={Object.keys(patch).length > 0}
            change={change}
            onSave={() => void save()}
            onDiscard={() => setEdited({})}
          />
        </form>
      )}
    </Dialog>
  );
}

type FieldsProps = {
  phone: EditedPhone;
  choices: ReturnType<typeof useChoices>;
  errorAt: (pointer: string) => string | undefined;
  onChange: (part: Partial<EditedPhone>) => void;
};

function PhoneFields({ phone, choices, errorAt, onChange }: FieldsProps) {
  const { texts } = usePage();
  const t = texts.phoneEdit;
  const { pbxs, vendors, models, profiles, accounts } = choices;
  const needsMacId = useNeedsMacId(phone.pbx, phone.vendor);
  const limits = useModel(phone.vendor, phone.model || null, readLimits).value?.record;
  return (
    <>
      <TextField
        label={texts.phones.label}
        hint={texts.newPhone.labelHint}
        name="label"
        value={phone.label}
        error={errorAt("/label")}
        isOptional
        onInput={(label) => onChange({ label })}
      />
      <ChoiceField
        label={texts.phones.pbx}
        name="pbx"
        value={phone.pbx}
        choices={pbxs.map(({ id }) => ({ value: id, title: id }))}
        error={errorAt("/pbx")}
        onChange={(pbx) => onChange({ pbx, profile: "" })}
      />
      <ChoiceField
        label={texts.phones.manufacturer}
        name="vendor"
        value={phone.vendor}
        choices={vendors.map(({ id, name }) => ({ value: id, title: name }))}
        error={errorAt("/vendor")}
        onChange={(vendor) => onChange({ vendor, model: "" })}
      />
      <ChoiceField
        label={texts.phones.model}
        name="model"
        value={phone.model}
        choices={[
          { value: "", title: texts.newPhone.modelAny },
          ...models.filter(({ isSupported }) => isSupported).map(({ name }) => ({ value: name, title: name })),
        ]}
        error={errorAt("/model")}
        onChange={(model) => onChange({ model })}
      />
      <ChoiceField
        label={texts.newPhone.profile}
        name="profile"
        value={phone.profile}
        choices={[
          { value: "", title: texts.newPhone.profileNone },
          ...profiles.map(({ id, label }) => ({ value: id, title: label || id })),
        ]}
        error={errorAt("/profile")}
        onChange={(profile) => onChange({ profile })}
      />
      {(needsMacId || phone.macId !== "") && (
        <TextField
          label={texts.newPhone.macId}
          hint={texts.newPhone.macIdHint}
          name="macId"
          value={phone.macId}
          most={4}
          error={errorAt("/macId")}
          isOptional={!needsMacId}
          onInput={(macId) => onChange({ macId: macId.trim() })}
        />
      )}
      <label class="check">
        <input
          type="checkbox"
          name="shared"
          checked={phone.isShared}
          onChange={({ currentTarget }) => onChange({ isShared: currentTarget.checked })}
        />
        {t.shared}
      </label>
      <RowList
        title={t.lines}
        rows={phone.lines}
        nameRow={t.line}
        addLabel={t.addLine}
        most={limits?.lines ?? phone.lines.length}
        newRow={NEW_LINE}
        onChange={(lines) => onChange({ lines })}
        draw={(line, put, index) => (
          <>
            <TextField
              label={texts.newPhone.account}
              name={`account-${index}`}
              list="line-accounts"
              value={line.account}
              most={64}
              hint={sayAccount(line.account, accounts, texts.newPhone)}
              error={errorAt(`/lines/${index}/account`) ?? errorAt(`/lines/${index}`)}
              onInput={(account) => put({ account: account.trim() })}
            />
            <TextField
              label={t.displayName}
              name={`displayName-${index}`}
              value={line.displayName}
              most={64}
              error={errorAt(`/lines/${index}/displayName`)}
              isOptional
              onInput={(displayName) => put({ displayName })}
            />
            <TextField
              label={t.lineLabel}
              name={`lineLabel-${index}`}
              value={line.label}
              most={64}
              error={errorAt(`/lines/${index}/label`)}
              isOptional
              onInput={(label) => put({ label })}
            />
          </>
        )}
      />
      <datalist id="line-accounts">
        {accounts.map(({ username, displayName }) => (
          <option key={username} value={username}>
            {displayName}
          </option>
        ))}
      </datalist>
      {((limits?.handsets ?? 0) > 0 || phone.handsets.length > 0) && (
        <PhoneHandsets
          {...{ errorAt }}
          handsets={phone.handsets}
          most={limits?.handsets ?? 0}
          onChange={(handsets) => onChange({ handsets })}
        />
      )}
    </>
  );
}

function useChoices(phone: EditedPhone | undefined) {
  const { pbx = "", vendor = "" } = phone ?? {};
  const all = { query: {}, limit: "all" } as const;
  const some = { query: {}, limit: MOST_ACCOUNTS };
  const whole = { query: {}, limit: undefined };
  const pbxs = useList({ name: "GET /api/v1/pbxs", readItem: readPbx, ...all });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, ...whole });
  const ofVendor = { params: { id: vendor }, isWanted: vendor !== "" };
  const ofPbx = { params: { id: pbx }, isWanted: pbx !== "" };
  const models = useList({ name: "GET /api/v1/vendors/:id/models", readItem: readModel, ...ofVendor, ...whole });
  const profiles = useList({ name: "GET /api/v1/pbxs/:id/profiles", readItem: readProfile, ...ofPbx, ...all });
  const accounts = useList({ name: "GET /api/v1/pbxs/:id/accounts", readItem: readAccount, ...ofPbx, ...some });
  return {
    pbxs: pbxs.value?.items ?? [],
    vendors: vendors.value?.items ?? [],
    models: models.value?.items ?? [],
    profiles: profiles.value?.items ?? [],
    accounts: accounts.value?.items ?? [],
  };
}

/** How many lines and handsets a model has. */
function readLimits(raw: unknown): { lines: number; handsets: number } {
  const model = fieldsOf<{ lines: unknown; handsets: unknown }>(raw);
  return { lines: readCount(model.lines), handsets: readCount(model.handsets) };
}

/** Whether the extension is there already. Nothing is said of a list that does not hold all of them. */
function sayAccount(
  typed: string,
  accounts: readonly KnownAccount[],
  t: { accountHint: string; accountKnown: (name: string) => string; accountNew: (account: string) => string },
): string {
  const known = accounts.find(({ username }) => username === typed);
  if (known !== undefined) return t.accountKnown(known.displayName);
  return typed === "" || accounts.length >= MOST_ACCOUNTS ? t.accountHint : t.accountNew(typed);
}
