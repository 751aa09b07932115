import type { ProblemHelps } from "../problems.ts";

export const problems: ProblemHelps = {
  "malformed-body": "Wyślij poprawnie zbudowany JSON.",
  "invalid-query": "Błędy wymieniają każdy parametr lub nagłówek i to, co może zawierać.",
  unauthorized:
    "Zaloguj się. Programy wysyłają nagłówek Authorization: Bearer <klucz>; klucze tworzy administrator na stronie „Klucze API”. Unieważniony klucz pozostaje nieważny.",
  "sign-in-failed": "Nie mówimy, które z nich. Kto zapomniał hasła, prosi administratora o nowy odnośnik.",
  "code-required": "Hasło jest poprawne. Wpisz sześć cyfr z aplikacji uwierzytelniającej albo kod odzyskiwania.",
  forbidden: "Twoja rola lub Twój zakres tego nie obejmuje. Administrator może je zmienić.",
  "cross-site":
    "Kto zalogował się w przeglądarce, zmienia dane tylko ze stron tego serwera. Programy używają klucza API.",
  "not-found": "Pod tym adresem nie ma nic, albo nic, co możesz zobaczyć.",
  "no-such-file": "Strona telefonu pokazuje w części „Pliki, które pobiera”, o co prosi telefon.",
  "mac-in-use": "Adres MAC jest już na liście dopuszczonych telefonów. Zmień tamten telefon albo najpierw go usuń.",
  "mac-elsewhere":
    "Usługa przekierowania producenta kieruje ten telefon do kogoś innego. Poprzedni dostawca musi go tam zwolnić; możesz też wyłączyć checkFirst na koncie, by dopuścić go mimo to.",
  "pbx-exists": "Wybierz inną nazwę albo zmień centralę, która ją ma.",
  "pbx-in-use": "Najpierw usuń jej telefony albo przenieś je do innej centrali.",
  "phone-book-exists": "Wybierz inną nazwę albo zmień książkę telefoniczną, która ją ma.",
  "phone-book-full":
    "Usuń wpisy albo utwórz dla części z nich drugą książkę: w większej wyszukiwanie na telefonie trwałoby zbyt długo.",
  "customer-exists": "Wybierz inną nazwę albo zmień tamtego klienta.",
  "customer-in-use": "Najpierw przypisz jego centrale innemu klientowi i usuń związane z nim klucze i osoby.",
  "login-exists": "Wybierz inny login.",
  "second-factor-active": "Najpierw go wyłącz na stronie „Moje konto”.",
  "redirect-pending":
    "Usługa przekierowania jeszcze nie wie, że telefonów tej centrali już nie ma. Poczekaj albo usuń tam konto centrali, a zostaną zapomniane.",
  "redirect-exists": "Centrala ma po jednej na producenta. Najpierw usuń tamtą.",
  "profile-exists": "Centrala ma już profil o tej nazwie. Zmień tamten albo wybierz inną nazwę.",
  "profile-in-use":
    "Najpierw nadaj telefonom inny profil albo żaden. Innego potrzebuje też reguła dopuszczania, która go nadaje.",
  "network-in-use":
    "Sieć należy do reguły dopuszczania tylko jednej centrali. Usuń ją tam albo podaj tu węższą: gdzie sieci się nakładają, decyduje najwęższa.",
  "networks-needed":
    "Najpierw podaj w regule dopuszczania centrali sieci, z których pytają jej telefony (wystarczy tryb allow-list).",
  "pool-empty":
    "Każdy numer wewnętrzny z puli reguły dopuszczania jest już na jakimś telefonie. Utwórz numery, poszerz pulę albo podaj linie telefonu.",
  "account-exists": "Centrala ma już numer wewnętrzny o tej nazwie użytkownika. Zmień tamten albo wybierz inną nazwę.",
  "account-in-use": "Najpierw zdejmij numer wewnętrzny z linii jego telefonów.",
  "password-destroyed":
    "Gdy secrets.keepPlaintext jest wyłączone, hasło jest niszczone z chwilą zamknięcia wydawania. Zresetuj je: telefon dostanie wtedy nowe.",
  "not-shared": "Najpierw oznacz go jako wspólny (shared).",
  "no-free-line": "Kto loguje się na telefonie, potrzebuje linii za jego własnymi. Zabierz jedną z nich.",
  "search-running":
    "Każdą sieć przeszukuje naraz tylko jedno wyszukiwanie, a działają najwyżej cztery. Poczekaj, aż wskazane się skończy, albo je anuluj.",
  "https-off": "Otwórz je ustawieniem https lub httpsLegacy; dopiero wtedy tworzy się i czyta certyfikaty.",
  "not-own-certificate":
    "Przy tls.folder lub tls.certificate odnawia je ten, kto zapisuje te pliki; Offhook sam czyta je ponownie.",
  "rotation-state":
    "Urząd certyfikacji wymienia się w dwóch krokach: pierwszy tworzy następny i przekazuje go telefonom, drugi pozwala mu przejąć rolę.",
  "rotation-by-hand":
    "Demon sam wymienia tylko klucz, który leży we własnym pliku, i tylko gdy żaden inny demon nie używa bazy. W innym razie daj każdemu demonowi oba klucze, następny jako OFFHOOK_MASTER_KEY_OTHER, uruchom je ponownie, zamień klucze miejscami i uruchom je jeszcze raz: docs/security.md, At rest.",
  "rotation-running":
    "Dwie naraz pozbawiłyby rejestracji więcej telefonów, niż każda z nich dopuszcza. Poczekaj na nią albo ją anuluj.",
  "rotation-over": "Jest zakończona albo anulowana. Zacznij nową.",
  "rollout-running": "Telefony mogłyby w innym razie dostać dwie wersje. Poczekaj na nie, wycofaj je albo anuluj.",
  "rollout-over": "Jest zakończone, wycofane albo anulowane, albo właśnie jest wycofywane. Zacznij nowe.",
  "unknown-firmware": "Najpierw go wgraj. Strona „Firmware” mówi, jakie są i dla jakich modeli.",
  "unknown-window": "Najpierw utwórz je w tej samej centrali.",
  "no-phones":
    "Żaden ze wskazanych telefonów nie ma numeru wewnętrznego albo nie pasuje do firmware’u, więc nie ma nic do zrobienia.",
  "template-unfit":
    "Nie da się go skompilować albo dopuszczony telefon nie mógłby odczytać tego, co zapisuje; błędy wskazują telefony i miejsca. To, co było w użyciu, pozostaje w użyciu. Szablon można sprawdzić bez używania go.",
  "no-such-version": "Strona szablonu pokazuje jego wersje.",
  "too-many-windows": "Centrala ma najwyżej 100 okien serwisowych. Usuń takie, które nie jest już potrzebne.",
  "too-many-webhooks": "Centrala ma najwyżej 10 webhooków. Usuń taki, który nie jest już potrzebny.",
  "command-over":
    "Anulować można tylko to, co czeka albo na którego telefon się czeka. Samo polecenie mówi, jak się zakończyło.",
  "idempotency-in-progress":
    "Na inne żądanie z tym Idempotency-Key jeszcze nie odpowiedziano. Wyślij je za chwilę ponownie.",
  "link-invalid": "Odnośnik działa raz i przez pewien czas. Administrator może utworzyć nowy.",
  stale: "Masz przed sobą starszy stan. Wczytaj ponownie i powtórz zmianę.",
  "file-exists":
    "Plik nigdy nie zmienia się pod swoją nazwą, bo telefony zachowują to, co pobrały. Najpierw usuń stary albo wgraj nowy pod inną nazwą.",
  "file-in-use":
    "Centrala, profil albo telefon wymienia go w ustawieniach (przy firmware: jego wersję), może dla innego producenta. Najpierw zmień to.",
  "file-refused":
    "Szczegół mówi dlaczego: nazwa, rodzaj, rozmiar w pikselach albo budowa. Zob. docs/files-and-firmware.md.",
  "file-too-large":
    "Dzwonki mają najwyżej 3 MB, języki i obrazy 5 MB, firmware tyle, ile mówi ustawienie firmwareMaxMegabytes.",
  "body-too-large": "Żądanie ma najwyżej 256 KiB, lista telefonów 2 MiB, książka telefoniczna 16 MiB.",
  "unsupported-media-type": "Wyślij nagłówek Content-Type: application/json.",
  "invalid-csv":
    "Błędy wymieniają do 100 z nich z numerem w pliku. Nic nie zapisano. Próba bez zapisu pokazuje je i to, co zmieniłaby reszta.",
  "invalid-body": "Błędy wskazują każde pole i mówią, co może zawierać. Nieznane pola są odrzucane, nigdy pomijane.",
  "invalid-mac":
    "Adres MAC ma 12 znaków od 0 do 9 i od A do F, razem albo rozdzielonych przez : - . lub spacje. Adresy grupowe, rozgłoszeniowe i zerowe nie należą do żadnego telefonu.",
  "vendor-unknown": "Wybierz producenta.",
  "model-not-supported": "Strona „Modele” w dokumentacji wymienia modele z ich liniami, klawiszami i możliwościami.",
  "mac-id-required":
    "Konto centrali w usłudze przekierowania Gigaset przyjmuje telefony tylko z MAC-ID: 4 litery i cyfry na etykiecie obok adresu MAC. Dla konta, które przyjmuje sam adres MAC, wyłącz needsMacId.",
  "mac-id-wrong": "Gigaset drukuje na etykiecie obok adresu MAC MAC-ID z 4 liter i cyfr.",
  "unknown-pbx": "Najpierw utwórz centralę albo popraw jej nazwę.",
  "unknown-customer":
    "Najpierw utwórz klienta albo popraw jego nazwę. Administrator wszystkich klientów tworzy go razem z centralą.",
  "code-wrong":
    "Użyj tego, który aplikacja uwierzytelniająca pokazuje teraz. Jeśli żaden nie jest przyjmowany, źle chodzi zegar serwera albo urządzenia.",
  "unknown-account": "Najpierw utwórz numer wewnętrzny albo podaj jego nazwę, a powstanie razem z telefonem.",
  "unknown-profile":
    "Najpierw utwórz profil w centrali telefonu. Telefon, który przechodzi do innej centrali, potrzebuje profilu z tamtej albo żadnego.",
  "command-not-supported":
    "Szczegół mówi dlaczego: niektóre rodziny nie słuchają takiego SIP NOTIFY, albo tylko z nowszym firmware’em lub własnym ustawieniem.",
  "too-many-lines": "Strona „Modele” w dokumentacji mówi, ile linii ma model.",
  "network-not-private":
    "Podaj sieć wewnątrz 10.0.0.0/8, 172.16.0.0/12 lub 192.168.0.0/16 (RFC 1918). Adresów publicznych i lokalnych dla łącza nigdy się nie pyta.",
  "network-not-on-link":
    "Podaj sieć lub jej część, w której maszyna demona sama ma adres; szczegół je wymienia. Sieci za routerem i interfejsów bez adresów MAC, jak tunele, nigdy się nie przeszukuje.",
  "phone-not-near":
    "Telefon pyta się pod adresem, z którego ostatnio pobrał konfigurację, jeśli leży on w sieci prywatnej (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) albo w sieci tej maszyny. Uruchom telefon albo daj jego centrali łącze, które mówi, kto jest zarejestrowany.",
  "network-too-large":
    "Wyszukiwanie obejmuje najwyżej /22, czyli 1024 adresy. Podaj część sieci i przeszukuj po kolei.",
  "idempotency-key-reused":
    "Klucz oznacza przez 24 godziny jedno żądanie z jedną treścią. Do nowego żądania weź nowy klucz.",
  "too-many-streams":
    "Jednocześnie obsługiwanych jest do 20 na wywołującego i 500 łącznie. Zamknij niektóre, na przykład strony otwarte w innych oknach, lub spróbuj ponownie po liczbie sekund podanej w Retry-After.",
  "too-many-attempts":
    "Inne próby z tym loginem albo z tego adresu się nie powiodły, albo loguje się bardzo wiele osób. Nikt nie jest zablokowany: spróbuj ponownie po podanym czasie.",
  internal: "Dziennik demona mówi, co to było. W tej odpowiedzi nic o tym nie ma.",
};
