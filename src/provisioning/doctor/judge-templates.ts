import type { TemplateKeeper } from "../keep-templates.ts";
import { type DoctorFinding, found } from "./doctor-finding.ts";

/** Files in data/templates that are not used. Nothing where nobody has templates of their own. */
export function judgeTemplates(keeper: Pick<TemplateKeeper, "list">): DoctorFinding[] {
  const states = keeper.list();
  const refused = states.flatMap(({ refused: one }) => one ?? []);
  if (refused.length > 0)
    return refused.map(({ template, why, phone }) =>
      found("template-refused", { template, reason: why, phone: phone ?? "-" }),
    );
  const own = states.filter(({ version }) => (version?.text ?? null) !== null).length;
  return own === 0 ? [] : [found("templates-ok", { own })];
}
