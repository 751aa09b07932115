import { ROLES, type Role } from "../../../provisioning/ports.ts";
import { usePage } from "../page-context.ts";
import { ChoiceField } from "./text-field.tsx";

type RoleFieldProps = { role: Role; error?: string | undefined; onChange: (role: Role) => void };

/** What somebody may do, with what that means. */
export function RoleField({ role, error, onChange }: RoleFieldProps) {
  const { texts } = usePage();
  return (
    <ChoiceField
      label={texts.people.role}
      name="role"
      value={role}
      choices={ROLES.map((value) => ({ value, title: texts.roles[value] }))}
      hint={texts.people.roleHints[role]}
      error={error}
      onChange={(value) => onChange(ROLES.find((one) => one === value) ?? role)}
    />
  );
}
