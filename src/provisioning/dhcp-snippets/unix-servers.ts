import type { PhoneClass } from "./phone-classes.ts";

/** `7C2F80` → `7c:2f:80`. */
function colons(prefix: string): string {
  return prefix.toLowerCase().replaceAll(/(..)(?=.)/g, "$1:");
}

function hexOf(text: string): string {
  return Buffer.from(text, "latin1").toString("hex");
}

/**
 * Members of `Dhcp4`. Values go in as hex: a comma or a percent sign would mean something else in text. Option 114 has no name here,
 * for Kea renamed it (discovery.md §2.10).
 */
export function keaSnippet(classes: readonly PhoneClass[]): string {
  const clientClasses = classes.map((each) => {
    const byClass =
      each.classPrefix === undefined
        ? []
        : [`substring(option[60].hex,0,${each.classPrefix.length}) == '${each.classPrefix}'`];
    const byMac = each.macPrefixes.map((prefix) => `substring(pkt4.mac,0,3) == 0x${prefix.toLowerCase()}`);
    const options = each.options.map(({ code, text }) => ({
      code,
      space: "dhcp4",
      "csv-format": false,
      data: hexOf(text),
      "always-send": true,
    }));
    const encapsulated = each.options.map(({ text }) => subOption66(text));
    const option43 = { code: 43, space: "dhcp4", "csv-format": false, data: encapsulated.join("") };
    return {
      name: `offhook-${each.id}`,
      test: [...byClass, ...byMac].join(" or "),
      "option-data": each.isEncapsulated ? [...options, option43] : options,
    };
  });
  return `${JSON.stringify({ "client-classes": clientClasses }, null, 2)}\n`;
}

/** With the NUL that Snom documents. */
function subOption66(text: string): string {
  const value = `${text}\0`;
  return `42${value.length.toString(16).padStart(2, "0")}${hexOf(value)}`;
}

export function iscSnippet(classes: readonly PhoneClass[]): string {
  const lines = ["option offhook-url-114 code 114 = text;"];
  for (const each of classes) {
    const macs = each.macPrefixes.map((prefix) => `substring(hardware, 1, 3) = ${colons(prefix)}`);
    const byClass =
      each.classPrefix === undefined
        ? []
        : [`substring(option vendor-class-identifier, 0, ${each.classPrefix.length}) = "${each.classPrefix}"`];
    lines.push("", `# ${each.name}`, `class "offhook-${each.id}" {`);
    lines.push(`  match if ${[...byClass, ...macs].join("\n    or ")};`);
    for (const { code, text } of each.options) {
      lines.push(`  option ${code === 114 ? "offhook-url-114" : "tftp-server-name"} "${text}";`);
      if (each.isEncapsulated) lines.push(`  option vendor-encapsulated-options ${pairs(subOption66(text))};`);
    }
    const codes = each.options.map(({ code }) => code.toString(16).padStart(2, "0"));
    lines.push("  if exists dhcp-parameter-request-list {");
    lines.push(
      `    option dhcp-parameter-request-list = concat(option dhcp-parameter-request-list, ${codes.join(":")});`,
    );
    lines.push("  }", "}");
  }
  lines.push("", "# Only an authoritative server answers a phone's DHCPINFORM: put `authoritative;` into the subnet.");
  return `${lines.join("\n")}\n`;
}

function pairs(hex: string): string {
  return hex.replaceAll(/(..)(?=.)/g, "$1:");
}

export function dnsmasqSnippet(classes: readonly PhoneClass[]): string {
  const lines: string[] = [];
  for (const each of classes) {
    const tag = `offhook-${each.id}`;
    lines.push(`# ${each.name}`);
    for (const prefix of each.macPrefixes) lines.push(`dhcp-mac=set:${tag},${colons(prefix)}:*:*:*`);
    if (each.classPrefix !== undefined) lines.push(`dhcp-vendorclass=set:${tag},${each.classPrefix}`);
    for (const { code, text } of each.options) {
      lines.push(`dhcp-option-force=tag:${tag},${code},"${text}"`);
      if (each.isEncapsulated) lines.push(`dhcp-option=vendor:${each.classPrefix ?? each.id},66,"${text}"`);
    }
  }
  return `${lines.join("\n")}\n`;
}
