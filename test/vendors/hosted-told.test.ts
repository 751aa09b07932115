import { describe, expect, test } from "vitest";
import { createCatalogue, type HostedFile } from "../../src/provisioning/hosted-file.ts";
import type { Settings } from "../../src/provisioning/settings.ts";
import type { Vendor } from "../../src/provisioning/vendor.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { type RenderOptions, renderForTest, templateRules } from "./render-for-test.ts";

const BASE = "http://192.0.2.1:8080/";
const KEY = "0123456789abcdef";

function file(vendor: Vendor, name: string, more: Partial<HostedFile>): HostedFile {
  return {
    ...{ key: KEY, vendorId: vendor.id, kind: "firmware", name, bytes: 1, sha256: "", contentType: "", size: null },
    ...{ firmware: null, uploadedAt: 0, uploadedBy: "", ...more },
  };
}

function image(vendor: Vendor, name: string, models?: string[]): HostedFile {
  const read = vendor.firmware.read(name);
  if (read === undefined) throw new Error(`${name} is no name of an image`);
  return file(vendor, name, { firmware: { ...read, models: models ?? read.models ?? [], minimumVersion: null } });
}

/** Each file that a model gets, as text. */
function filesOf(
  vendor: Vendor,
  modelName: string,
  files: HostedFile[],
  settings: Settings,
  options: RenderOptions = {},
) {
  const model = vendor.models[modelName];
  if (model === undefined) throw new Error(modelName);
  return templateRules(vendor, model).map((rule) =>
    renderForTest(vendor, modelName, rule, {
      ...{ baseUrl: BASE, hosted: createCatalogue(files), settings, leavesSettingsOut: true, ...options },
    }).toString(),
  );
}

describe("firmware", () => {
  test("of a Snom stands in a file of its own that its settings lead to", () => {
    const name = "snomD785-10.1.215.13-SIP-r.bin";
    const [settings, index] = filesOf(snom, "D785", [image(snom, name)], { firmware: "10.1.215.13" });
    expect(settings).toContain(`<firmware_status perm="">${BASE}snom-firmware-0004137447D0.xml</firmware_status>`);
    expect(settings).toContain('<update_policy perm="">auto_update</update_policy>');
    expect(index).toContain(`<firmware perm="">${BASE}f/${KEY}/${name}</firmware>`);
    const [kept = ""] = filesOf(snom, "D785", [image(snom, name)], { firmware: "keep" });
    expect(kept).toContain('<firmware_status perm=""></firmware_status>');
    expect(kept).toContain('<update_policy perm="">settings_only</update_policy>');
    const [unsaid = ""] = filesOf(snom, "D785", [image(snom, name)], {});
    expect(unsaid).not.toContain("firmware_status");
    // Another model's image would be taken again and again.
    const [other = ""] = filesOf(snom, "D765", [image(snom, name)], { firmware: "10.1.215.13" });
    expect(other).not.toContain("firmware_status");
  });

  test("of a Yealink is told until it runs it, in both spellings where it may be old", () => {
    const name = "T46G-28.83.0.120.rom";
    const files = [image(yealink, name)];
    const lines = (running?: string) =>
      (
        filesOf(yealink, "T46G", files, { firmware: "28.83.0.120" }, { ...(running ? { running } : {}) })[0] ?? ""
      ).match(/^.*firmware\.url = .*$/gm);
    const url = `${BASE}f/${KEY}/${name}`;
    expect(lines("28.80.0.95")).toEqual([`static.firmware.url = ${url}`, `firmware.url = ${url}`]);
    expect(lines()).toEqual([`static.firmware.url = ${url}`, `firmware.url = ${url}`]);
    // An older one would wipe the phone.
    expect(lines("28.85.0.20")).toBeNull();
    expect(lines("28.83.0.120")).toEqual(["static.firmware.url = %NULL%", "firmware.url = %NULL%"]);
  });

  test("of handsets is told to their base, by type", () => {
    const name = "W73H-116.87.0.5.rom";
    const settings = { handsetFirmware: { W73H: "116.87.0.5", W56H: "61.87.0.5" } };
    const [text = ""] = filesOf(yealink, "W70B", [image(yealink, name)], settings);
    expect(text.match(/^over_the_air.*$/gm)).toEqual([`over_the_air.url.w73h = ${BASE}f/${KEY}/${name}`]);
  });

  test("of Gigaset's N870 and Maxwell stands in their file", () => {
    const nx = "Gigaset-Nx70-V2.65.0-build.8504c90.bin";
    expect(filesOf(gigaset, "N870 IP PRO", [image(gigaset, nx)], { firmware: "2.65.0" })[0]).toContain(
      `<firmware><file version="2.65.0" url="${BASE}f/${KEY}/${nx}"/></firmware>`,
    );
    const maxwell = image(gigaset, "GC_MAX_2.14.5-release.bin", ["Maxwell 3"]);
    const [told = ""] = filesOf(gigaset, "Maxwell 3", [maxwell], { firmware: "2.14.5" });
    expect(told).toContain(`<file version="2.14.5" url="${BASE}f/${KEY}/GC_MAX_2.14.5-release.bin"/>`);
    expect(told).toContain('<param name="FirmwareManagment.AutomaticCheckForUpdates" value="1"/>');
    const [kept = ""] = filesOf(gigaset, "Maxwell 3", [maxwell], { firmware: "keep" });
    expect(kept).toContain('<param name="FirmwareManagment.AutomaticCheckForUpdates" value="0"/>');
    expect(kept).not.toContain("<firmware>");
  });

  test("of an N510 goes out by http only, in an address of 74 characters at most", () => {
    const files = [image(gigaset, "merkur262_42.bin")];
    const tag = (baseUrl: string) =>
      /<S_SPECIAL_DATA_SRV .*>/.exec(
        filesOf(gigaset, "N510 IP PRO", files, { firmware: "262" }, { baseUrl })[0] ?? "",
      )?.[0];
    expect(tag(BASE)).toBe(`<S_SPECIAL_DATA_SRV class="string" value='"${BASE}f/${KEY}/merkur262_42.bin"'/>`);
    expect(tag(`http://${"a".repeat(31)}/`)).toBeDefined();
    expect(tag(`http://${"a".repeat(32)}/`)).toBeUndefined();
    expect(tag("https://192.0.2.1/")).toBeUndefined();
  });
});

describe("languages, ring tones and pictures", () => {
  const settings = { language: "de", languageFile: "gui_lang_DE.xml", ringToneFile: "ding.wav" } as const;
  test("of a Snom", () => {
    const files = [
      file(snom, "gui_lang_DE.xml", { kind: "language" }),
      file(snom, "ding.wav", { kind: "ring-tone" }),
      file(snom, "logo.png", { kind: "picture", size: { width: 480, height: 272 } }),
    ];
    const told = { ...settings, backgroundUrl: "hosted:logo.png" };
    const [text] = filesOf(snom, "D785", files, told, { lineCount: 1 });
    expect(text).toContain(`<language url="${BASE}f/${KEY}/gui_lang_DE.xml" name="Deutsch"/>`);
    expect(text).toContain(`<user_custom idx="1" perm="">${BASE}f/${KEY}/ding.wav</user_custom>`);
    expect(text).toContain('<user_ringer idx="1" perm="">Custom</user_ringer>');
    expect(text).toContain(`<custom_bg_image_url perm="">${BASE}f/${KEY}/logo.png</custom_bg_image_url>`);
    // Larger than this one's display.
    const [small] = filesOf(snom, "D735", files, told);
    expect(small).toContain('<custom_bg_image_url perm=""></custom_bg_image_url>');
  });

  test("of a Yealink, by the name of the file where the phone stores it", () => {
    const files = [
      file(yealink, "003.GUI.German.lang", { kind: "language" }),
      file(yealink, "ding.wav", { kind: "ring-tone" }),
      file(yealink, "beach.jpg", { kind: "picture", size: { width: 800, height: 480 } }),
    ];
    const told = { ...settings, languageFile: "003.GUI.German.lang", backgroundUrl: "hosted:beach.jpg" };
    const [text] = filesOf(yealink, "T54W", files, told);
    expect(text).toContain(`gui_lang.url = ${BASE}f/${KEY}/003.GUI.German.lang\n`);
    expect(text).toContain(`ringtone.url = ${BASE}f/${KEY}/ding.wav\nphone_setting.ring_type = Config:ding.wav\n`);
    expect(text).toContain(`wallpaper_upload.url = ${BASE}f/${KEY}/beach.jpg\n`);
    expect(text).toContain("phone_setting.backgrounds = Config:beach.jpg\n");
    // What is not there, or another maker's, is not told.
    const [none] = filesOf(yealink, "T54W", [file(snom, "ding.wav", { kind: "ring-tone" })], told);
    expect(none).not.toMatch(/hosted:|ringtone\.url|gui_lang\.url/);
  });

  test("lie under the phone's secret path, where it has one", () => {
    const baseUrl = `${BASE}t/${"s".repeat(22)}/`;
    const files = [file(snom, "ding.wav", { kind: "ring-tone" })];
    const [text] = filesOf(snom, "D785", files, { ringToneFile: "ding.wav" }, { lineCount: 1, baseUrl });
    expect(text).toContain(`>${baseUrl}f/${KEY}/ding.wav<`);
  });
});
