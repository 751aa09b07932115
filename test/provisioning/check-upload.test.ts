import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findUploadFault } from "../../src/provisioning/check-upload.ts";
import { UPLOAD_KINDS } from "../../src/provisioning/phone-upload.ts";

const CFG = "#!version:1.0.0.1\r\naccount.1.label = Anna # 1\nlinekey.1.value =\n# a comment\n\n";
const CONTACTS = '<root_group><group display_name="Büro" ring=""/></root_group>';
const BOOK = `${CONTACTS}<root_contact><contact display_name="Anna" office_number="101"/></root_contact>`;
const CALLS = '<?xml version="1.0" encoding="UTF-8"?>\n<calls><call number="101" at="1"/></calls>\n';
const LOG = "<134>Nov 26 12:00:00 sys: started\nDLG <6+info> registered <sip:20@pbx.example>\n";

const faultOf = (kind: (typeof UPLOAD_KINDS)[number], text: string | Buffer) =>
  findUploadFault(kind, Buffer.from(text as string));

describe("a file that a phone saves", () => {
  test.each([
    ["settings", CFG],
    ["settings", "#!version:1.0.0.1\n"],
    ["settings", `\ufeff${CFG}`],
    ["contacts", BOOK],
    ["contacts", `<?xml version="1.0"?>\n<anything>\n${BOOK}\n</anything>`],
    ["contacts", '<root_contact><contact display_name="A &amp; B"/></root_contact>'],
    ["call-log", CALLS],
    ["log", LOG],
    ["log", "Grüße aus dem Protokoll\n"],
  ] as const)("is taken as %s where it is that: %j", (kind, text) => {
    expect(faultOf(kind, text)).toBeUndefined();
  });

  test.each([
    ["settings", "", "is empty"],
    ["settings", "# nothing\n\n", "holds no setting"],
    ["settings", BOOK, "line 1"],
    ["settings", "<!DOCTYPE html><script>x = 1</script>", "line 1"],
    ["settings", `${CFG}<?php system("id"); ?>\n`, "line 6"],
    ["settings", `${CFG}#!/bin/sh\nrm -rf /\n`, "line 7"],
    ["settings", `#%PDF-1.4\n${CFG}`, "PDF"],
    ["settings", "#!encrypt:1.0.0.0\n#!key_ciphertext:AAAA\n", "encrypted"],
    ["settings", gzipSync(CFG), "UTF-8"],
    ["settings", Buffer.concat([Buffer.from(CFG), Buffer.from("PK\u0005\u0006\u0000")]), "control characters"],
    ["contacts", CFG, "no XML"],
    ["contacts", "<html><body/></html>", "web pages"],
    ["contacts", '<svg xmlns="http://www.w3.org/2000/svg"><root_contact/></svg>', "web pages"],
    ["contacts", '<x xmlns:h="http://www.w3.org/1999/xhtml"><root_contact/></x>', "web pages"],
    ["contacts", "<root_contact><script>1</script></root_contact>", "web pages"],
    ["contacts", `<!DOCTYPE x [<!ENTITY a "b">]>${BOOK}`, "is no well-formed XML"],
    ["contacts", `<?xml version="1.0"?><?xml-stylesheet href="x"?>${BOOK}`, "processing instruction"],
    ["contacts", "<root_contact><![CDATA[x]]></root_contact>", "CDATA"],
    ["contacts", "<root_contact><contact>", "well-formed"],
    ["contacts", "<root_contact>&unknown;</root_contact>", "well-formed"],
    ["contacts", `${BOOK}account.1.password = x`, "text outside"],
    ["contacts", "<a><b><root_contact/></b></a>", "none of the elements"],
    ["contacts", `${"<a>".repeat(20)}${"</a>".repeat(20)}`, "to no end"],
    ["call-log", `${CALLS}${CALLS.split("\n")[1]}`, "several root elements"],
    ["call-log", "<html/>", "web pages"],
    ["log", "<!doctype html>", "no log"],
    ["log", "  <script>alert(1)</script>", "no log"],
    ["log", "#!/bin/sh\n", "no log"],
    ["log", "{\\rtf1}", "no log"],
    ["log", "a %PDF-1.7 in a log", "PDF"],
    ["log", "\u001b]0;title\u0007", "control characters"],
  ] as const)("is not taken as %s where it is something else or something more: %j", (kind, text, why) => {
    expect(faultOf(kind, text as string)).toContain(why);
  });

  test("is never quoted by the reason", () => {
    const canary = "Canary77";
    for (const kind of UPLOAD_KINDS)
      for (const text of [
        `<${canary}`,
        `<a ${canary}=1>`,
        `<?${canary}?>`,
        `&${canary};`,
        `{${canary}}`,
        `<${canary}/>x`,
      ])
        expect(faultOf(kind, text) ?? "").not.toMatch(/canary/i);
  });

  test("is no archive, picture or program, whatever text is around it", () => {
    const binary = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.concat([bytes, Buffer.of(0)]));
    fc.assert(
      fc.property(
        fc.constantFrom(...UPLOAD_KINDS),
        fc.constantFrom(CFG, BOOK, CALLS, LOG),
        binary,
        (kind, text, bytes) => {
          expect(findUploadFault(kind, Buffer.concat([Buffer.from(text), bytes]))).toBeDefined();
          expect(findUploadFault(kind, Buffer.concat([bytes, Buffer.from(text)]))).toBeDefined();
        },
      ),
    );
  });

  test("is looked through in a moment, whatever it holds", () => {
    const size = 512 * 1024;
    const slow = [" ".repeat(size), "<".repeat(size), "<a>".repeat(size / 3), "a".repeat(size), "=\n".repeat(size / 2)];
    for (const text of [...slow, "<!".repeat(size / 2), "&".repeat(size), randomBytes(size).toString("hex")])
      for (const kind of UPLOAD_KINDS) {
        const began = performance.now();
        faultOf(kind, text);
        expect(performance.now() - began, `${kind} ${text.slice(0, 4)}`).toBeLessThan(1000);
      }
  });
});
