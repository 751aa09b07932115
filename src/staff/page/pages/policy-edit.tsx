import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { CheckField } from "../parts/check-field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextAreaField } from "../parts/text-area-field.tsx";
import { ChoiceField, TextField } from "../parts/text-field.tsx";
import { faultsAt, readLines } from "../pbx-form.ts";
import type { ShownPolicy } from "../records/admission.ts";
import { readProfile, readVendor } from "../records/others.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";

const MODES = ["allow-list", "approve", "auto"] as const;
const POOLS = ["none", "free", "range", "accounts"] as const;
const POINTERS = ["/networks", "/vendors", "/profile", "/pool", "/limit", "/limitPerHour"];

type EditPolicyProps = { pbx: string; policy: ShownPolicy; onClose: () => void; onChanged: () => void };

export function EditPolicy({ pbx, policy, onClose, onChanged }: EditPolicyProps) {
  const { texts } = usePage();
  const t = texts.policy;
  const { pool } = policy;
  const [form, setForm] = useState({
    mode: policy.mode as string,
    networks: policy.networks.join("\n"),
    vendors: policy.vendors,
    profile: policy.profile ?? "",
    pool: pool.kind as string,
    accounts: pool.kind === "accounts" ? pool.accounts.join("\n") : "",
    fromNumber: pool.kind === "range" ? pool.fromNumber : "",
    toNumber: pool.kind === "range" ? pool.toNumber : "",
    limit: String(policy.limit),
    limitPerHour: String(policy.limitPerHour),
  });
  const set = (changed: Partial<typeof form>) => setForm((before) => ({ ...before, ...changed }));
  const vendors = useList({ name: "GET /api/v1/vendors", query: {}, limit: undefined, readItem: readVendor });
  const profiles = useList({
    ...{ name: "GET /api/v1/pbxs/:id/profiles", params: { id: pbx }, query: {}, limit: "all" },
    readItem: readProfile,
  });
  const { call, fault, isBusy } = useCall();
  const { errorAt, isElsewhere } = faultsAt(fault, POINTERS, texts);
  const pools: Readonly<Record<string, object | null>> = {
    none: null,
    free: { free: true },
    range: { fromNumber: form.fromNumber.trim(), toNumber: form.toNumber.trim() },
    accounts: { accounts: readLines(form.accounts) },
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = {
      mode: form.mode,
      networks: readLines(form.networks),
      vendors: form.vendors,
      profile: form.profile === "" ? null : form.profile,
      pool: pools[form.pool] ?? null,
      limit: Number(form.limit),
      limitPerHour: Number(form.limitPerHour),
    };
    await call("PUT /api/v1/pbxs/:id/admission", { params: { id: pbx }, body }, onChanged);
  };
  const number = (name: "fromNumber" | "toNumber" | "limit" | "limitPerHour", label: string) => (
    <TextField
      label={label}
      name={name}
      isRequired
      isNumber
      most={15}
      error={name === "limit" || name === "limitPerHour" ? errorAt(`/${name}`) : undefined}
      value={form[name]}
      onInput={(typed) => set({ [name]: typed })}
    />
  );
  return (
    <Dialog title={t.editTitle} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        <ChoiceField
          label={t.mode}
          name="mode"
          value={form.mode}
          choices={MODES.map((value) => ({ value, title: t.modeTexts[value] }))}
          onChange={(mode) => set({ mode })}
        />
        <TextAreaField
          label={t.networks}
          hint={t.networksHint}
          error={errorAt("/networks")}
          value={form.networks}
          onInput={(networks) => set({ networks })}
        />
        <fieldset class="field">
          <legend>{t.vendors}</legend>
          {(vendors.value?.items ?? []).map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              isChecked={form.vendors.includes(id)}
              onChange={(isChecked) =>
                set({ vendors: isChecked ? [...form.vendors, id] : form.vendors.filter((one) => one !== id) })
              }
            />
          ))}
          <p class="field-hint">{t.vendorsHint}</p>
        </fieldset>
        <ChoiceField
          label={t.profile}
          name="profile"
          error={errorAt("/profile")}
          value={form.profile}
          choices={[
            { value: "", title: texts.none },
            ...(profiles.value?.items ?? []).map(({ id, label }) => ({ value: id, title: label || id })),
          ]}
          onChange={(profile) => set({ profile })}
        />
        <ChoiceField
          label={t.pool}
          name="pool"
          error={errorAt("/pool")}
          value={form.pool}
          choices={POOLS.map((value) => ({ value, title: t.pools[value] }))}
          onChange={(chosen) => set({ pool: chosen })}
        />
        {form.pool === "range" && number("fromNumber", texts.waiting.many.from)}
        {form.pool === "range" && number("toNumber", texts.waiting.many.to)}
        {form.pool === "accounts" && (
          <TextAreaField
            label={texts.accounts.title}
            hint={t.accountsHint}
            value={form.accounts}
            onInput={(accounts) => set({ accounts })}
          />
        )}
        {number("limit", t.limit)}
        {number("limitPerHour", t.limitPerHour)}
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {texts.pbxs.save}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
