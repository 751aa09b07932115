import { expect, test } from "vitest";
import type { LinkSettings, OpenLink } from "../../../src/provisioning/pbx-link.ts";
import { createPbxConnections } from "../../../src/servers/pbx/connect-pbx.ts";
import { startFakeAsterisk } from "./fake-asterisk.ts";
import { startFakeFreeswitch } from "./fake-freeswitch.ts";
import { REALM } from "./sample-link.ts";

test("each kind of link reaches its own kind of PBX, and a changed link is another connection", async () => {
  const asterisk = await startFakeAsterisk({ secret: "ami-secret" });
  const freeswitch = await startFakeFreeswitch("esl-password");
  const ended = new AbortController();
  const pbxs = createPbxConnections({ send: async () => ({ ok: true }), signal: ended.signal });
  const linkTo = (settings: LinkSettings, credentials: OpenLink["credentials"], revision = 1): OpenLink => ({
    ...{ pbxId: settings.kind, settings, credentials, domain: REALM, realm: REALM, revision, createdAt: 0 },
  });
  const host = "127.0.0.1";
  const toAsterisk = (amiSecret: string, revision: number) =>
    linkTo(
      { kind: "asterisk-pjsip", ami: { host, port: asterisk.port } },
      { amiUser: "offhook", amiSecret, databaseUrl: "sqlite:/none" },
      revision,
    );
  const toFreeswitch = linkTo(
    { kind: "freeswitch", eventSocket: { host, port: freeswitch.port } },
    { eventSocketPassword: "esl-password" },
  );
  expect(await pbxs.connect(toFreeswitch).registrations?.()).toEqual({ ok: true, registrations: [] });
  expect(await pbxs.connect(toAsterisk("wrong", 1)).registrations?.()).toMatchObject({ ok: false });
  expect(await pbxs.connect(toAsterisk("ami-secret", 2)).registrations?.()).toEqual({ ok: true, registrations: [] });
  expect(pbxs.connect(toFreeswitch)).toBe(pbxs.connect(toFreeswitch));
  await pbxs.close();
  await Promise.all([asterisk.close(), freeswitch.close()]);
});
