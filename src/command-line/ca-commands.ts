import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { wrongUsage } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson, showTable } from "./show.ts";
import { segment } from "./staff-client.ts";
import { writeNewFile } from "./write-new-file.ts";

export function addCaCommands(program: Command): void {
  const ca = program.command("ca").description("certificates of the phones' https doors and of phones");

  addStaffOptions(ca.command("show"))
    .description("show the doors' certificate and the authorities that phones are given")
    .action(async (_: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      (isJson ? showJson : showItem)(await api.getItem("/ca"));
    });

  addStaffOptions(ca.command("renew"))
    .description("make a new certificate for the doors; the authority is replaced in two steps")
    .option("--authority", "first step: a next authority, given to phones beside the active one")
    .option("--switch", "second step, when phones have taken it: the next authority takes over")
    .action(async (options: { authority?: boolean; switch?: boolean }, command: Command) => {
      const { api, isJson } = openSession(command);
      if (options.authority && options.switch) throw wrongUsage("--authority and --switch are two steps");
      const what = options.authority ? "authority" : options.switch ? "switch" : "server";
      (isJson ? showJson : showItem)(await api.post("/ca/renew", { what }));
    });

  addStaffOptions(ca.command("export"))
    .description("print the certificates of the authorities that phones are given, in PEM; never a key")
    .action(async (_: unknown, command: Command) => {
      const { api } = openSession(command);
      process.stdout.write(await api.getText("/ca/certificate"));
    });

  addStaffOptions(ca.command("issue"))
    .description("issue a client certificate to a phone; its key is shown this once and kept nowhere")
    .argument("<mac>")
    .option("--p12 <file>", "write a PKCS#12 file instead of printing PEM, and print its passphrase")
    .action(async (mac: string, { p12 }: { p12?: string }, command: Command) => {
      const { api, isJson } = openSession(command);
      const issued = await api.put(`/ca/devices/${segment(mac)}`, {});
      if (p12 !== undefined) {
        await writeNewFile(p12, Buffer.from(String(issued.pkcs12), "base64"));
        const written = { mac: issued.mac, file: p12, passphrase: issued.passphrase };
        return (isJson ? showJson : showItem)(written);
      }
      if (isJson) return showJson(issued);
      process.stdout.write([issued.certificate, issued.key, issued.authority].map((pem) => `${pem}`.trim()).join("\n"));
      process.stdout.write("\n");
    });

  addStaffOptions(ca.command("list"))
    .description("list the vendors' authorities that phones' certificates are checked by")
    .action(async (_: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const items = await api.listWhole("/client-cas");
      if (isJson) return showJson(items);
      showTable(items, [
        ["VENDOR", "vendor"],
        ["SUBJECT", "subject"],
        ["EXPIRES", "expiresAt"],
        ["REVOKED", "revoked"],
        ["FINGERPRINT", "fingerprint"],
      ]);
    });

  addStaffOptions(ca.command("import"))
    .description("import a vendor's authorities, or lists of certificates that they took back, from a PEM file")
    .argument("<vendor>")
    .argument("<file>")
    .action(async (vendor: string, file: string, _: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      const pem = await readFile(file, "utf8").catch((error: Error) => {
        throw wrongUsage(`${file} cannot be read: ${error.message}`);
      });
      (isJson ? showJson : showItem)(await api.post(`/client-cas/${segment(vendor)}`, { pem }));
    });

  addStaffOptions(ca.command("remove"))
    .description("remove a vendor's authority")
    .argument("<vendor>")
    .argument("<fingerprint>")
    .action(async (vendor: string, fingerprint: string, _: unknown, command: Command) => {
      await openSession(command).api.delete(`/client-cas/${segment(vendor)}/${segment(fingerprint)}`);
    });
}
