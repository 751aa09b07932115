import { type Command, Option } from "commander";
import { SNIPPET_TARGETS, type SnippetTarget, writeDhcpSnippet } from "../provisioning/dhcp-snippets/write-snippet.ts";
import type { Vendor } from "../provisioning/vendor.ts";
import { wrongUsage } from "./failures.ts";

export function addDhcpSnippetCommand(program: Command, loadVendors: () => Promise<readonly Vendor[]>): void {
  program
    .command("dhcp-snippet")
    .description("print the configuration with which your own DHCP server tells phones where their server is")
    .addOption(new Option("--for <server>", "which DHCP server").choices(SNIPPET_TARGETS).makeOptionMandatory())
    .requiredOption("--url <url>", "the phones' door as phones reach it, such as http://192.0.2.10:8080/")
    .action((options: SnippetOptions) => printSnippet(options, loadVendors));
}

type SnippetOptions = { for: SnippetTarget; url: string };

async function printSnippet(
  { for: target, url }: SnippetOptions,
  loadVendors: () => Promise<readonly Vendor[]>,
): Promise<void> {
  const isUrl = URL.canParse(url) && ["http:", "https:", "tftp:"].includes(new URL(url).protocol);
  const base = url.endsWith("/") ? url : `${url}/`;
  const snippet = isUrl ? writeDhcpSnippet(target, await loadVendors(), base) : undefined;
  if (snippet === undefined)
    throw wrongUsage(`--url is ${url}; allowed: an http://, https:// or tftp:// address without quotes and blanks`);
  process.stdout.write(snippet);
}
