type EventKind = { level: "debug" | "info" | "warn" | "error"; help: string };

/** Every event there is: how loud it is, and what the operator should know about it. `docs/events.md` is made from this. */
export const EVENTS = {
  "file-served": {
    level: "debug",
    help: "A phone fetched a file that carried no passwords. The same file for the same address within a minute leaves one event.",
  },
  "hosted-file-fetched": {
    level: "debug",
    help: "Somebody fetched a firmware image, language, ring tone or picture by its address. The MAC is what the request says, and proves nothing. The same file for the same address within a minute leaves one event.",
  },
  "hosted-file-added": { level: "info", help: "A firmware image, language, ring tone or picture was uploaded." },
  "hosted-file-deleted": { level: "info", help: "A firmware image, language, ring tone or picture was deleted." },
  "upload-received": {
    level: "info",
    help: "A phone saved a file here, by the setting `uploads`. The same bytes again leave no event. With `isProven` false anybody who knew the MAC could have sent it.",
  },
  "upload-refused": {
    level: "warn",
    help: "A phone that may save files here sent one that was not kept, for the reason in `why`: it is not what its name says, too large, compressed, broke off, or too much came at once. Nothing of it is left. Told once a minute for each phone and reason.",
  },
  "upload-not-allowed": {
    level: "info",
    help: "An admitted phone wanted to save a file here and may not, as `why` says: `switched-off` (setting uploads), or `insecure-transport` (its own settings can hold passwords, so they are taken by https, or from secrets.trustedNetworks). A phone that goes on doing so is told to stop by an empty list in uploads.",
  },
  "upload-read": { level: "warn", help: "Staff downloaded a file that a phone saved here. It may hold passwords." },
  "upload-deleted": { level: "info", help: "Staff deleted a file that a phone saved here." },
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
  "secret-waits-for-pbx": {
    level: "info",
    help: "A phone asked while its PBX had not taken its new SIP password yet, and got its configuration without it: it keeps the old one, which still works. GET /api/v1/pbxs/{id}/link says why the PBX cannot be told. Have the phone fetch again once it was.",
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
  "certificate-refused": {
    level: "warn",
    help: "The PBX wants a client certificate of this vendor's phones, and this request did not prove that it comes from the phone: nothing was served. `why` says what was wrong: no-tls, no-certificate, generic (no MAC in it), expired, not-yet-valid, revoked, unknown-authority (import the vendor's, see docs/security.md), self-signed, too-weak (1024 bits or SHA-1: use the legacy door), other-vendor, invalid.",
  },
  "certificate-unproven": {
    level: "info",
    help: "A phone showed a client certificate that proves nothing, for the reason in `why`, and was served, since its PBX only prefers proof.",
  },
  "network-closed": {
    level: "warn",
    help: "Somebody asked for an admitted phone's files from a network that its PBX does not allow, or denies (access.allow, access.deny). Nothing was served, and the answer is that for a phone nobody knows.",
  },
  "provisioning-paused": {
    level: "info",
    help: "A phone asked for its configuration while provisioning of its PBX was paused by staff. Nothing was served and no password moved: the answer is that for a phone nobody knows, so it keeps what it has. Noted once a minute for each phone and address.",
  },
  "token-missing": {
    level: "info",
    help: "Somebody asked for an admitted phone's files without the secret path that its PBX asks for. Nothing was served. A phone that was reset to the factory needs a first token: release its passwords, if it finds its server by itself, or rotate its token with reveal.",
  },
  "token-wrong": {
    level: "warn",
    help: "Somebody asked for an admitted phone's files by a secret path that is not, or no longer, this phone's. Nothing was served.",
  },
  "menu-key-wrong": {
    level: "warn",
    help: "Somebody asked for an admitted phone's menu without the key that is in its address. Nothing was served. A phone whose configuration is older than the present master key asks so until it has fetched it again.",
  },
  "menu-shown": {
    level: "debug",
    help: "A phone showed a page of its menu; the file's name says which. The same page for the same address within a minute leaves one event.",
  },
  "credentials-missing": {
    level: "debug",
    help: "A phone was asked to log in. Every login begins so: it is not counted against anybody, and noted once a minute at most.",
  },
  "credentials-wrong": {
    level: "info",
    help: "A request for an admitted phone's files carried a name and password that are not this phone's. Nothing was served. Gigaset's devices first try their own MAC and device secret, so one of these before a login is normal for them.",
  },
  "credentials-stale": {
    level: "debug",
    help: "A login was right, but by a nonce that had run out or had been used: the phone was told to try again with a new one. Somebody who replays what he overheard gets the same.",
  },
  "proof-replaced": {
    level: "info",
    help: "A phone used the token or the login that its configuration had given it. What it used before is dead.",
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
  "template-changed": {
    level: "warn",
    help: "One of the operator's templates was taken into use, by staff or as a file in data/templates: every admitted phone can read what it writes.",
  },
  "template-removed": {
    level: "warn",
    help: "One of the operator's templates was taken away; the shipped one is in use.",
  },
  "template-refused": {
    level: "error",
    help: "A file in data/templates is not used: it cannot be compiled, or an admitted phone could not read what it writes. The one before stays in use. The detail names the place, the event the first phone. Mend the file, or try it with offhook template check.",
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
  "guard-alarm": {
    level: "error",
    help: "Somebody asks for phones that are not admitted, one after the other; the detail says where from, and what it was noticed by: one address (source), its network, a prefix of MACs or all together (asked for from many addresses), or a honeypot. They are held back from now on: even for an admitted phone they get nothing, unless it was served at that address before or proves itself. One alarm for each walk. Staff see and pardon addresses with offhook guard.",
  },
  "guard-over": {
    level: "info",
    help: "An address that raised a guard-alarm is free again, an hour after its last guess at most. The detail counts the requests that were held back.",
  },
  "guard-held-phone": {
    level: "warn",
    help: "An admitted phone was asked for from an address or network that is held back, where it was never served before, and got nothing. If the phone is really there, pardon the address (offhook guard pardon), or add its network to guardRules.trustedNetworks.",
  },
  "guard-pardoned": { level: "info", help: "Staff freed an address that was held back." },
  "pnp-other-server": {
    level: "warn",
    help: "Another server on our network, whose address is in the detail, answers phones that look for theirs by SIP PnP: it answered a question that Offhook asked as a phone that does not exist (setting pnpWatch). `offers` is where it sends phones; a `status` other than 200 is an error, after which phones may listen to nobody else, as from a PBX that hears the group. Phones take whichever answer comes first. Switch PnP off there. A server that answers only phones it knows is not noticed.",
  },
  "pnp-other-server-gone": {
    level: "info",
    help: "Another server that answered phones by SIP PnP no longer does, or is no longer on our network.",
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
  "search-started": {
    level: "info",
    help: "Staff had the networks in the detail searched for phones. Unless `probe` is true nothing was sent, only this machine's table of neighbours was read.",
  },
  "pbx-created": { level: "info", help: "Staff registered a PBX." },
  "pbx-changed": { level: "info", help: "Staff changed a PBX." },
  "sighting-ignored": {
    level: "info",
    help: "Staff do not want to be shown a phone any more that asked and is not admitted. It may be admitted all the same.",
  },
  "sighting-restored": { level: "info", help: "Staff want to be shown a phone again that they had ignored." },
  "pbx-paused": {
    level: "warn",
    help: "Staff paused provisioning of a PBX: until it is resumed its phones get nothing and keep what they have.",
  },
  "pbx-resumed": {
    level: "info",
    help: "Staff resumed provisioning of a PBX. Its phones get their configuration when they ask next.",
  },
  "pbx-deleted": { level: "info", help: "Staff deleted a PBX." },
  "phone-book-created": { level: "info", help: "Staff made a phone book." },
  "phone-book-changed": {
    level: "info",
    help: "Staff changed a phone book: its label, or whether accounts are in it.",
  },
  "phone-book-deleted": {
    level: "info",
    help: "Staff deleted a phone book with all its entries. Phones whose settings name it have none now.",
  },
  "phone-book-entry-changed": {
    level: "info",
    help: "Staff added, changed or deleted an entry of a phone book. The detail names it by its number only.",
  },
  "phone-book-imported": {
    level: "info",
    help: "Staff imported entries into a phone book. The detail counts what that changed.",
  },
  "profile-created": { level: "info", help: "Staff made a profile." },
  "profile-changed": { level: "info", help: "Staff changed a profile; the phones that have it get the change." },
  "profile-deleted": { level: "info", help: "Staff deleted a profile." },
  "account-created": { level: "info", help: "Staff made a SIP account." },
  "account-changed": { level: "info", help: "Staff changed a SIP account." },
  "account-deleted": { level: "info", help: "Staff deleted a SIP account." },
  "phone-admitted": { level: "info", help: "A phone was put on the allow-list and its passwords were armed." },
  "phone-admitted-automatically": {
    level: "info",
    help: "A phone asked for its configuration from a network whose admission policy admits phones by itself (`auto`, or a teach-in), and is now on the allow-list, with the account in the detail. If it is not yours, delete it: it does not come back by itself.",
  },
  "admission-pool-empty": {
    level: "warn",
    help: "A phone was not admitted by itself: every account of the admission policy's pool is on a phone already. It waits among the sightings. Make accounts, or widen the pool, and restart the phone; or admit it with a line of your choice.",
  },
  "admission-limit-reached": {
    level: "warn",
    help: "A phone was not admitted by itself: the admission policy has admitted as many as it may, within an hour or since it was set. It waits among the sightings. If these were your phones, set the policy anew, which begins a new count; if not, somebody in that network makes up phones.",
  },
  "admission-set": { level: "info", help: "Staff set how a PBX takes phones that nobody admitted." },
  "admission-removed": {
    level: "info",
    help: "Staff removed a PBX's admission policy: it takes phones of its allow-list only.",
  },
  "teach-in-begun": {
    level: "warn",
    help: "Staff let the PBX admit phones of its networks by itself for a while. It ends by itself at the time in the detail.",
  },
  "teach-in-ended": { level: "info", help: "Staff ended a teach-in before its time." },
  "phone-changed": { level: "info", help: "Staff changed a phone." },
  "proofs-rotated": {
    level: "info",
    help: "Staff had a phone's token and login replaced. With `isOver` they opened nothing from then on; without, they die when the phone uses the new ones.",
  },
  "token-revealed": {
    level: "warn",
    help: "Somebody with the right to do so was shown the address with a phone's first token.",
  },
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
  "authority-fetched": {
    level: "info",
    help: "A phone took this installation's certificate authority; its next configuration may send it to https.",
  },
  "certificate-renewed": { level: "info", help: "The https doors have a new certificate. Open connections go on." },
  "certificate-rejected": {
    level: "error",
    help: "A new certificate or key that appeared on disk cannot be used, for the reason in `why`. The https doors keep the one they have.",
  },
  "certificate-doubtful": {
    level: "warn",
    help: "The certificate of the https doors is outside its time, or does not name what phones are told, as `why` says. Phones that check it stay away.",
  },
  "certificate-expiring": {
    level: "warn",
    help: "A certificate runs out in `days` days: told 30, 7 and 1 days before, and when it is over. `what` is server, authority or client-authority. One from this installation's own authority is renewed by itself.",
  },
  "authority-changed": {
    level: "warn",
    help: "Staff began or finished to replace the certificate authority. Until it is finished both are handed to phones.",
  },
  "device-certificate-issued": {
    level: "warn",
    help: "Staff had a client certificate made for a phone. Its key was shown once and is kept nowhere.",
  },
  "client-authorities-changed": {
    level: "warn",
    help: "Staff imported or removed certificate authorities, or lists of revoked certificates, for a vendor's phones.",
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
  "resync-requested": {
    level: "info",
    help: "Staff, or somebody at the phone (actor `phone menu`), asked for a phone, or for phones of a PBX, to fetch their configuration again. GET /api/v1/commands/{id} says how far it is.",
  },
  "reboot-requested": { level: "info", help: "Staff asked for a phone, or for phones of a PBX, to be rebooted." },
  "resync-sent": {
    level: "info",
    help: "A phone was sent a SIP NOTIFY that has it fetch its configuration again. That alone says nothing about what the phone does.",
  },
  "resync-done": { level: "info", help: "The phone fetched its configuration after it was told to." },
  "resync-timed-out": {
    level: "warn",
    help: "A phone that was to fetch its configuration again did not answer, or did not fetch, or could not be told in time, as `why` says. It may be switched off, behind NAT, or take such messages from its SIP server only: give its PBX a link that can send NOTIFY.",
  },
  "resync-refused": {
    level: "warn",
    help: "A phone that was to fetch its configuration again refused, or could not be told, for the reason in `why`.",
  },
  "resync-cancelled": {
    level: "info",
    help: "A command that was to have a phone fetch its configuration again is not waited for any more, for the reason in `why`. What was sent is sent.",
  },
  "reboot-sent": {
    level: "info",
    help: "A phone was sent a SIP NOTIFY that has it reboot. That alone says nothing about what the phone does.",
  },
  "reboot-done": {
    level: "info",
    help: "The phone fetched its configuration after it was told to reboot, and came back where its PBX or the phone itself tells that.",
  },
  "reboot-timed-out": {
    level: "warn",
    help: "A phone that was to reboot did not answer, or did not fetch, or was not seen to come back, or could not be told in time, as `why` says. It may be switched off, behind NAT, or take such messages from its SIP server only: give its PBX a link that can send NOTIFY.",
  },
  "reboot-refused": {
    level: "warn",
    help: "A phone that was to reboot refused, or could not be told, for the reason in `why`.",
  },
  "reboot-cancelled": {
    level: "info",
    help: "A command that was to have a phone reboot is not waited for any more, for the reason in `why`. What was sent is sent.",
  },
  "link-set": {
    level: "info",
    help: "Staff set how a PBX is reached. It is told of all its accounts and phones anew.",
  },
  "link-removed": { level: "info", help: "Staff removed a PBX's link. What the PBX was told stays there." },
  "link-retried": {
    level: "info",
    help: "Staff had a PBX told again of what had failed, and of what waited for phones.",
  },
  "link-delayed": {
    level: "warn",
    help: "A PBX could not be told of accounts or phones, for the reason in `why`; Offhook tries again by itself. One event for each reason, not for each try.",
  },
  "link-failed": {
    level: "warn",
    help: "A PBX cannot be told of an account or a phone, for the reason in `why`, and that does not pass by itself. Mend it, then try again: POST /api/v1/pbxs/{id}/link/retry.",
  },
  "window-set": { level: "info", help: "Staff set when the phones of a PBX may be worked on." },
  "window-removed": { level: "info", help: "Staff removed a maintenance window." },
  "rotation-begun": {
    level: "warn",
    help: "Staff began to give all phones of a PBX or a profile new SIP passwords, a few at a time.",
  },
  "rotation-changed": {
    level: "info",
    help: "Staff paused, resumed or cancelled a rotation, or had a phone of it skipped. What was begun goes on.",
  },
  "rotation-stalled": {
    level: "error",
    help: "As many phones of a rotation as may be are without their registration and have not come back for 15 minutes, so no more are begun. Look at them (GET /api/v1/rotations/{id}/phones?state=changing), mend them or skip them; the rotation then goes on by itself.",
  },
  "rotation-done": {
    level: "info",
    help: "All phones of a rotation have their new SIP passwords, or were skipped for the reason in their row.",
  },
  "rollout-begun": { level: "warn", help: "Staff began to give many phones another firmware, in stages." },
  "rollout-changed": {
    level: "warn",
    help: "Staff paused, resumed, rolled back or cancelled a roll-out of a firmware.",
  },
  "rollout-halted": {
    level: "error",
    help: "Too many phones of a stage did not come back with the new firmware, so no more are begun. `why` says how many; GET /api/v1/rollouts/{id}/phones?state=failed says which and why. Resume it, roll it back or cancel it.",
  },
  "rollout-done": { level: "info", help: "All stages of a roll-out are through." },
  "rollout-rolled-back": {
    level: "info",
    help: "Phones of a roll-out have their previous firmware again, or are `stuck` for the reason in their row.",
  },
  "registrations-unknown": {
    level: "warn",
    help: "A PBX did not say who is registered, for the reason in `why`. Until it does, the status of its phones is unknown. One event for each reason, not for each try.",
  },
  "phone-registered": {
    level: "info",
    help: "A phone registered at its PBX with the accounts in the detail, as the PBX says; a registration that is only refreshed is none of these. The address is where its packets come from.",
  },
  "phone-unregistered": {
    level: "warn",
    help: "The PBX no longer has the registration of a phone with the accounts in the detail: it ran out, or the phone took it back. Address and `userAgent` are those of the last one.",
  },
  "overlap-ended": {
    level: "warn",
    help: "The old passwords of the accounts in the detail are no longer accepted beside the new ones, though their phones have not registered with the new ones: the 24 hours are over. Restart those phones, or release their passwords.",
  },
  "webhook-delayed": {
    level: "warn",
    help: "A webhook could not be delivered, for the reason in the detail; Offhook tries again by itself, in order for each phone. One event for each reason, not for each try.",
  },
  "desk-signed-in": {
    level: "info",
    help: "Somebody signed in at a phone that people share, or staff had them sit there: the account's line comes along, and its password waits for the phone. `actor` is `phone` where it was done there.",
  },
  "desk-signed-out": {
    level: "info",
    help: "Somebody left a phone that people share, and its file tells it to drop their account. `why`: signed-out, revoked (by staff), time-over, signed-in-elsewhere, next-person, no-longer-shared, moved-to-other-pbx, line-of-the-phone (the account became one of its own), account-deleted, phone-deleted.",
  },
  "desk-refused": {
    level: "warn",
    help: "Somebody tried to sign in at a phone that people share, with a PIN or an extension that is wrong. `account` is there where somebody has that extension. After some of these the phone and the extension are held for a while.",
  },
  "desk-pin-set": { level: "info", help: "Staff gave an account a PIN for phones that people share." },
  "desk-pin-removed": { level: "info", help: "Staff took an account's PIN for shared phones away." },
  "key-created": { level: "info", help: "An API key was made." },
  "key-revoked": { level: "info", help: "An API key was revoked." },
  "customer-created": { level: "info", help: "Staff made a customer." },
  "customer-changed": { level: "info", help: "Staff changed a customer." },
  "customer-deleted": { level: "info", help: "Staff deleted a customer." },
  "signed-in": { level: "info", help: "Somebody signed in." },
  "signed-out": { level: "info", help: "Somebody signed out, or ended another session of theirs." },
  "sign-in-refused": {
    level: "warn",
    help: "Somebody tried to sign in with a wrong login, password or code, or too often. The actor is there when the login exists. At most one event for each address and minute.",
  },
  "recovery-code-used": {
    level: "warn",
    help: "Somebody signed in with a recovery code instead of the authenticator app. Each is good once; switching the second factor off and on makes new ones.",
  },
  "person-created": {
    level: "info",
    help: "Somebody was given a login. With no actor: the first admin, by the link of the first start.",
  },
  "person-changed": { level: "info", help: "Staff changed somebody's name, role or scope, or disabled them." },
  "person-deleted": { level: "info", help: "Somebody's login was deleted; their sessions ended." },
  "person-reset": {
    level: "info",
    help: "Staff took somebody's password away and made a link to choose a new one; their sessions ended.",
  },
  "password-chosen": { level: "info", help: "Somebody chose a password for signing in; their other sessions ended." },
  "second-factor-on": { level: "info", help: "Somebody set up an authenticator app as second factor." },
  "second-factor-off": { level: "warn", help: "Somebody switched their second factor off." },
} as const satisfies Record<string, EventKind>;

export type EventName = keyof typeof EVENTS;
