import { findImageNames } from "../../provisioning/check-hosted.ts";
import { quote } from "../../provisioning/field-error.ts";
import type { Api, StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { HostedParams } from "../schemas/hosted-file.ts";
import { answerUses, ImageNameAnswer, ImageNameQuery, UsesAnswer } from "../schemas/hosted-uses.ts";
import { answers, pageOf } from "../schemas/shared.ts";

/** What uses a file, and what a name says of an image before anybody uploads it. */
export function addHostedUseRoutes(api: Api, { hosted, store, vendors }: StaffDeps): void {
  for (const [path, tag] of [
    ["files", "Files"],
    ["firmware", "Firmware"],
  ] as const)
    api.get(
      `/${path}/:vendor/:name/uses`,
      {
        schema: {
          tags: [tag],
          summary: "What keeps one from being deleted, and how many phones it is for",
          params: HostedParams,
          response: answers({ 200: UsesAnswer }, "not-found"),
        },
      },
      async (request) => {
        const { vendor, name } = request.params;
        const file = hosted.catalogue().files.find((one) => one.vendorId === vendor && one.name === name);
        const isHere = file !== undefined && (file.kind === "firmware") === (path === "firmware");
        const uses = isHere ? await store.findHostedUses(vendor, name) : undefined;
        if (uses === undefined) throw new Problem("not-found", `${quote(name)} is not here`);
        return answerUses(uses);
      },
    );

  api.get(
    "/image-names",
    {
      schema: {
        tags: ["Firmware"],
        summary: "What a file name says: which maker's images are called so, of which version, for which models",
        querystring: ImageNameQuery,
        response: answers({ 200: pageOf(ImageNameAnswer) }, "invalid-query"),
      },
    },
    async (request) => ({ items: findImageNames(vendors, request.query.name), next: null }),
  );
}
