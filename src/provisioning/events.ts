type EventKind = { level: "debug" | "info" | "warn" | "error"; help: string };

/** Every event there is: how loud it is, and what the operator should know about it. `docs/events.md` is made from this. */
export const EVENTS = {
  "file-served": {
    level: "debug",
    help: "A phone fetched a file that carried no passwords. The same file for the same address within a minute leaves one event.",
  },
  "passwords-delivered": {
    level: "info",
    help: "A phone was sent a file with passwords inside. The detail lists the kinds; a delivery that broke off is not confirmed.",
  },
  "delivery-confirmed": { level: "info", help: "The phone took the last byte of a file that carried passwords." },
  "secret-refused": {
    level: "warn",
    help: "Another requester asked while a grant was open for somebody else, and got the configuration without passwords. If the phone merely changed its address, release its passwords again.",
  },
  "secret-closed": {
    level: "info",
    help: "A phone asked after its passwords were closed, and got the configuration without them. After a factory reset, release or reset its passwords.",
  },
  "secret-insecure-transport": {
    level: "warn",
    help: "A phone asked over HTTP or TFTP from outside the trusted networks. Its passwords stayed here. Use HTTPS, or add its network to secrets.trustedNetworks.",
  },
  "secret-unfit": {
    level: "warn",
    help: "A password does not fit this family's rules (for example a DECT PIN needs 4 digits), so the file goes out without it. Reset that kind of password.",
  },
  "unknown-file": { level: "info", help: "A request named no file that any supported phone asks for." },
  "mac-mismatch": {
    level: "warn",
    help: "The MAC in the path and the MAC in the User-Agent disagree. Nothing was served. A wrong URL template, or somebody guessing.",
  },
  "not-admitted": {
    level: "info",
    help: "A phone that is not on the allow-list asked for its configuration. Admit it if it is yours.",
  },
  "no-such-file": {
    level: "debug",
    help: "A phone asked for an optional file that does not exist for it. Normal at every boot.",
  },
  "model-not-supported": {
    level: "warn",
    help: "An admitted phone says it is a model that Offhook has no configuration format for.",
  },
  "identity-conflict": {
    level: "warn",
    help: "The phone's User-Agent names another vendor or model than the one stored. The stored choice was followed; correct it if the phone is right.",
  },
  "too-many-handsets": {
    level: "warn",
    help: "A DECT base says in its User-Agent that it takes fewer handsets than it has here. It was sent all of them; take some away, or correct the model.",
  },
  "phone-reported": {
    level: "info",
    help: "A phone with the setting `reports` told that it started, registered or lost its registration. Anybody who knows its MAC can say so: a hint, no proof.",
  },
  "template-failed": {
    level: "error",
    help: "A template could not be rendered for this phone. No grant was used up. The detail names the template and the place.",
  },
  "pnp-asked": {
    level: "info",
    help: "A phone that is not on the allow-list looked for its server by SIP PnP. It was left to other servers: nothing was answered. Admit it if it is yours, and restart it: it asks once at each start.",
  },
  "pnp-answered": {
    level: "info",
    help: "A phone looked for its server by SIP PnP, was told its URL and said that it took it. If it fetches nothing now, it cannot reach the server in the detail: compare its network, a firewall, and the setting advertise.",
  },
  "pnp-unanswered": {
    level: "warn",
    help: "A phone looked for its server by SIP PnP and was told its URL, but never said that it took it, for the reason in the detail. A firewall may keep UDP from the answering port away from the phone, or another PnP server was faster.",
  },
  "pnp-off-link": {
    level: "warn",
    help: "A phone looked for its server by SIP PnP from an address that lies in no network of the interfaces where Offhook listens, for example in another subnet on the same wire. Nothing was answered. Give the phone an address in the server's subnet or the server one in the phone's, or list the phone's network in pnpNetworks if packets are routed between the two.",
  },
  "pnp-port-taken": {
    level: "error",
    help: "Another program owns the UDP port of SIP PnP on all addresses, so phones that ask are not heard; everything else works. Let that program bind one address only (Asterisk: bind=192.0.2.20 instead of 0.0.0.0 in the UDP transport), or switch PnP off. Offhook tries again every minute.",
  },
  "dhcp-answered": {
    level: "info",
    help: "A phone on the allow-list got its address or its options by DHCP from Offhook, with the URL of its configuration. If it fetches nothing now, it cannot reach the server in the detail.",
  },
  "dhcp-asked": {
    level: "info",
    help: "A phone that is not on the allow-list got its address or its options by DHCP from Offhook. It was told where its configuration would be and is refused there. Admit it if it is yours.",
  },
  "dhcp-other-server": {
    level: "warn",
    help: "Another DHCP server, whose address is in the detail, answers on a network that Offhook serves. Phones that take its offers may not find their configuration. Switch it off there, or let Offhook serve phones only (OFFHOOK_DHCP=phones-only:…) or none, and configure that server with offhook dhcp-snippet.",
  },
  "dhcp-stands-back": {
    level: "error",
    help: "Offhook was told to serve DHCP, found another DHCP server on the wire, and gives out no address: two servers give away the same addresses twice. Everything else works, and this is tried again every minute. Switch the other server off, use OFFHOOK_DHCP=phones-only:…, or set dhcp.besideOthers if both are meant to serve.",
  },
  "dhcp-port-taken": {
    level: "error",
    help: "Another program on this machine owns UDP port 67, or the daemon may not open it (it needs CAP_NET_BIND_SERVICE), so DHCP is not served; everything else works. Stop that program (often dnsmasq of a virtual machine's network), or switch DHCP off. Offhook tries again every minute.",
  },
  "dhcp-pool-empty": {
    level: "error",
    help: "A client asked for an address and no pool of its subnet has one left. Widen dhcp.pools or shorten dhcp.leaseTime.",
  },
  "dhcp-address-in-use": {
    level: "warn",
    help: "An address of a pool is used by a device that did not get it from Offhook. It is left alone for a day. Find the device, or put its address into dhcp.exclude.",
  },
  "factory-reset-suspected": {
    level: "warn",
    help: "A phone asks by SIP PnP although its configuration had switched that off, and its passwords went out long ago: most likely it was reset to the factory or exchanged, and has lost them. It gets its configuration without passwords. Release or reset them if the phone is where it should be.",
  },
  "pbx-created": { level: "info", help: "Staff registered a PBX." },
  "pbx-changed": { level: "info", help: "Staff changed a PBX." },
  "pbx-deleted": { level: "info", help: "Staff deleted a PBX." },
  "profile-created": { level: "info", help: "Staff made a profile." },
  "profile-changed": { level: "info", help: "Staff changed a profile; the phones that have it get the change." },
  "profile-deleted": { level: "info", help: "Staff deleted a profile." },
  "account-created": { level: "info", help: "Staff made a SIP account." },
  "account-changed": { level: "info", help: "Staff changed a SIP account." },
  "account-deleted": { level: "info", help: "Staff deleted a SIP account." },
  "phone-admitted": { level: "info", help: "A phone was put on the allow-list and its passwords were armed." },
  "phone-changed": { level: "info", help: "Staff changed a phone." },
  "phone-deleted": { level: "info", help: "A phone was taken off the allow-list; its grants closed at once." },
  "passwords-released": { level: "info", help: "Staff armed the same passwords again." },
  "passwords-reset": { level: "info", help: "Staff made new passwords and armed them." },
  "passwords-closed": { level: "info", help: "Staff closed grants." },
  "password-revealed": {
    level: "warn",
    help: "Somebody with the right to do so asked to see a password when it was made.",
  },
  "redirect-set": {
    level: "info",
    help: "Staff set a PBX's account at a vendor's redirect service; its phones are registered there.",
  },
  "redirect-removed": {
    level: "info",
    help: "Staff removed a PBX's account at a redirect service. What is registered there stays registered.",
  },
  "redirect-retried": { level: "info", help: "Staff had a phone registered anew at its vendor's redirect service." },
  "redirect-registered": {
    level: "info",
    help: "The vendor's redirect service sends this phone here. The detail has the address it was given.",
  },
  "redirect-released": { level: "info", help: "The vendor's redirect service no longer sends this phone here." },
  "redirect-delayed": {
    level: "warn",
    help: "A redirect service could not be reached or asked to be left alone; Offhook tries again by itself. One event for each reason, not for each try.",
  },
  "redirect-failed": {
    level: "warn",
    help: "A redirect service refused, for the reason in `code` and in its own `words`. Mend that, then try again: POST /api/v1/phones/{mac}/redirect/retry, or set the account anew.",
  },
  "master-key-rotation": {
    level: "warn",
    help: "Staff had the master key exchanged. Everything is sealed anew while the daemon serves.",
  },
  "master-key-rotated": {
    level: "info",
    help: "The master key was exchanged: everything is sealed under the new one. Keep the old one (`master.key.previous`) as long as backups from before, and then destroy it.",
  },
  "audit-exported": { level: "info", help: "Staff exported entries of the audit log." },
  "webhook-created": { level: "info", help: "Staff made a webhook: its PBX is told there of its phones." },
  "webhook-changed": { level: "info", help: "Staff changed a webhook." },
  "webhook-deleted": { level: "info", help: "Staff deleted a webhook, with what it was still to be told." },
  "webhook-delayed": {
    level: "warn",
    help: "A webhook could not be delivered, for the reason in the detail; Offhook tries again by itself, in order for each phone. One event for each reason, not for each try.",
  },
  "key-created": { level: "info", help: "An API key was made." },
  "key-revoked": { level: "info", help: "An API key was revoked." },
} as const satisfies Record<string, EventKind>;

export type EventName = keyof typeof EVENTS;
