import { type FindingTexts, sayTime } from "../findings.ts";
import type { ReasonParams } from "./reasons.ts";

const WAYS: Readonly<Record<string, string>> = {
  pnp: "SIP PnP",
  dhcp: "DHCP",
  redirect: "den Redirect-Dienst des Herstellers",
};
const VIA: Readonly<Record<string, string>> = {
  pnp: "SIP PnP",
  dhcp: "DHCP",
  search: "eine Suche im Netz",
  http: "HTTP",
  https: "HTTPS",
  tftp: "TFTP",
};
const REFUSED: Readonly<Record<string, string>> = {
  approve: "es wartet auf eine Zustimmung, wie es die Zulassungsregel seines Netzes verlangt",
  "not-fetched": "die Zulassungsregel seines Netzes ließe es zu, aber es hat seine Datei noch nicht abgeholt",
  "pool-empty": "im Vorrat der Zulassungsregel seines Netzes ist kein Konto mehr",
  "limit-reached": "die Zulassungsregel seines Netzes hat so viele zugelassen, wie sie darf",
  "deleted-before": "es wurde hier schon einmal gelöscht, daher lässt es keine Regel von selbst zu",
  "not-recognised": "es wurde nicht als eines unserer Telefone erkannt",
  "model-not-supported": "für sein Modell gibt es keine Konfiguration",
  "not-admitted": "es steht nicht auf der Zulassungsliste",
  "off-link": "es fragte aus einem anderen Netz",
  "unknown-file": "es fragte nach einer Datei, nach der kein unterstütztes Telefon fragt",
};
const say = (words: Readonly<Record<string, string>>, word: string) => words[word] ?? word;
const list = (items: readonly string[]) => items.join(", ") || "–";
const service = (name: string, code: string, words: string) =>
  `${name} meldet ${code}${words === "" ? "" : ` (${words})`}.`;

export const de: FindingTexts<ReasonParams> = {
  "never-seen": ({ ways, hearsPnp, networks }) => ({
    title: "Das Telefon wurde nie gesehen",
    why: `Seit es hier bekannt ist, kam keine Anfrage dieser MAC bei Offhook an. Es kann seinen Server finden über ${list(ways.map((way) => say(WAYS, way)))}; SIP PnP wird hier ${hearsPnp ? `nur aus ${list(networks)} gehört` : "zurzeit nicht gehört"}.`,
    fix: "Prüfen Sie die MAC auf dem Aufkleber, Strom und Netz, und starten Sie das Telefon neu: Es sucht einmal bei jedem Start. Oder tragen Sie die Adresse von Hand ein: offhook phone instructions.",
  }),
  deleted: ({ at, by }) => ({
    title: "Das Telefon wurde von der Zulassungsliste genommen",
    why: `Gelöscht ${by === "" ? "" : `von ${by} `}am ${sayTime(at)}. Seitdem bekommt es nichts.`,
    fix: "Lassen Sie es wieder zu, wenn es provisioniert werden soll: offhook phone add. Seine Passwörter sind dann neu.",
  }),
  "not-admitted": ({ reason, via, address, at, vendor, model }) => ({
    title: "Das Telefon ist nicht zugelassen",
    why: `Zuletzt gesehen über ${say(VIA, via)} von ${address} am ${sayTime(at)}${`${vendor} ${model}`.trim() === "" ? "" : ` als ${`${vendor} ${model}`.trim()}`}; es bekam nichts: ${say(REFUSED, reason)}.`,
    fix: "Lassen Sie es zu, wenn es Ihres ist: offhook sightings admit mit seiner PBX. Starten Sie es dann neu.",
  }),
  "not-admitted-unseen": () => ({
    title: "Das Telefon ist nicht zugelassen",
    why: "Seine MAC steht nicht auf der Zulassungsliste, und es wurde nie etwas von ihm gesehen.",
    fix: "Lassen Sie es zu, wenn die MAC stimmt: offhook phone add.",
  }),
  "other-network": ({ address, theirs, ours }) => ({
    title: "Das Telefon ist in einem anderen Netz als Offhook",
    why: `Die Adresse ${address} des Telefons liegt in ${theirs} (bei gleicher Maske wie hier); Offhook ist in ${list(ours)}. SIP PnP ist Multicast und kommt nicht von einem Netz ins andere.`,
    fix: "Geben Sie beiden Adressen in einem Netz (Masken prüfen), oder schicken Sie dem Telefon die Adresse mit der DHCP-Option 66 (offhook dhcp-snippet), oder tragen Sie sie von Hand ein (offhook phone instructions). Wird Multicast zwischen beiden geroutet, nehmen Sie das Netz des Telefons in pnpNetworks auf. Starten Sie das Telefon dann neu.",
  }),
  "pnp-unheard-then": ({ address, network, at }) => ({
    title: "Das Telefon fragte, bevor Offhook in seinem Netz war",
    why: `Es suchte am ${sayTime(at)} von ${address} aus über SIP PnP und bekam keine Antwort, weil Offhook damals nicht in seinem Netz war. Jetzt gehört ${network} dazu.`,
    fix: "Starten Sie das Telefon neu: Es sucht einmal bei jedem Start.",
  }),
  "pnp-not-taken": ({ at, address, why }) => ({
    title: "Das Telefon hat seine Adresse über SIP PnP nicht angenommen",
    why: `Am ${sayTime(at)} wurde sie ${address} genannt und nicht bestätigt: ${why}.`,
    fix: "Lassen Sie UDP vom Antwort-Port von Offhook (pnpAnswerPort) zum Telefon durch, und suchen Sie einen anderen SIP-PnP-Server in diesem Netz, etwa eine PBX. Starten Sie das Telefon dann neu.",
  }),
  "pnp-nothing-fetched": ({ at, address, server }) => ({
    title: "Das Telefon nahm seine Adresse über SIP PnP an und holte nichts",
    why: `Am ${sayTime(at)} nahm ${address} die Adresse ${server} an und kam seitdem nicht dorthin.`,
    fix: `Prüfen Sie, ob das Telefon ${server} erreicht: Firewall, anderes VLAN oder eine falsche Adresse in der Einstellung advertise. Starten Sie es dann neu.`,
  }),
  "dhcp-nothing-fetched": ({ at, address, server }) => ({
    title: "Das Telefon hat seine Adresse über DHCP und holte nichts",
    why: `Es bekam ${at === null ? "" : `am ${sayTime(at)} `}${address} von Offhook${server === "" ? "" : `, mit ${server} als Server`}, und kam seitdem nicht dorthin.`,
    fix: "Prüfen Sie, ob es den Server erreicht, ob kein anderer DHCP-Server eine andere Option 66 ausgibt und ob die Provisionierung über DHCP im Telefon an ist (offhook phone instructions). Starten Sie es dann neu.",
  }),
  "dhcp-other-server": ({ at, server }) => ({
    title: "Das Telefon nimmt DHCP von einem anderen Server",
    why: `Am ${sayTime(at)} nahm es das Angebot von ${server} an. Was dieser in Option 66 sagt, gilt für das Telefon.`,
    fix: `Tragen Sie die Adresse von Offhook in die Optionen von ${server} ein (offhook dhcp-snippet), oder lassen Sie ihn Telefone übergehen.`,
  }),
  "nothing-fetched": ({ at, address, door }) => ({
    title: "Das Telefon wurde gesehen und holte nichts",
    why: `Zuletzt bemerkt am ${sayTime(at)} von ${address}${door === "" ? "" : ` über ${say(VIA, door)}`}, aber nach seinen Einstellungen hat es nie gefragt.`,
    fix: "Starten Sie es neu, und tragen Sie die Adresse von Hand ein, wenn das nicht hilft: offhook phone instructions.",
  }),
  "redirect-elsewhere": ({ service: name, words }) => ({
    title: "Das Telefon gehört beim Redirect-Dienst jemand anderem",
    why: `${service(name, "mac-elsewhere", words)} Ein solches Telefon wird zu einem anderen Server geschickt, bevor es in seinem Netz sucht.`,
    fix: "Lassen Sie die MAC dort vom früheren Händler oder Anbieter freigeben, versuchen Sie es dann erneut (offhook phone redirect --retry) und setzen Sie das Telefon zurück.",
  }),
  "redirect-failed": ({ service: name, code, words }) => ({
    title: "Das Telefon ließ sich beim Redirect-Dienst nicht anmelden",
    why: service(name, code, words),
    fix: "Beheben Sie, was der Dienst nennt (offhook redirect set), dann offhook phone redirect --retry.",
  }),
  "redirect-retrying": ({ service: name, code, words, attempts, nextTryAt }) => ({
    title: "Der Redirect-Dienst antwortet nicht wie er soll",
    why: `${service(name, code, words)} Versuche bisher: ${attempts}.`,
    fix:
      nextTryAt === null
        ? "Offhook versucht es von selbst wieder."
        : `Offhook versucht es von selbst wieder, am ${sayTime(nextTryAt)}; sofort mit offhook phone redirect --retry.`,
  }),
  "redirect-waiting": ({ service: name }) => ({
    title: "Das Telefon wartet auf seine Anmeldung beim Redirect-Dienst",
    why: `${name} weiß noch nichts davon.`,
    fix: "Warten Sie einen Augenblick. Bleibt es so, sehen Sie im Protokoll des Dienstes nach.",
  }),
  "redirect-not-for-model": ({ service: name, model }) => ({
    title: "Dieses Modell nutzt den Redirect-Dienst nicht",
    why: `Das ${model} fragt nicht bei ${name}; eine Anmeldung dort wirkt bei ihm nicht.`,
    fix: "Führen Sie es über SIP PnP, über die DHCP-Option 66 oder von Hand hierher: offhook phone instructions.",
  }),
  "redirect-never-came": ({ service: name, since }) => ({
    title: "Beim Redirect-Dienst angemeldet, aber das Telefon kam nie",
    why: `${name} schickt es seit ${sayTime(since)} hierher. Entweder ist es seitdem nicht gestartet, oder es erreicht die Adresse nicht, oder ein anderes Konto oder eine gespeicherte Adresse führt es anderswohin.`,
    fix: "Starten Sie es neu. Kommt es noch immer nicht, setzen Sie es auf Werkseinstellungen zurück, und prüfen Sie, ob die Adresse (redirect.url) aus seinem Netz erreichbar ist.",
  }),
  "foreign-redirect-suspected": ({ vendor, at, address }) => ({
    title: "Vielleicht führt ein Redirect-Dienst das Telefon anderswohin",
    why: `Es bekam am ${sayTime(at)} ${address} über DHCP, fragte dann aber weder über SIP PnP noch kam es hierher. Telefone von ${vendor} fragen zuerst den Redirect-Dienst und bleiben dabei, wenn er sie kennt.`,
    fix: "Lassen Sie die MAC beim Redirect-Dienst vom Hersteller oder früheren Besitzer freigeben, und setzen Sie das Telefon dann auf Werkseinstellungen zurück.",
  }),
  "model-not-supported": ({ vendor, model, at }) => ({
    title: "Dieses Modell kann nicht provisioniert werden",
    why: `Das Telefon sagt, es sei ein ${`${vendor} ${model}`.trim()}${at === null ? "" : ` (${sayTime(at)})`}; dafür hat Offhook keine Konfiguration.`,
    fix: "Sehen Sie in der Liste der Modelle nach (docs/models.md). Ist das Modell falsch eingetragen, berichtigen Sie es.",
  }),
  "wrong-vendor": ({ stored, says, isOperatorsWord }) => ({
    title: "Das Telefon ist von einem anderen Hersteller als eingetragen",
    why: `Eingetragen ist ${stored}${isOperatorsWord ? ", weil es so angegeben wurde" : ""}; es verhält sich aber wie ${says}.`,
    fix: "Berichtigen Sie Hersteller und Modell, wenn das Telefon recht hat, und starten Sie es neu.",
  }),
  "wrong-model": ({ stored, says, isOperatorsWord }) => ({
    title: "Das Telefon ist ein anderes Modell als eingetragen",
    why: `Eingetragen ist ${stored}${isOperatorsWord ? ", weil es so angegeben wurde" : ""}; es sagt aber, es sei ${says}. Befolgt wurde der Eintrag.`,
    fix: "Berichtigen Sie das Modell, wenn das Telefon recht hat.",
  }),
  "mac-mismatch": ({ file, other, address }) => ({
    title: "Die MAC in der Adresse ist nicht die des Telefons",
    why: `${address} fragte nach ${file}, nennt als seine MAC aber ${other === "" ? "eine andere" : other}. Es bekam nichts.`,
    fix: "Berichtigen Sie die Adresse an diesem Telefon: Sie muss seine eigene MAC enthalten oder den Platzhalter, den es selbst ausfüllt (offhook phone instructions).",
  }),
  "wrong-file": ({ files, door }) => ({
    title: "Das Telefon fragt nach der falschen Datei",
    why: `Über ${say(VIA, door)} fragte es nach ${list(files)}; danach fragt kein unterstütztes Telefon.`,
    fix: "Berichtigen Sie die Adresse am Telefon, in der DHCP-Option 66 oder 67: offhook phone instructions zeigt die richtige.",
  }),
  "only-other-files": ({ files, at }) => ({
    title: "Das Telefon holte andere Dateien, aber nicht seine Einstellungen",
    why: `Es fragte nach ${list(files)}, zuletzt am ${sayTime(at)}, aber nicht nach der Datei mit seinen Einstellungen.`,
    fix: "Berichtigen Sie die Adresse am Telefon, sodass sie zu seiner eigenen Datei führt (offhook phone instructions), und starten Sie es neu.",
  }),
  "template-failed": ({ template, why }) => ({
    title: "Die Konfiguration des Telefons ließ sich nicht erzeugen",
    why: `Die Vorlage ${template} scheiterte: ${why}.`,
    fix: "Berichtigen Sie die Vorlage im Datenordner, oder entfernen Sie sie, damit die mitgelieferte gilt. Kein Passwort wurde verbraucht.",
  }),
  "firmware-too-old": ({ firmware, oldest }) => ({
    title: "Die Firmware des Telefons ist zu alt",
    why: `Es meldet ${firmware}; seine Konfiguration wird erst ab ${oldest} verstanden.`,
    fix: "Aktualisieren Sie zuerst die Firmware des Telefons.",
  }),
  "network-closed": ({ address, pbx, at }) => ({
    title: "Das Telefon fragt aus einem Netz, das ihm verschlossen ist",
    why: `Am ${sayTime(at)} fragte es von ${address}; die Anlage ${pbx} erlaubt dieses Netz nicht oder sperrt es. Es bekam nichts.`,
    fix: "Gehört das Telefon dorthin, nehmen Sie sein Netz auf: offhook pbx set mit --allow oder --deny.",
  }),
  "provisioning-paused": ({ pbx, since, at, address }) => ({
    title: since === null ? "Das Telefon war seit der Pause nicht wieder da" : "Die Provisionierung seiner Anlage ruht",
    why: `${since === null ? `Als das Telefon zuletzt fragte, ruhte die Provisionierung der Anlage ${pbx}; das ist vorbei.` : `Die Provisionierung der Anlage ${pbx} wurde am ${sayTime(since)} angehalten: Ihre Telefone bekommen nichts und behalten, was sie haben.`}${at === null ? "" : ` Das Telefon fragte am ${sayTime(at)} von ${address} vergeblich.`}`,
    fix:
      since === null
        ? "Lassen Sie das Telefon seine Konfiguration holen, oder starten Sie es neu."
        : "Nehmen Sie die Provisionierung wieder auf, wenn die Telefone ihre Konfiguration bekommen sollen: auf der Seite der Anlage, oder offhook pbx set --no-pause.",
  }),
  "certificate-refused": ({ why, address, at }) => ({
    title: "Das Telefon zeigte das verlangte Zertifikat nicht",
    why: `Am ${sayTime(at)} fragte jemand unter ${address} nach seiner Datei; das Client-Zertifikat wurde abgelehnt (${why || "?"}). Ausgegeben wurde nichts.`,
    fix: "Lassen Sie das Telefon über HTTPS mit seinem eigenen Zertifikat kommen, importieren Sie die Stelle seines Herstellers (offhook ca import), oder verlangen Sie weniger: offhook pbx set mit --client-certificates. Was jedes Wort bedeutet: docs/security.md.",
  }),
  "token-refused": ({ isWrong, address, at }) => ({
    title: "Das Telefon fragt ohne seinen geheimen Pfad",
    why: `Am ${sayTime(at)} fragte ${address} ${isWrong ? "mit einem geheimen Pfad, der nicht oder nicht mehr der dieses Telefons ist" : "ohne den geheimen Pfad, den seine Anlage verlangt"}. Es bekam nichts.`,
    fix: "Ein Telefon, das auf Werkseinstellung gesetzt wurde, braucht wieder einen ersten Pfad: Geben Sie seine Passwörter frei und lassen Sie es über SIP PnP oder DHCP suchen, oder tippen Sie ein, was offhook phone rotate-token --now zeigt.",
  }),
  "login-refused": ({ isWrong, address, at }) => ({
    title: "Das Telefon meldet sich nicht an",
    why: `Am ${sayTime(at)} ${isWrong ? `nannte ${address} einen Namen oder ein Passwort, die nicht die dieses Telefons sind` : `wurde ${address} um eine Anmeldung gebeten und blieb sie schuldig`}. Es bekam nichts.`,
    fix: "Ein Telefon, das seine Anmeldung verloren hat, braucht eine neue: offhook phone rotate-token --now, dann führen Sie es wieder hierher (offhook phone instructions).",
  }),
  "held-by-guard": ({ address, at }) => ({
    title: "Die Adresse des Telefons wird zurückgehalten, weil dort jemand MACs rät",
    why: `Am ${sayTime(at)} fragte es von ${address}, wo es noch nie bedient wurde, während diese Adresse oder ihr Netz zurückgehalten wird. Es bekam nichts.`,
    fix: "Ist das Telefon wirklich dort, begnadigen Sie die Adresse (offhook guard pardon) und starten Sie das Telefon neu. Für einen Standort mit vielen noch nicht zugelassenen Telefonen: guardRules.trustedNetworks.",
  }),
  "insecure-transport": ({ door, address, at }) => ({
    title: "Seine Passwörter dürfen nicht auf diesem Weg hinaus",
    why: `Am ${sayTime(at)} fragte es über ${say(VIA, door)} von ${address}, das außerhalb der vertrauten Netze liegt. Es bekam seine Konfiguration ohne Passwörter.`,
    fix: "Lassen Sie es HTTPS benutzen, oder nehmen Sie sein Netz in secrets.trustedNetworks auf und sehen Sie nach, ob secrets.transports den Zugang erlaubt.",
  }),
  "other-requester": ({ address, fetchedBy, at }) => ({
    title: "Seine Passwörter gingen an eine andere Adresse",
    why: `Am ${sayTime(at)} fragte ${address}, während die Passwörter für ${fetchedBy} offen waren, und bekam keine.`,
    fix: "Hat das Telefon nur die Adresse gewechselt, geben Sie die Passwörter wieder frei (offhook phone release). Sonst hat sie jemand anderes: Setzen Sie neue (offhook phone reset).",
  }),
  "reset-suspected": ({ at, fetchedBy, fetchedAt }) => ({
    title: "Das Telefon hat wohl seine Passwörter verloren",
    why: `${fetchedBy} holte sie am ${sayTime(fetchedAt)}. Am ${sayTime(at)} suchte das Telefon seinen Server wie ein neues: Es wurde auf Werkseinstellungen zurückgesetzt oder ausgetauscht.`,
    fix: "Geben Sie seine Passwörter frei, wenn das Telefon da ist, wo es hingehört (offhook phone release), sonst setzen Sie neue (offhook phone reset); starten Sie es dann neu.",
  }),
  "passwords-elsewhere": ({ address, fetchedBy, fetchedAt, at }) => ({
    title: "Seine Passwörter wurden von einer anderen Adresse geholt",
    why: `${fetchedBy} holte sie am ${sayTime(fetchedAt)}; am ${sayTime(at)} fragte ${address} und bekam die Konfiguration ohne sie.`,
    fix: "Nichts, wenn das Telefon seitdem nur eine andere Adresse hat. Meldet es sich nicht an, geben Sie die Passwörter frei (offhook phone release); hat sie jemand anderes geholt, setzen Sie neue (offhook phone reset).",
  }),
  "passwords-closed": ({ fetchedBy, fetchedAt, at }) => ({
    title: "Seine Passwörter sind geschlossen, wie es sein soll",
    why: `${fetchedBy} holte sie am ${sayTime(fetchedAt)}; seitdem, zuletzt am ${sayTime(at)}, bekommt es seine Konfiguration ohne sie.`,
    fix: "Nichts, wenn das Telefon funktioniert. Nach dem Zurücksetzen: offhook phone release (dieselben Passwörter) oder offhook phone reset (neue).",
  }),
  "passwords-never-fetched": ({ at }) => ({
    title: "Seine Passwörter wurden geschlossen, bevor das Telefon sie holte",
    why: `Sie sind seit ${sayTime(at)} geschlossen, von Hand oder weil ihre Zeit um war, und kein Telefon bekam sie je.`,
    fix: "Geben Sie sie frei (offhook phone release) und starten Sie das Telefon in dieser Zeit neu.",
  }),
  "passwords-waiting": ({ at, by }) => ({
    title: "Seine Passwörter warten darauf, geholt zu werden",
    why: `Freigegeben ${by === "" ? "" : `von ${by} `}am ${sayTime(at)}; seitdem kam das Telefon nicht.`,
    fix: "Starten Sie das Telefon neu, bevor ihre Zeit um ist.",
  }),
  "password-unfit": ({ kinds, model }) => ({
    title: "Ein Passwort passt nicht zu diesem Modell",
    why: `Das Passwort der Art ${list(kinds)} hat nicht die Form, die ein ${model} nimmt; es wurde weggelassen.`,
    fix: "Setzen Sie diese Art Passwort neu: offhook phone reset.",
  }),
  "not-registered": ({ accounts, since, address, userAgent }) => ({
    title: "Das Telefon ist an seiner Telefonanlage nicht registriert",
    why: `Die Telefonanlage ${since === null ? `hatte von ihm nie eine Registrierung mit ${list(accounts)}` : `hat seit ${sayTime(since)} keine mit ${list(accounts)}; die letzte kam von ${address || "einer Adresse, die sie nicht nannte"}${userAgent === "" ? "" : ` (${userAgent})`}`}.`,
    fix: "Prüfen Sie Strom und Netz und ob es die Telefonanlage erreicht. Wenn ja, ist das Passwort im Telefon oder in der Anlage ein anderes: Setzen Sie es neu (offhook phone reset) und starten Sie das Telefon neu.",
  }),
  "registered-elsewhere": ({ accounts, address, userAgent, vendor }) => ({
    title: "Ein anderes Gerät ist mit dem Konto des Telefons registriert",
    why: `${list(accounts)} ist${address === "" ? "" : ` von ${address}`} durch ${userAgent} registriert; das ist kein Gerät von ${vendor}.`,
    fix: "Finden Sie heraus, wer das Passwort noch hat. Wenn es niemand haben soll, setzen Sie es neu: offhook phone reset.",
  }),
  "pbx-not-told": ({ accounts, words, pbx }) => ({
    title: "Die Telefonanlage hat das Konto des Telefons nicht übernommen",
    why: `Die Telefonanlage ${pbx} hat den jetzigen Stand von ${list(accounts)} nicht${words === "" ? "" : `: ${words}`}.`,
    fix: "Beheben Sie, was die Anlage sagt, und lassen Sie es ihr noch einmal sagen: offhook link retry.",
  }),
  "no-line": () => ({
    title: "Das Telefon hat kein Konto",
    why: "Keine Leitung ist eingetragen, also kann es sich nirgends anmelden.",
    fix: "Geben Sie ihm eine Leitung mit einem Konto seiner PBX.",
  }),
  "too-many-handsets": ({ wanted, takes }) => ({
    title: "Mehr Mobilteile, als die Basis nimmt",
    why: `${wanted} Mobilteile sind eingetragen; die Basis sagt, sie nehme ${takes}.`,
    fix: "Nehmen Sie welche weg, oder berichtigen Sie das Modell.",
  }),
  "settings-without-effect": ({ names, family }) => ({
    title: "Manche Einstellungen wirken bei diesem Modell nicht",
    why: `${family} kann nicht: ${list(names)}.`,
    fix: "Nichts, oder nehmen Sie sie weg. offhook phone settings nennt zu jeder den Grund.",
  }),
  ok: ({ at, address, file, fetchedAt, fetchedBy }) => ({
    title: "Das Telefon hat seine Konfiguration geholt",
    why: `${address} holte ${file === "" ? "sie" : file} am ${sayTime(at)}.${fetchedAt === null ? "" : ` Seine Passwörter gingen an ${fetchedBy} am ${sayTime(fetchedAt)}.`} Ob es an seiner PBX angemeldet ist, ist hier nicht bekannt.`,
    fix: "Nichts. Meldet es sich nicht an, sehen Sie an der PBX nach.",
  }),
};
