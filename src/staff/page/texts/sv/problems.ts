import type { ProblemHelps } from "../problems.ts";

export const problems: ProblemHelps = {
  "malformed-body": "Skicka välformad JSON.",
  "invalid-query": "Felen nämner varje parameter eller rubrik och vad den får innehålla.",
  unauthorized:
    "Logga in. Program skickar rubriken Authorization: Bearer <nyckel>; en administratör skapar nycklar under ”API-nycklar”. En återkallad nyckel förblir ogiltig.",
  "sign-in-failed": "Vilket av dem sägs inte. Den som glömt lösenordet ber en administratör om en ny länk.",
  "code-required": "Lösenordet stämmer. Ange de sex siffrorna från autentiseringsappen eller en återställningskod.",
  forbidden: "Din roll eller ditt område omfattar inte detta. En administratör kan ändra dem.",
  "cross-site":
    "Den som loggat in med en webbläsare ändrar bara saker från den här serverns sidor. Program använder en API-nyckel.",
  "not-found": "Adressen hör inte till något som finns, eller inte till något du får se.",
  "no-such-file": "Telefonens sida visar under ”Filer som den hämtar” vilka den frågar efter.",
  "mac-in-use":
    "MAC-adressen finns redan på listan över godkända telefoner. Ändra den telefonen eller ta bort den först.",
  "mac-elsewhere":
    "Tillverkarens omdirigeringstjänst skickar telefonen till någon annan. Den senaste leverantören måste släppa den där; eller stäng av checkFirst på kontot för att godkänna den ändå.",
  "pbx-exists": "Välj ett annat namn eller ändra växeln som har det.",
  "pbx-in-use": "Ta först bort dess telefoner eller flytta dem till en annan växel.",
  "phone-book-exists": "Välj ett annat namn eller ändra telefonboken som har det.",
  "phone-book-full":
    "Ta bort poster eller gör en annan bok för några av dem: i en större skulle sökningen i telefonen låta folk vänta.",
  "customer-exists": "Välj ett annat namn eller ändra den kunden.",
  "customer-in-use":
    "Ge först kundens växlar till en annan kund och ta bort de nycklar och personer som är knutna till kunden.",
  "login-exists": "Välj ett annat användarnamn.",
  "second-factor-active": "Stäng av den först, under ”Mitt konto”.",
  "redirect-pending":
    "En omdirigeringstjänst vet ännu inte att telefoner från den här växeln är borta. Vänta, eller ta bort växelns konto där, så glöms de.",
  "redirect-exists": "En växel har en per tillverkare. Ta först bort den andra.",
  "profile-exists": "Växeln har redan en profil med det namnet. Ändra den eller välj ett annat namn.",
  "profile-in-use":
    "Ge först telefonerna en annan profil, eller ingen. Även en godkännanderegel som delar ut den behöver en annan.",
  "network-in-use":
    "Ett nät hör till en enda växels godkännanderegel. Ta bort det där, eller ange ett smalare här: där nät överlappar avgör det smalaste.",
  "networks-needed":
    "Ange först i växelns godkännanderegel de nät som dess telefoner frågar från (läget allow-list räcker).",
  "pool-empty":
    "Alla anknytningar i godkännanderegelns förråd sitter redan på en telefon. Skapa anknytningar, utöka förrådet eller ange telefonens linjer.",
  "account-exists": "Växeln har redan en anknytning med det användarnamnet. Ändra den eller välj ett annat namn.",
  "account-in-use": "Ta först bort anknytningen från telefonernas linjer.",
  "password-destroyed":
    "När secrets.keepPlaintext är av förstörs ett lösenord när utlämningen stängs. Återställ det: då får telefonen ett nytt.",
  "not-shared": "Märk den först som delad (shared).",
  "no-free-line": "Den som loggar in på en telefon behöver en linje efter telefonens egna. Ta bort en av dem.",
  "search-running":
    "Varje nät genomsöks av en sökning i taget, och högst fyra pågår samtidigt. Vänta tills den nämnda är klar eller avbryt den.",
  "https-off": "Öppna en med inställningen https eller httpsLegacy; först då skapas och läses certifikat.",
  "not-own-certificate":
    "Med tls.folder eller tls.certificate förnyar den som skriver filerna dem; Offhook läser dem själv på nytt.",
  "rotation-state":
    "En certifikatutfärdare byts i två steg: det första skapar nästa och ger den till telefonerna, det andra låter den ta över.",
  "rotation-by-hand":
    "Demonen byter bara själv en nyckel som ligger i en egen fil, och bara när ingen annan demon använder databasen. Ge annars varje demon båda nycklarna, nästa som OFFHOOK_MASTER_KEY_OTHER, starta om dem, byt plats på de två och starta om dem igen: docs/security.md, At rest.",
  "rotation-running":
    "Två samtidigt skulle lämna fler telefoner utan registrering än var och en tillåter. Vänta på den eller avbryt den.",
  "rotation-over": "Det är klart eller har avbrutits. Påbörja ett nytt.",
  "rollout-running": "Telefoner kunde annars få två versioner. Vänta på den, rulla tillbaka den eller avbryt den.",
  "rollout-over":
    "Den är klar, har rullats tillbaka eller avbrutits, eller håller på att rullas tillbaka. Påbörja en ny.",
  "unknown-firmware": "Ladda upp den först. Sidan ”Firmware” säger vilka som finns och för vilka modeller.",
  "unknown-window": "Skapa det först på samma växel.",
  "no-phones":
    "Ingen av de avsedda telefonerna har en anknytning eller passar till firmwaren, så det finns inget att göra.",
  "template-unfit":
    "Den kan inte kompileras, eller en godkänd telefon skulle inte kunna läsa det den skriver; felen nämner telefoner och ställen. Det som användes används fortfarande. En mall kan kontrolleras utan att användas.",
  "no-such-version": "Mallens sida visar vilka versioner som finns.",
  "too-many-windows": "En växel har högst 100 underhållsfönster. Ta bort ett som inte längre behövs.",
  "too-many-webhooks": "En växel har högst 10 webhooks. Ta bort en som inte längre behövs.",
  "command-over":
    "Bara det som väntar, eller vars telefon man väntar på, kan avbrytas. Kommandot självt säger hur det slutade.",
  "idempotency-in-progress":
    "En annan begäran med denna Idempotency-Key har inte besvarats än. Skicka den igen om en stund.",
  "link-invalid": "En länk gäller en gång och en tid. En administratör kan skapa en ny.",
  stale: "Du ser ett äldre läge. Läs in på nytt och gör om ändringen.",
  "file-exists":
    "Filer ändras aldrig under sitt namn, eftersom telefoner behåller det de hämtat. Ta först bort den gamla eller ladda upp den nya under ett annat namn.",
  "file-in-use":
    "En växel, en profil eller en telefon nämner den i sina inställningar (för firmware: dess version), kanske för en annan tillverkare. Ändra det först.",
  "file-refused":
    "Detaljen säger varför: namnet, typen, storleken i bildpunkter eller formen. Se docs/files-and-firmware.md.",
  "file-too-large":
    "Ringsignaler är högst 3 MB, språk och bilder 5 MB, firmware så stor som inställningen firmwareMaxMegabytes säger.",
  "body-too-large": "En begäran är högst 256 KiB, en lista med telefoner 2 MiB, en telefonbok 16 MiB.",
  "unsupported-media-type": "Skicka rubriken Content-Type: application/json.",
  "invalid-csv":
    "Felen nämner upp till 100 av dem med deras nummer i filen. Inget skrevs. En provkörning visar dem och vad resten skulle ändra.",
  "invalid-body":
    "Felen pekar på varje fält och säger vad det får innehålla. Okända fält avvisas, de ignoreras aldrig.",
  "invalid-mac":
    "En MAC-adress har 12 tecken från 0 till 9 och A till F, i följd eller åtskilda av : - . eller blanksteg. Grupp-, broadcast- och nolladresser hör inte till någon telefon.",
  "vendor-unknown": "Välj tillverkaren.",
  "model-not-supported":
    "Sidan ”Modeller” i dokumentationen räknar upp modellerna med deras linjer, knappar och förmågor.",
  "mac-id-required":
    "Växelns konto hos Gigasets omdirigeringstjänst tar bara emot telefoner med MAC-ID: 4 bokstäver och siffror på etiketten bredvid MAC-adressen. Stäng av needsMacId för ett konto som tar emot bara MAC-adressen.",
  "mac-id-wrong": "Gigaset trycker ett MAC-ID med 4 bokstäver och siffror på etiketten bredvid MAC-adressen.",
  "unknown-pbx": "Skapa växeln först eller rätta namnet.",
  "unknown-customer":
    "Skapa kunden först eller rätta namnet. En administratör för alla kunder skapar den tillsammans med växeln.",
  "code-wrong": "Ta den som autentiseringsappen visar nu. Om ingen godtas går serverns eller enhetens klocka fel.",
  "unknown-account": "Skapa anknytningen först, eller ge den ett namn så skapas den tillsammans med telefonen.",
  "unknown-profile":
    "Skapa profilen först på telefonens växel. En telefon som flyttar till en annan växel behöver en profil därifrån, eller ingen.",
  "command-not-supported":
    "Detaljen säger varför: vissa familjer lyder inte en sådan SIP NOTIFY, eller bara med nyare firmware eller en egen inställning.",
  "too-many-lines": "Sidan ”Modeller” i dokumentationen säger hur många linjer en modell har.",
  "network-not-private":
    "Ange ett nät inom 10.0.0.0/8, 172.16.0.0/12 eller 192.168.0.0/16 (RFC 1918). Publika och länklokala adresser tillfrågas aldrig.",
  "network-not-on-link":
    "Ange ett nät, eller en del av ett, där demonens maskin själv har en adress; detaljen räknar upp dem. Nät bakom en router och gränssnitt utan MAC-adress, som tunnlar, genomsöks aldrig.",
  "phone-not-near":
    "En telefon tillfrågas på adressen som den senast hämtade sin konfiguration från, om den ligger i ett privat nät (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) eller i ett av den här maskinens nät. Starta telefonen, eller ge dess växel en koppling som säger vem som är registrerad.",
  "network-too-large": "En sökning omfattar högst ett /22, 1024 adresser. Ange en del av nätet och sök en efter en.",
  "idempotency-key-reused":
    "En nyckel står i 24 timmar för en enda begäran med ett enda innehåll. Ta en ny nyckel för en ny begäran.",
  "too-many-streams":
    "Högst 20 per anropare och 500 totalt betjänas samtidigt. Stäng några, till exempel sidor i andra fönster, eller försök igen efter sekunderna i Retry-After.",
  "too-many-attempts":
    "Andra försök med det här användarnamnet eller från den här adressen har misslyckats, eller väldigt många loggar in. Ingen är utestängd: försök igen efter den angivna tiden.",
  internal: "Demonens logg säger vad det var. Inget av det står i det här svaret.",
};
