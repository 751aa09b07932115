import type { ConnectPbx, LinkKind, OpenLink, PbxLink, SettingsOf } from "../../provisioning/pbx-link.ts";
import type { SendSigned } from "../../provisioning/webhook.ts";
import { createAsteriskLink } from "./asterisk-link.ts";
import { createFreeswitchLink } from "./freeswitch-link.ts";
import { createKamailioLink } from "./kamailio-link.ts";
import { createWebhookLink } from "./webhook-link.ts";

export type PbxSurroundings = {
  /** For PBXs that take signed JSON. */
  send: SendSigned;
  /** Ends what is under way when the daemon stops. */
  signal: AbortSignal;
};

type LinkOf<Kind extends LinkKind> = OpenLink & { settings: SettingsOf<Kind> };
const ADAPTERS: { readonly [Kind in LinkKind]?: (link: LinkOf<Kind>, around: PbxSurroundings) => PbxLink } = {
  "asterisk-pjsip": (link) => createAsteriskLink(link),
  freeswitch: (link) => createFreeswitchLink(link),
  kamailio: createKamailioLink,
  webhook: (link, { send }) => createWebhookLink(link, send),
};

/** Connections to PBXs, each kept until its link changes. */
export function createPbxConnections(around: PbxSurroundings): { connect: ConnectPbx; close(): Promise<void> } {
  const kept = new Map<string, { version: string; link: PbxLink }>();
  return {
    connect(link) {
      const version = JSON.stringify([link.revision, link.createdAt, link.domain, link.realm]);
      const known = kept.get(link.pbxId);
      if (known?.version === version) return known.link;
      void known?.link.close();
      const create = ADAPTERS[link.settings.kind] as ((link: OpenLink, around: PbxSurroundings) => PbxLink) | undefined;
      if (create === undefined) throw new Error(`No adapter for ${link.settings.kind}`);
      const made = create(link, around);
      kept.set(link.pbxId, { version, link: made });
      return made;
    },
    async close() {
      await Promise.all([...kept.values()].map(({ link }) => link.close()));
    },
  };
}
