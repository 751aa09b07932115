import { expect } from "vitest";
import { offhook } from "../command-line/run.ts";
import { askByDhclient, plugIn, type Site, urlOf } from "./dhcp-site.ts";

export const PHONES = [
  {
    mac: "000413922D24",
    vendor: "snom",
    model: "D785",
    account: "20",
    vendorClass: "snomD785",
    url: "http://192.0.2.10:8080/000413922D24.xml",
  },
  {
    mac: "805EC017DE13",
    vendor: "yealink",
    model: "T46S",
    account: "21",
    vendorClass: "yealink",
    url: "http://192.0.2.10:8080/",
  },
  {
    mac: "7C2F80E0D605",
    vendor: "gigaset",
    model: "N670",
    account: "22",
    vendorClass: undefined,
    url: "http://192.0.2.10:8080/7C2F80E0D605.xml",
  },
] as const;

function colons(mac: string): string {
  return mac.replaceAll(/(..)(?=.)/g, "$1:");
}

type SamplePhone = (typeof PHONES)[number];

/** Puts a phone on the allow-list. */
export async function admit(site: Site, { mac, vendor, model, account }: SamplePhone): Promise<void> {
  const who = ["--pbx", "main", "--model", model, "--vendor", vendor];
  await site.staff("phone", "add", mac, ...who, "--line", `${account}=Desk`);
}

/** Plugs a phone in, which asks by DHCP, goes where it is told, and must end configured. Returns what it was told. */
export async function bootByDhcp(site: Site, phone: SamplePhone): Promise<Record<string, string>> {
  const { mac, vendor, model, account, vendorClass } = phone;
  const host = await plugIn(site.lab, vendor, colons(mac));
  const told = await askByDhclient(host, { vendorClass });
  const url = urlOf(told) ?? "";
  const who = ["--mac", mac, "--vendor", vendor, "--model", model];
  const { code, out, err } = await offhook(["simulate", ...who, "--url", url, "--json"], {}, "", host);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out).holds.accounts).toMatchObject([{ user: account, password: expect.stringMatching(/.{8}/) }]);
  return told;
}
