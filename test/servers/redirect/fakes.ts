import { Password } from "../../../src/provisioning/password.ts";
import type { RedirectCredentials, RedirectServiceId } from "../../../src/provisioning/redirect.ts";
import type { FakeService } from "./fake-server.ts";
import { startFakeSraps } from "./fake-sraps.ts";
import { startFakeGigaset, startFakeRds, startFakeRps } from "./fake-xml-rpc.ts";
import { startFakeYmcs } from "./fake-ymcs.ts";

/** A fake of every service there is. */
export const FAKES: Readonly<Record<RedirectServiceId, () => Promise<FakeService>>> = {
  "snom-sraps": () => startFakeSraps("setting_server"),
  "snom-rds": startFakeRds,
  "yealink-ymcs": startFakeYmcs,
  "yealink-rps": startFakeRps,
  "gigaset-redirect": startFakeGigaset,
  "gigaset-grape": () => startFakeSraps("ProvisioningServer"),
};

/** An account at a fake, as the store would hand it out. */
export function accountAt(
  service: RedirectServiceId,
  fake: FakeService,
  more: Partial<RedirectCredentials> = {},
): RedirectCredentials {
  return {
    pbxId: "main",
    service,
    vendorId: service.split("-", 1)[0] ?? "",
    baseUrl: fake.baseUrl,
    label: "Offhook",
    needsMacId: service === "gigaset-redirect",
    checkFirst: true,
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    username: new Password(fake.credentials.username),
    password: new Password(fake.credentials.password),
    ...more,
  };
}
