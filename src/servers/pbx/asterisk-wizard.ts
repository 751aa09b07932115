import { randomBytes } from "node:crypto";
import { chown, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type ConfigSection, readSections, writeSections } from "../../protocols/asterisk-config.ts";
import type { LinkOutcome, WantedChange } from "../../provisioning/pbx-link.ts";
import type { AmiClient } from "./ami-client.ts";
import { messageOf } from "./ami-client.ts";
import { type AsteriskAccount, type AsteriskSettings, firstSettings, toAsteriskAccount } from "./asterisk-account.ts";
import type { AsteriskAccounts } from "./asterisk-link.ts";
import { PbxFault } from "./kept-connection.ts";

const FIRST_LINE = "; Written by Offhook, as a whole: what is changed here by hand is lost.";
/** Its passwords are for Asterisk's group only. */
const MODE = 0o640;
/** res_pjsip reads the objects again in a thread of its own, after it has answered. */
const LOOKS = 6;
const FIRST_LOOK_MS = 50;
const NOTHING_FORBIDDEN = /[\0\r\n]/;

type Options = { path: string; realm: string; settings: AsteriskSettings; ami: AmiClient };

/** A file that pjsip_wizard.conf includes. It holds all accounts, so that what is in it already is read back. */
export function createAsteriskWizard({ path, realm, settings, ami }: Options): AsteriskAccounts {
  /** What Asterisk has read, as far as this process knows. */
  let loaded: string | undefined;

  async function apply(changes: readonly WantedChange[]): Promise<LinkOutcome[]> {
    const before = await readOwn(path);
    if ("words" in before) return changes.map(() => before);
    const sections = new Map(before.sections.map((section) => [section.name, section]));
    const outcomes = changes.map((change) => (change.wanted.startsWith("no-") ? remove(change) : put(change)));
    function remove(change: WantedChange): LinkOutcome {
      if (change.wanted === "no-account") sections.delete(change.username);
      return { outcome: "done" };
    }
    function put(change: WantedChange): LinkOutcome {
      if (change.wanted !== "account") return { outcome: "done" };
      const account = toAsteriskAccount(change, realm, NOTHING_FORBIDDEN);
      if (typeof account === "string") return { outcome: "failed", words: account };
      const section = toSection(account, settings);
      const misfit = misfitOf(section);
      if (misfit !== undefined) return { outcome: "failed", words: misfit };
      sections.set(account.name, section);
      return { outcome: "done" };
    }

    const names = [...sections.keys()].sort();
    const text = `${FIRST_LINE}\n\n${writeSections(names.flatMap((name) => sections.get(name) ?? []))}`;
    if (text === before.text && text === loaded) return outcomes;
    if (text !== before.text) {
      loaded = undefined;
      await replaceFile(path, text);
    }
    const fault = await load(changes.filter((_, at) => outcomes[at]?.outcome === "done"));
    if (fault === undefined) loaded = text;
    return fault === undefined ? outcomes : outcomes.map((outcome) => (outcome.outcome === "done" ? fault : outcome));
  }

  async function load(written: readonly WantedChange[]): Promise<LinkOutcome | undefined> {
    const answer = await ami.ask([
      ["Action", "Reload"],
      ["Module", "res_pjsip.so"],
    ]);
    if (answer.get("response") !== "Success")
      return { outcome: "failed", words: `Asterisk refuses to reload res_pjsip.so: ${messageOf(answer)}` };
    let missing: string | undefined;
    for (let look = 0; look < LOOKS; look += 1) {
      const endpoints = await ami.list([["Action", "PJSIPShowEndpoints"]], "EndpointListComplete");
      const names = new Set(endpoints.map((event) => event.get("objectname")));
      missing = written.map((change) => contradiction(change, names)).find((words) => words !== undefined);
      if (missing === undefined) return undefined;
      await new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS * 2 ** look));
    }
    return { outcome: "later", words: `After the reload ${missing}` };
  }

  return {
    async apply(changes) {
      try {
        return await apply(changes);
      } catch (error) {
        const outcome = outcomeOf(error);
        return changes.map(() => outcome);
      }
    },
    close: async () => undefined,
  };
}

function contradiction(change: WantedChange, names: ReadonlySet<string | undefined>): string | undefined {
  if (change.wanted === "account" && !names.has(change.username))
    return `Asterisk shows no endpoint ${change.username}: does pjsip_wizard.conf include the file?`;
  if (change.wanted === "no-account" && names.has(change.username))
    return `Asterisk still shows an endpoint ${change.username}: it is configured elsewhere, too`;
  return undefined;
}

function toSection({ name, auth, callerId, contacts }: AsteriskAccount, settings: AsteriskSettings): ConfigSection {
  const { transport, ...endpoint } = firstSettings(settings);
  return {
    name,
    items: [
      ["type", "wizard"],
      ...(transport === undefined ? [] : [["transport", transport] as const]),
      ["accepts_registrations", "yes"],
      ["accepts_auth", "yes"],
      ["inbound_auth/username", auth.username],
      ...(auth.type === "userpass"
        ? [["inbound_auth/password", auth.password.reveal()] as const]
        : [
            ["inbound_auth/auth_type", "md5"] as const,
            ["inbound_auth/md5_cred", auth.credentials.reveal()] as const,
            ["inbound_auth/realm", auth.realm] as const,
          ]),
      ...Object.entries(endpoint).map(([key, value]) => [`endpoint/${key}`, value] as const),
      ["endpoint/callerid", callerId],
      ["aor/max_contacts", String(contacts)],
      ["aor/remove_existing", "yes"],
    ],
  };
}

function misfitOf(section: ConfigSection): string | undefined {
  try {
    writeSections([section]);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

type Own = { text: string; sections: ConfigSection[] } | { outcome: "failed"; words: string };

async function readOwn(path: string): Promise<Own> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { text: "", sections: [] };
    throw error;
  }
  if (text === "") return { text, sections: [] };
  if (!text.startsWith(`${FIRST_LINE}\n`))
    return {
      outcome: "failed",
      words: `settings.wizardFile: ${path} is there and does not begin with Offhook's first line, so it is somebody else's and stays as it is`,
    };
  const sections = readSections(text);
  if (sections === undefined)
    return {
      outcome: "failed",
      words: `settings.wizardFile: ${path} was changed by hand into what Offhook does not write; remove it, and set the link anew`,
    };
  return { text, sections };
}

/** Whoever reads it meanwhile has the whole file, the old or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    const file = await open(draft, "wx", MODE);
    try {
      await file.writeFile(text);
      // Whatever the umask: nobody else's, and readable for the group.
      await file.chmod(MODE);
      await file.sync();
    } finally {
      await file.close();
    }
    const owner = await stat(path).catch(() => stat(dirname(path)));
    // Only root and members of the group may; a folder with the set-group-ID bit needs nothing.
    await chown(draft, -1, owner.gid).catch(() => undefined);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function outcomeOf(error: unknown): LinkOutcome {
  if (error instanceof PbxFault)
    return { outcome: error.kind === "refused" ? "failed" : "later", words: error.message };
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  const isPassing = ["ENOSPC", "EIO", "EMFILE", "ENFILE", "EBUSY"].includes(code);
  return { outcome: isPassing ? "later" : "failed", words: `settings.wizardFile cannot be written (${code})` };
}
