import { describe, expect, it } from "vitest";
import { warnOfRaw } from "../../src/provisioning/check-settings.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { readFlat } from "./file-formats.ts";
import { everyKind, supportedModels, templateRules } from "./render-for-test.ts";
import { render, renderBytes } from "./yealink-for-test.ts";

const warningsOf = (name: string) => warnOfRaw({ raw: { yealink: { [name]: "1" } } }, [yealink], "");

describe("Yealink's raw settings", () => {
  it("are known as far as this server itself writes them", () => {
    for (const [modelName, model] of supportedModels(yealink)) {
      const [rule] = templateRules(yealink, model);
      const bytes = renderBytes(modelName, {
        lineCount: Math.min(1, model.lines),
        keys: everyKind(yealink, modelName, model.keys),
        modules: model.expansion === undefined ? [] : [[]],
        handsets: model.handsets === undefined ? [] : [{ ipui: "02b1c3d5e7" }],
        settings: { vlan: { id: 2 }, pcVlan: { id: 3 }, lldp: true, dot1x: { mode: "eap-tls" } },
      });
      const strange = [...readFlat(rule?.template ?? "", bytes).keys()].filter((name) => warningsOf(name).length > 0);
      expect({ modelName, strange }).toEqual({ modelName, strange: [] });
    }
  });

  it.each([
    ["acount.1.ptime", "account.{n}.ptime"],
    ["phone_setting.backlight_tyme", "phone_setting.backlight_time"],
    ["account.3.codec.g72.enable", "account.{n}.codec.g{n}.enable"],
  ])("%s is warned of, and %s named", (name, nearest) => {
    if (name.includes("codec")) expect(warningsOf(name)).toEqual([]);
    else
      expect(warningsOf(name)).toEqual([{ pointer: `/raw/yealink/${name}`, detail: expect.stringContaining(nearest) }]);
  });

  it.each([
    "account.1.password",
    "static.security.user_password",
    "security.user_password",
    "static.security.default_password",
    "static.auto_provision.server.password",
    "static.autoprovision.1.password",
    "static.autoprovision.1.com_aes",
    "static.autoprovision.1.mac_aes",
    "static.auto_provision.aes_key_16.com",
    "static.auto_provision.aes_key_16.mac",
    "aes_key.com",
    "phone_setting.phone_lock.unlock_pin",
    "base.pin_code",
    "base.pin_code_for_register",
    "static.network.802_1x.md5_password",
    "ldap.password",
    "remote_phonebook.data.1.password",
    "static.wifi.1.password",
    "static.wifi.1.eap_password",
    "features.xml_browser.pwd",
    "push_xml.password",
    "static.managementserver.password",
    "static.managementserver.connection_request_password",
    "ACCOUNT.1.PASSWORD",
  ])("never carry %s", (name) => {
    expect(yealink.raw.findFault(name, "x")).toContain("password");
    expect(yealink.raw.known.has(name.replace(/\d+/g, "{n}"))).toBe(false);
  });

  it.each([
    "features.factory_pwd_enable",
    "base.double_pin_code.enable",
    "static.auto_provision.aes_key_in_file",
    "features.call_park.park_code",
  ])("may be %s, which is no secret", (name) => {
    expect(yealink.raw.findFault(name, "1")).toBeUndefined();
  });

  it.each([
    ["a b", "1"],
    ["[T46S]lang.gui", "German"],
    ["lang.gui =", "German"],
    ["#lang.gui", "German"],
    ["lang..gui", "German"],
    ["lang.gui", ""],
    ["lang.gui", " German"],
    ["lang.gui", "German\nadmin"],
    ["lang.gui", "%NULL%"],
    ["lang.gui", "%empty%"],
  ])("are refused as %j = %j", (name, value) => {
    expect(yealink.raw.findFault(name, value)).toMatch(/\w+ \w+/);
  });

  it("stand alone in the file, whatever else its name is part of", () => {
    const raw = { yealink: { "linekey.1.type": "73", "lang.gui": "Klingon = #1", "features.own": "1" } };
    const file = render({ settings: { raw } });
    expect(file.get("linekey.1.type")).toBe("73");
    expect(file.get("lang.gui")).toBe("Klingon = #1");
    expect(file.get("features.own")).toBe("1");
    const usual = new Map(render());
    for (const name of Object.keys(raw.yealink)) usual.delete(name);
    expect([...file].filter(([name]) => !Object.hasOwn(raw.yealink, name))).toEqual([...usual]);
  });
});
