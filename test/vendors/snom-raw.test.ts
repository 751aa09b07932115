import { describe, expect, it } from "vitest";
import { snom } from "../../src/vendors/snom/index.ts";
import { render, renderText } from "./snom-for-test.ts";

const { raw } = snom;

describe("a raw setting of a Snom", () => {
  it.each([
    "backlight",
    "user_ringer[1]",
    "mc_address[10]",
    "ieee8021x_eap_auth_method",
    "encrypt_secrets",
    "gui_fkey1",
  ])("may be %s", (name) => expect(raw.findFault(name, "on")).toBeUndefined());

  it.each([
    "User_Name",
    "user name",
    "user_ringer[x]",
    "user_ringer[]",
    "a><b",
    "9lives",
    "settings/x",
    "a.b",
    "[1]",
    "",
  ])("may not be called '%s'", (name) => expect(raw.findFault(name, "on")).toContain("setting's name"));

  it("is no function key: those have a place of their own", () => {
    expect(raw.findFault("fkey[3]", "speed 1")).toContain("keys");
  });

  it.each([
    "user_pass[1]",
    "user_hash[1]",
    "http_pass",
    "http_client_pass",
    "http_client_hash",
    "admin_mode_password",
    "admin_mode_password_confirm",
    "service_mode_password",
    "webserver_admin_password",
    "webserver_user_password",
    "ldap_password",
    "ieee8021x_eap_md5_password",
    "tftp_secret",
    "http_engineer_pass",
    "http_basic_pass",
    "subscr_dect_ac_code[2]",
    "ac_code",
    "access_password",
    "authentication_access_password",
    "server_access_password",
    "crypto_passphrase",
  ])("never carries a password: %s", (name) => expect(raw.findFault(name, "x")).toContain("password"));

  it("stands last, in the place that its brackets name, and takes away what the template wrote", () => {
    const settings = {
      raw: { snom: { backlight: "9", "user_expiry[1]": "77", "user_ringer[2]": "Silent", vlan_id: "" } },
    };
    const text = renderText("D785", { lineCount: 2, settings });
    expect(text).toMatch(/<backlight perm="">9<\/backlight>\n/);
    expect(text).toMatch(/<user_ringer idx="2" perm="">Silent<\/user_ringer>\n/);
    const flat = render({ lineCount: 2, settings });
    expect([flat.get("user_expiry[1]"), flat.get("user_expiry[2]"), flat.get("vlan_id")]).toEqual(["77", "3600", ""]);
  });

  it("is known by every name that the templates write, secrets aside", () => {
    const written = ["D785", "870", "320", "M300", "M900"].flatMap((model) => [...render({}, model).keys()]);
    const unknown = written
      .map((name) => name.replace(/\d+/g, "{n}"))
      .filter((name) => !raw.known.has(name) && !name.startsWith("fkey"));
    expect(unknown).toEqual([]);
  });
});
