import type { TemplateStore, TemplateVersion } from "../provisioning/operator-template.ts";
import type { StoreContext } from "./backend.ts";
import type { TemplateVersionTable } from "./template-tables.ts";

const VERSIONS_KEPT = 100;

export function templateRows(context: StoreContext): TemplateStore {
  const { db } = context;

  return {
    addTemplateVersion: ({ template, text, author }) =>
      context.transaction(async (trx) => {
        const { newest } = await trx
          .selectFrom("template_versions")
          .select((eb) => eb.fn.max("version").as("newest"))
          .where("template", "=", template)
          .executeTakeFirstOrThrow();
        const version = Number(newest ?? 0) + 1;
        const row = await trx
          .insertInto("template_versions")
          .values({ template, version, text, author, created_at: await context.now(trx) })
          .returningAll()
          .executeTakeFirstOrThrow();
        await trx
          .deleteFrom("template_versions")
          .where("template", "=", template)
          .where("version", "<=", version - VERSIONS_KEPT)
          .execute();
        return toVersion(row);
      }),

    async listTemplateVersions(template) {
      const query = db.selectFrom("template_versions").selectAll().where("template", "=", template);
      return (await query.orderBy("version", "desc").execute()).map(toVersion);
    },

    async listTemplatesInUse() {
      const rows = await db
        .selectFrom("template_versions")
        .selectAll()
        .where((eb) =>
          eb(
            "version",
            "=",
            eb
              .selectFrom("template_versions as other")
              .select((newest) => newest.fn.max("other.version").as("newest"))
              .whereRef("other.template", "=", "template_versions.template"),
          ),
        )
        .orderBy("template")
        .execute();
      return rows.map(toVersion);
    },
  };
}

function toVersion(row: TemplateVersionTable): TemplateVersion {
  return {
    template: row.template,
    version: row.version,
    text: row.text,
    author: row.author,
    createdAt: row.created_at,
  };
}
