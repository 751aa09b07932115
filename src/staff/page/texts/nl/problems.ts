import type { ProblemHelps } from "../problems.ts";

export const problems: ProblemHelps = {
  "malformed-body": "Stuur welgevormde JSON.",
  "invalid-query": "De fouten noemen elke parameter of kopregel, en wat daarin mag staan.",
  unauthorized:
    "Meld u aan. Programma’s sturen de kopregel Authorization: Bearer <sleutel>; een beheerder maakt sleutels onder ‘API-sleutels’. Een ingetrokken sleutel blijft ongeldig.",
  "sign-in-failed":
    "Welke van de drie wordt niet gezegd. Wie het wachtwoord vergeten is, vraagt een beheerder om een nieuwe link.",
  "code-required": "Het wachtwoord klopt. Voer de zes cijfers van de authenticator-app in, of een herstelcode.",
  forbidden: "Uw rol of uw bereik omvat dit niet. Een beheerder kan ze wijzigen.",
  "cross-site":
    "Wie met een browser is aangemeld, wijzigt alleen iets vanaf pagina’s van deze server. Programma’s gebruiken een API-sleutel.",
  "not-found": "Het adres hoort bij niets dat bestaat, of bij niets dat u mag zien.",
  "no-such-file": "De pagina van de telefoon toont onder ‘Bestanden die hij ophaalt’ waar hij om vraagt.",
  "mac-in-use":
    "Het MAC-adres staat al op de lijst van toegelaten telefoons. Wijzig die telefoon, of verwijder hem eerst.",
  "mac-elsewhere":
    "De omleidingsdienst van de fabrikant stuurt deze telefoon naar iemand anders. De laatste aanbieder moet hem daar vrijgeven; of zet checkFirst van het account uit om hem toch toe te laten.",
  "pbx-exists": "Kies een andere naam, of wijzig de centrale die hem heeft.",
  "pbx-in-use": "Verwijder eerst de telefoons ervan, of verplaats ze naar een andere centrale.",
  "phone-book-exists": "Kies een andere naam, of wijzig het telefoonboek dat hem heeft.",
  "phone-book-full":
    "Verwijder vermeldingen, of maak voor een deel ervan een ander boek: in een groter boek zou zoeken op de telefoon te lang duren.",
  "customer-exists": "Kies een andere naam, of wijzig die klant.",
  "customer-in-use":
    "Geef de centrales eerst aan een andere klant, en verwijder de sleutels en personen die eraan gebonden zijn.",
  "login-exists": "Kies een andere gebruikersnaam.",
  "second-factor-active": "Zet hem eerst uit, onder ‘Mijn account’.",
  "redirect-pending":
    "Een omleidingsdienst weet nog niet dat telefoons van deze centrale weg zijn. Wacht, of haal het account van de centrale daar weg; dan worden ze vergeten.",
  "redirect-exists": "Een centrale heeft er per fabrikant één. Verwijder eerst de andere.",
  "profile-exists": "De centrale heeft al een profiel met deze naam. Wijzig dat, of kies een andere naam.",
  "profile-in-use":
    "Geef de telefoons eerst een ander profiel, of geen. Ook een toelatingsregel die het uitdeelt, heeft een ander nodig.",
  "network-in-use":
    "Een netwerk hoort bij de toelatingsregel van één centrale. Haal het daar weg, of noem hier een smaller netwerk: waar netwerken overlappen, beslist het smalste.",
  "networks-needed":
    "Noem eerst in de toelatingsregel van de centrale de netwerken van waaruit de telefoons vragen (de modus allow-list volstaat).",
  "pool-empty":
    "Elk toestelnummer uit de voorraad van de toelatingsregel zit al op een telefoon. Maak toestelnummers aan, vergroot de voorraad, of noem de lijnen van de telefoon.",
  "account-exists": "De centrale heeft al een toestel met deze gebruikersnaam. Wijzig dat, of kies een andere naam.",
  "account-in-use": "Haal het toestelnummer eerst van de lijnen van zijn telefoons.",
  "password-destroyed":
    "Als secrets.keepPlaintext uit staat, wordt een wachtwoord vernietigd zodra de uitgifte sluit. Stel het opnieuw in: dan krijgt de telefoon een nieuw.",
  "not-shared": "Markeer hem eerst als gedeeld (shared).",
  "no-free-line":
    "Wie zich bij een telefoon aanmeldt, heeft een lijn nodig na de eigen lijnen ervan. Haal daar een van weg.",
  "search-running":
    "Elk netwerk wordt door één zoekopdracht tegelijk doorzocht, en er lopen er hoogstens vier. Wacht tot de genoemde klaar is, of annuleer die.",
  "https-off": "Open er een met de instelling https of httpsLegacy; pas dan worden certificaten gemaakt en gelezen.",
  "not-own-certificate":
    "Met tls.folder of tls.certificate vernieuwt wie die bestanden schrijft ze; Offhook leest ze zelf opnieuw.",
  "rotation-state":
    "Een certificeringsinstantie wordt in twee stappen vervangen: de eerste maakt de volgende en geeft die aan de telefoons, de tweede laat haar het overnemen.",
  "rotation-by-hand":
    "De daemon vervangt alleen zelf een sleutel die in een eigen bestand staat, en zolang geen andere daemon de database gebruikt. Geef anders elke daemon beide sleutels, de volgende als OFFHOOK_MASTER_KEY_OTHER, herstart ze, verwissel de twee en herstart ze nog eens: docs/security.md, At rest.",
  "rotation-running":
    "Twee tegelijk zouden meer telefoons zonder registratie laten dan elk afzonderlijk toestaat. Wacht erop, of annuleer hem.",
  "rotation-over": "Hij is klaar of geannuleerd. Begin een nieuwe.",
  "rollout-running":
    "Telefoons zouden anders twee versies te horen kunnen krijgen. Wacht erop, draai hem terug, of annuleer hem.",
  "rollout-over": "Hij is klaar, teruggedraaid of geannuleerd, of wordt juist teruggedraaid. Begin een nieuwe.",
  "unknown-firmware": "Upload het eerst. De pagina ‘Firmware’ zegt wat er is, en voor welke modellen.",
  "unknown-window": "Maak het eerst aan bij dezelfde centrale.",
  "no-phones":
    "Geen van de bedoelde telefoons heeft een toestelnummer of past bij de firmware, dus er is niets te doen.",
  "template-unfit":
    "Het kan niet worden gecompileerd, of een toegelaten telefoon zou niet kunnen lezen wat het schrijft; de fouten noemen telefoons en plaatsen. Wat in gebruik was, blijft dat. Een sjabloon kan worden gecontroleerd zonder het te gebruiken.",
  "no-such-version": "De pagina van het sjabloon toont de versies.",
  "too-many-windows": "Een centrale heeft hoogstens 100 onderhoudsvensters. Verwijder er een dat niet meer nodig is.",
  "too-many-webhooks": "Een centrale heeft hoogstens 10 webhooks. Verwijder er een die niet meer nodig is.",
  "command-over":
    "Alleen wat wacht, of waarvan de telefoon wordt verwacht, kan worden geannuleerd. De opdracht zelf zegt hoe hij afliep.",
  "idempotency-in-progress":
    "Een ander verzoek met deze Idempotency-Key is nog niet beantwoord. Stuur het zo dadelijk opnieuw.",
  "link-invalid": "Een link is één keer en een tijdje geldig. Een beheerder kan een nieuwe maken.",
  stale: "U hebt een oudere toestand voor u. Laad opnieuw, en doe de wijziging nog eens.",
  "file-exists":
    "Bestanden veranderen nooit onder hun naam, want telefoons bewaren wat ze hebben opgehaald. Verwijder eerst het oude, of upload het nieuwe onder een andere naam.",
  "file-in-use":
    "Een centrale, een profiel of een telefoon noemt het in de instellingen (bij firmware: de versie), misschien voor een andere fabrikant. Wijzig dat eerst.",
  "file-refused":
    "De toelichting zegt waarom: de naam, de soort, de grootte in pixels of de vorm. Zie docs/files-and-firmware.md.",
  "file-too-large":
    "Beltonen zijn hoogstens 3 MB, talen en afbeeldingen 5 MB, firmware wat de instelling firmwareMaxMegabytes zegt.",
  "body-too-large": "Een verzoek is hoogstens 256 KiB, een lijst met telefoons 2 MiB, een telefoonboek 16 MiB.",
  "unsupported-media-type": "Stuur de kopregel Content-Type: application/json.",
  "invalid-csv":
    "De fouten noemen er tot 100 met hun nummer in het bestand. Er is niets geschreven. Een proefronde toont ze, en wat de rest zou wijzigen.",
  "invalid-body":
    "De fouten wijzen elk veld aan en zeggen wat er mag staan. Onbekende velden worden geweigerd, nooit genegeerd.",
  "invalid-mac":
    "Een MAC-adres heeft 12 tekens van 0 tot 9 en A tot F, aaneen of gescheiden door : - . of spaties. Groeps-, broadcast- en nuladressen horen bij geen telefoon.",
  "vendor-unknown": "Kies de fabrikant.",
  "model-not-supported":
    "De pagina ‘Modellen’ van de documentatie noemt de modellen met hun lijnen, toetsen en mogelijkheden.",
  "mac-id-required":
    "Het account van de centrale bij de omleidingsdienst van Gigaset neemt telefoons alleen met MAC-ID aan: 4 letters en cijfers op het etiket naast het MAC-adres. Zet needsMacId uit voor een account dat het MAC-adres alleen aanneemt.",
  "mac-id-wrong": "Gigaset drukt een MAC-ID van 4 letters en cijfers op het etiket, naast het MAC-adres.",
  "unknown-pbx": "Maak de centrale eerst aan, of verbeter de naam.",
  "unknown-customer":
    "Maak de klant eerst aan, of verbeter de naam. Een beheerder van alle klanten maakt hem aan samen met de centrale.",
  "code-wrong":
    "Neem de code die de authenticator-app nu toont. Wordt geen enkele aangenomen, dan loopt de klok van de server of van het apparaat verkeerd.",
  "unknown-account": "Maak het toestelnummer eerst aan, of geef het een naam; dan ontstaat het samen met de telefoon.",
  "unknown-profile":
    "Maak het profiel eerst aan bij de centrale van de telefoon. Een telefoon die naar een andere centrale gaat, heeft een profiel van die centrale nodig, of geen.",
  "command-not-supported":
    "De toelichting zegt waarom: sommige families gehoorzamen niet aan zo’n SIP NOTIFY, of alleen met nieuwere firmware of een eigen instelling.",
  "too-many-lines": "De pagina ‘Modellen’ van de documentatie zegt hoeveel lijnen een model heeft.",
  "network-not-private":
    "Noem een netwerk binnen 10.0.0.0/8, 172.16.0.0/12 of 192.168.0.0/16 (RFC 1918). Openbare en link-local-adressen worden nooit gevraagd.",
  "network-not-on-link":
    "Noem een netwerk, of een deel ervan, waarin de machine van de daemon zelf een adres heeft; de toelichting somt ze op. Netwerken achter een router en interfaces zonder MAC-adres, zoals tunnels, worden nooit doorzocht.",
  "phone-not-near":
    "Een telefoon wordt gevraagd op het adres van waaruit hij het laatst zijn configuratie ophaalde, als dat in een privénetwerk ligt (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) of in een netwerk van deze machine. Start de telefoon, of geef zijn centrale een koppeling die zegt wie geregistreerd is.",
  "network-too-large":
    "Een zoekopdracht omvat hoogstens een /22, 1024 adressen. Noem een deel van het netwerk, en zoek na elkaar.",
  "idempotency-key-reused":
    "Een sleutel staat 24 uur lang voor één verzoek met één inhoud. Neem voor een nieuw verzoek een nieuwe sleutel.",
  "too-many-streams":
    "Er worden er tegelijk hooguit 20 per aanroeper en 500 in totaal bediend. Sluit er enkele, bijvoorbeeld pagina’s in andere vensters, of probeer het na de seconden in Retry-After opnieuw.",
  "too-many-attempts":
    "Andere pogingen met deze gebruikersnaam of vanaf dit adres zijn mislukt, of heel veel mensen melden zich aan. Niemand is buitengesloten: probeer het na de genoemde tijd opnieuw.",
  internal: "Het logboek van de daemon zegt wat het was. In dit antwoord staat er niets van.",
};
