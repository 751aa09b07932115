import type { PhoneClass } from "./phone-classes.ts";

/** Per lease or matcher: RouterOS compares vendor classes, not prefixes of MACs. */
export function mikrotikSnippet(classes: readonly PhoneClass[]): string {
  const lines = [
    "# RouterOS 7.16 or later. Not run: please check.",
    "# Put in your own names for dhcp1 (the server) and pool1 (its pool).",
  ];
  for (const { id, name, classPrefix, options } of classes) {
    lines.push("", `# ${name}`);
    for (const { code, text } of options)
      lines.push(`/ip dhcp-server option add name=offhook-${id}-${code} code=${code} value="s'${text}'" force=yes`);
    const names = options.map(({ code }) => `offhook-${id}-${code}`).join(",");
    lines.push(`/ip dhcp-server option sets add name=offhook-${id} options=${names}`);
    if (classPrefix === undefined)
      lines.push(
        `# These phones cannot be told by their vendor class: give each lease of theirs option-set=offhook-${id}.`,
      );
    else
      lines.push(
        `/ip dhcp-server matcher add name=offhook-${id} server=dhcp1 code=60 value="${classPrefix}" matching-type=substring address-pool=pool1 option-set=offhook-${id}`,
      );
  }
  return `${lines.join("\n")}\n`;
}

export function windowsSnippet(classes: readonly PhoneClass[]): string {
  const lines = [
    "# PowerShell on the DHCP server. Not run: please check. Put in your own scope.",
    '$scope = "192.0.2.0"',
  ];
  for (const { id, name, macPrefixes, options } of classes) {
    lines.push("", `# ${name}`);
    const macs = macPrefixes.map((prefix) => `"${prefix}*"`).join(",");
    lines.push(`Add-DhcpServerv4Policy -Name "offhook-${id}" -ScopeId $scope -Condition OR -MacAddress EQ,${macs}`);
    for (const { code, text } of options) {
      if (code !== 66)
        lines.push(`Add-DhcpServerv4OptionDefinition -OptionId ${code} -Name "Provisioning URL ${code}" -Type String`);
      lines.push(
        `Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName "offhook-${id}" -OptionId ${code} -Value "${text}"`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Option 66 for the whole pool: old releases cannot vary it, and phones of all vendors understand the bare base. */
export function ciscoSnippet(_: readonly PhoneClass[], base: string): string {
  return [
    "! IOS. Not run: please check. One option for all phones, so best in the pool of a voice VLAN.",
    "! Gigaset phones read 114 before 66; other devices take 114 for the address of a captive portal, so it is not set here.",
    "ip dhcp pool VOICE",
    ` option 66 ascii "${base}"`,
    "",
  ].join("\n");
}

export function opnsenseSnippet(classes: readonly PhoneClass[], base: string): string {
  const rows = classes.flatMap(({ name, options }) =>
    options.map(({ code, text }) => `  ${name}: option ${code}, type Text, value "${text}"`),
  );
  return [
    "# OPNsense and pfSense are set on their web pages. Not run: please check.",
    "# Services > Dnsmasq DNS & DHCP > DHCP options: one entry for each line, with a tag set by a match on the vendor class or MAC:",
    ...rows,
    "# Services > ISC DHCPv4 or pfSense (Additional BOOTP/DHCP Options), which know no classes: for the whole network",
    `#   number 66, type Text, value "${base}"`,
    "# Services > Kea DHCP: the subnet's option TFTP server name, with the same value.",
    "",
  ].join("\n");
}
