import { expect, type TestContext, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { askByDhclient, makeSite, plugIn, urlOf } from "./dhcp-site.ts";

// Real DHCP clients and servers, in networks that each test makes and removes.

const PHONES = [
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

test("phones of each vendor get address and URL by DHCP and end configured", async (context: TestContext) => {
  const site = await makeSite(context);
  await site.start();
  await site.staff("pbx", "add", "main", "pbx.example.org");
  for (const { mac, vendor, model, account, vendorClass, url } of PHONES) {
    await site.staff(
      "phone",
      "add",
      mac,
      "--pbx",
      "main",
      "--model",
      model,
      "--vendor",
      vendor,
      "--line",
      `${account}=Desk`,
    );
    const host = await plugIn(site.lab, vendor, colons(mac));
    const told = await askByDhclient(host, { vendorClass });
    expect(told).toMatchObject({
      new_subnet_mask: "255.255.255.0",
      new_routers: "192.0.2.1",
      new_domain_name_servers: "192.0.2.1",
      new_dhcp_server_identifier: "192.0.2.10",
    });
    expect(told.new_ip_address).toMatch(/^192\.0\.2\.1\d\d$/);
    expect(urlOf(told)).toBe(url);
    const { code, out, err } = await offhook(
      ["simulate", "--mac", mac, "--vendor", vendor, "--model", model, "--url", url, "--json"],
      {},
      "",
      host,
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out).holds.accounts).toMatchObject([{ user: account, password: expect.stringMatching(/.{8}/) }]);
  }
  await expect.poll(async () => (await site.events("dhcp-answered")).length, { timeout: 20_000 }).toBe(3);
}, 120_000);
