import { useState } from "preact/hooks";
import type { Role } from "../../../provisioning/ports.ts";
import { errorAt } from "../field-errors.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { FormFault } from "../parts/form-fault.tsx";
import { ExactTime } from "../parts/moment.tsx";
import { Once } from "../parts/once.tsx";
import { RoleField } from "../parts/role-field.tsx";
import { ScopePicker } from "../parts/scope-picker.tsx";
import { TextField } from "../parts/text-field.tsx";
import { type Invitation, readInvitation, type ShownPerson, type ShownScope } from "../records/people.ts";
import { useCall } from "../use-call.ts";

const FIELDS = ["/login", "/name", "/role", "/scope"];

/** Makes somebody a login, and shows the link by which they choose their password. */
export function InvitePerson({ onClose }: { onClose: () => void }) {
  const { texts } = usePage();
  const t = texts.people;
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("technician");
  const [scope, setScope] = useState<ShownScope>(null);
  const [invitation, setInvitation] = useState<Invitation>();
  const { isBusy, fault, call } = useCall();
  if (invitation !== undefined) return <InvitationLink invitation={invitation} onClose={onClose} />;
  const submit = (event: Event) => {
    event.preventDefault();
    const named = name.trim() === "" ? {} : { name: name.trim() };
    const body = { login: login.trim(), ...named, role, scope };
    void call("POST /api/v1/people", { body }, (value) => setInvitation(readInvitation(value)));
  };
  return (
    <Dialog title={t.invite} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        <FormFault fault={fault} fields={FIELDS} />
        <p>{t.inviteText}</p>
        <TextField
          label={t.login}
          name="login"
          value={login}
          most={64}
          hint={t.loginHint}
          error={errorAt(fault, "/login")}
          onInput={setLogin}
        />
        <TextField
          label={t.name}
          name="name"
          value={name}
          isOptional
          error={errorAt(fault, "/name")}
          onInput={setName}
        />
        <RoleField role={role} error={errorAt(fault, "/role")} onChange={setRole} />
        <ScopePicker scope={scope} error={errorAt(fault, "/scope")} onChange={setScope} />
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.inviteSubmit}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Takes somebody's password away, and shows the link by which they choose another. */
export function RenewLink({ person, onClose }: { person: ShownPerson; onClose: () => void }) {
  const { texts } = usePage();
  const t = texts.people;
  const [takesFactor, setTakesFactor] = useState(false);
  const [invitation, setInvitation] = useState<Invitation>();
  const { isBusy, fault, call } = useCall();
  if (invitation !== undefined) return <InvitationLink invitation={invitation} onClose={onClose} />;
  const submit = (event: Event) => {
    event.preventDefault();
    const more = { params: { id: person.id }, body: { secondFactor: takesFactor } };
    void call("POST /api/v1/people/:id/reset", more, (value) => setInvitation(readInvitation(value)));
  };
  return (
    <Dialog title={t.renewLabel(person.login)} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={submit}>
        {fault !== undefined && <FaultNote fault={fault} />}
        <p>{t.renewText}</p>
        {person.hasSecondFactor && (
          <label class="check">
            <input
              type="checkbox"
              checked={takesFactor}
              onChange={({ currentTarget }) => setTakesFactor(currentTarget.checked)}
            />
            {t.renewFactor}
          </label>
        )}
        <div class="actions">
          <button type="submit" class="main" disabled={isBusy}>
            {t.renewSubmit}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function InvitationLink({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { texts } = usePage();
  const { login, link, expiresAt } = invitation;
  return (
    <Dialog title={texts.people.linkTitle(login)} onClose={onClose}>
      <p>{texts.people.linkText}</p>
      <Once label={texts.people.linkTitle(login)} values={[link]} />
      <p class="quiet">
        {texts.people.linkExpires} <ExactTime at={expiresAt} />
      </p>
      <button type="button" class="main" onClick={onClose}>
        {texts.once.done}
      </button>
    </Dialog>
  );
}
