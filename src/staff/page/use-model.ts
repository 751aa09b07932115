import type { Static } from "@fastify/type-provider-typebox";
import type { VendorAnswer } from "../routes/vendors.ts";
import { usePage } from "./page-context.ts";
import { fieldsOf, readList, readListPage, readText } from "./read.ts";
import { useLoaded } from "./use-loaded.ts";

/** What the catalogue says of a phone's model: of its vendor's usual one while nobody has said which it is. */
export function useModel<Record>(vendor: string, model: string | null, read: (raw: unknown) => Record) {
  const { api } = usePage();
  const vendors = useLoaded(
    (signal) => (vendor === "" || model !== null ? undefined : api("GET /api/v1/vendors", { signal })),
    (raw) => readListPage(raw, readDefaultModel).items,
    [vendor, model],
  );
  const wanted = model ?? vendors.value?.find(({ id }) => id === vendor)?.defaultModel ?? "";
  const models = useLoaded(
    (signal) =>
      vendor === "" || wanted === ""
        ? undefined
        : api("GET /api/v1/vendors/:id/models", { params: { id: vendor }, signal }),
    (raw) => findModel(raw, wanted, read),
    [vendor, wanted],
  );
  return {
    value: models.value,
    fault: models.fault ?? vendors.fault,
    again() {
      vendors.again();
      models.again();
    },
  };
}

export function findModel<Record>(raw: unknown, wanted: string, read: (raw: unknown) => Record) {
  const models = readList(fieldsOf<{ items: unknown }>(raw).items, (item) => item);
  const nameOf = (item: unknown) => readText(fieldsOf<{ name: string }>(item).name);
  return { name: wanted, record: read(models.find((item) => nameOf(item) === wanted)) };
}

function readDefaultModel(raw: unknown): { id: string; defaultModel: string } {
  const vendor = fieldsOf<Static<typeof VendorAnswer>>(raw);
  return { id: readText(vendor.id), defaultModel: readText(vendor.defaultModel) };
}
