import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SaxesParser } from "saxes";
import { Compile } from "typebox/compile";
import { Format } from "typebox/format";
import { describe, expect, test } from "vitest";
import { NOT_FOUND, writeUser } from "../../src/protocols/freeswitch/directory.ts";
import { LinkCredentials, LinkSettings } from "../../src/provisioning/pbx-link.ts";
import { TEXT_FORMATS } from "../../src/provisioning/text-formats.ts";
import { parseAsAsterisk } from "../servers/pbx/fake-asterisk.ts";

const DOCS = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "docs");
const pageOf = (name: string) => readFileSync(join(DOCS, name), "utf8");

/** The blocks of a page in one language, in their order. */
function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map((match) => match[1] ?? "");
}

describe.each(["pbx-asterisk.md", "pbx-freeswitch.md"])("%s", (name) => {
  const page = pageOf(name);

  test("shows links that the staff API takes", () => {
    for (const [format, { matches }] of Object.entries(TEXT_FORMATS)) Format.Set(format, matches);
    const links = blocksOf(page, "json").map((text) => JSON.parse(text) as Record<string, object>);
    expect(links).toHaveLength(1);
    for (const { settings, credentials } of links) {
      expect([...Compile(LinkSettings).Errors(settings)]).toEqual([]);
      expect([...Compile(LinkCredentials).Errors(credentials)]).toEqual([]);
    }
  });

  test("shows scripts that a shell takes", () => {
    for (const script of blocksOf(page, "sh")) execFileSync("sh", ["-n"], { input: script });
  });
});

test("Asterisk's files are files of Asterisk's", () => {
  const sections = new Map(
    blocksOf(pageOf("pbx-asterisk.md"), "ini")
      .filter((text) => !text.startsWith("#include"))
      .flatMap((text) => [...parseAsAsterisk(text)]),
  );
  expect([...sections.keys()].sort()).toEqual([
    "general",
    "global",
    "offhook",
    "offhook-notify",
    "res_pjsip",
    "settings",
  ]);
  for (const table of ["ps_endpoints", "ps_auths", "ps_aors"])
    expect(sections.get("settings")?.get(table)).toBe("odbc,asterisk");
  const notifier = sections.get("global")?.get("default_outbound_endpoint") ?? "";
  expect(sections.get(notifier)?.get("type")).toBe("endpoint");
});

test("the script that writes acl.conf lets in the addresses that the allow-list knows", () => {
  const [script = ""] = blocksOf(pageOf("pbx-asterisk.md"), "sh").filter((text) => text.includes("awk"));
  const awk = /awk '([^']+)'/.exec(script)?.[1] ?? "";
  const list = "000413741001 192.0.2.50 201\n000413741003 - -\n805EC0741002 2001:db8::17 202\n";
  expect(execFileSync("sh", ["-c", 'awk "$0"', awk], { input: list, encoding: "utf8" })).toBe(
    "permit = 192.0.2.50/255.255.255.255\n",
  );
});

test("FreeSWITCH's documents are well-formed, and its answers the ones that are sent", () => {
  const blocks = blocksOf(pageOf("pbx-freeswitch.md"), "xml");
  const params = new Map<string, string>();
  for (const text of blocks) {
    const parser = new SaxesParser();
    parser.on("error", (error) => {
      throw error;
    });
    parser.on("opentag", ({ attributes }) => params.set(String(attributes.name), String(attributes.value)));
    parser.write(text).close();
  }
  // Without these two it would take anybody's certificate.
  expect([params.get("enable-cacert-check"), params.get("enable-ssl-verifyhost")]).toEqual(["true", "true"]);
  expect(params.get("gateway-url")).toMatch(/^https:.*\/pbx\/v1\/freeswitch\/directory$/);
  const user = writeUser({
    ...{ domain: "pbx.example.com", id: "101" },
    params: [
      ["a1-hash", createHash("md5").update("101:pbx.example.com:s3cret").digest("hex")],
      ["user-agent-filter", "(?i)(?:Snom|D785)"],
      ["max-registrations-per-extension", "2"],
    ],
    variables: [
      ["user_context", "default"],
      ["effective_caller_id_number", "101"],
    ],
  });
  const shown = blocks
    .filter((text) => text.startsWith("<document"))
    .map((text) => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  expect(shown).toEqual([user, NOT_FOUND]);
});
