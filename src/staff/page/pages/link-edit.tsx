import { useState } from "preact/hooks";
import { LINK_FIELDS, LINK_KINDS, type LinkKind, linkBodyOf } from "../link-form.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { ChoiceField, TextField } from "../parts/text-field.tsx";
import { faultsAt } from "../pbx-form.ts";
import type { WholeLink } from "../records/pbx.ts";
import { useCall } from "../use-call.ts";

type EditLinkProps = { pbx: string; link: WholeLink | undefined; onClose: () => void; onChanged: () => void };

/** How a PBX is reached. Its credentials are never shown, so they are typed anew each time. */
export function EditLink({ pbx, link, onClose, onChanged }: EditLinkProps) {
  const { texts } = usePage();
  const t = texts.link;
  const [kind, setKind] = useState<LinkKind>(LINK_KINDS.find((one) => one === link?.kind) ?? "kamailio");
  const [settings, setSettings] = useState<Readonly<Record<string, string>>>(link?.settings ?? {});
  const [credentials, setCredentials] = useState<Readonly<Record<string, string>>>({});
  const [passwordOrder, setOrder] = useState(link?.passwordOrder ?? "pbx-first");
  const { call, fault, isBusy } = useCall();
  const fields = LINK_FIELDS[kind];
  const pointers = [
    ...fields.settings.map((name) => `/settings/${name}`),
    ...fields.credentials.map((name) => `/credentials/${name}`),
    "/passwordOrder",
  ];
  const { errorAt, isElsewhere } = faultsAt(fault, pointers, texts);
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = linkBodyOf(kind, { settings, credentials, passwordOrder });
    await call("PUT /api/v1/pbxs/:id/link", { params: { id: pbx }, body }, onChanged);
  };
  return (
    <Dialog title={t.editTitle} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && isElsewhere && <FaultNote fault={fault} />}
        <ChoiceField
          label={t.kind}
          name="kind"
          value={kind}
          choices={LINK_KINDS.map((value) => ({ value, title: t.kinds[value] }))}
          onChange={(value) => setKind(LINK_KINDS.find((one) => one === value) ?? kind)}
        />
        {fields.settings.map((name) => (
          <TextField
            key={name}
            label={t.fields[name]}
            name={name}
            isOptional={name !== "url"}
            isRequired={name === "url"}
            most={1000}
            error={errorAt(`/settings/${name}`)}
            value={settings[name] ?? ""}
            onInput={(typed) => setSettings((before) => ({ ...before, [name]: typed }))}
          />
        ))}
        {link !== undefined && <p class="field-hint">{t.credentialsHint}</p>}
        {fields.credentials.map((name) => (
          <TextField
            key={name}
            label={t.secrets[name]}
            name={name}
            most={1000}
            hint={name === "databaseUrl" ? t.databaseHint : undefined}
            error={errorAt(`/credentials/${name}`)}
            value={credentials[name] ?? ""}
            onInput={(typed) => setCredentials((before) => ({ ...before, [name]: typed }))}
          />
        ))}
        <ChoiceField
          label={t.order}
          name="passwordOrder"
          error={errorAt("/passwordOrder")}
          value={fields.orders.includes(passwordOrder) ? passwordOrder : "pbx-first"}
          choices={fields.orders.map((value) => ({ value, title: t.orders[value as keyof typeof t.orders] }))}
          onChange={setOrder}
        />
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
