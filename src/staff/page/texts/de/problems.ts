import type { ProblemHelps } from "../problems.ts";

export const problems: ProblemHelps = {
  "malformed-body": "Senden Sie wohlgeformtes JSON.",
  "invalid-query": "Unter den Fehlern steht jeder Parameter und jede Kopfzeile, und was dort stehen darf.",
  unauthorized:
    "Melden Sie sich an. Programme senden die Kopfzeile Authorization: Bearer <Schlüssel>; Schlüssel macht ein Administrator unter „API-Schlüssel“. Ein widerrufener Schlüssel bleibt ungültig.",
  "sign-in-failed":
    "Was davon falsch ist, wird nicht gesagt. Wer das Passwort vergessen hat, bittet einen Administrator um einen neuen Link.",
  "code-required":
    "Das Passwort stimmt. Geben Sie die sechs Ziffern der Authenticator-App oder einen Wiederherstellungscode ein.",
  forbidden: "Ihre Rolle oder Ihr Bereich schließt das nicht ein. Ein Administrator kann Ihnen beides ändern.",
  "cross-site":
    "Wer im Browser angemeldet ist, ändert etwas nur von den Seiten dieses Servers aus. Programme nehmen einen API-Schlüssel.",
  "not-found": "Unter der Adresse gibt es nichts, oder nichts, was Sie sehen dürfen.",
  "no-such-file": "Welche Dateien ein Telefon holt, steht auf seiner Seite unter „Dateien, die es holt“.",
  "mac-in-use":
    "Die MAC-Adresse steht schon auf der Liste der zugelassenen. Ändern Sie jenes Telefon, oder löschen Sie es zuerst.",
  "mac-elsewhere":
    "Der Umleitungsdienst des Herstellers schickt dieses Telefon zu jemand anderem. Der letzte Anbieter muss es dort freigeben; oder schalten Sie am Konto checkFirst aus, um es trotzdem zuzulassen.",
  "pbx-exists": "Wählen Sie einen anderen Namen, oder ändern Sie die Telefonanlage, die ihn hat.",
  "pbx-in-use": "Löschen Sie zuerst ihre Telefone, oder verlegen Sie sie an eine andere Telefonanlage.",
  "phone-book-exists": "Wählen Sie einen anderen Namen, oder ändern Sie das Telefonbuch, das ihn hat.",
  "phone-book-full":
    "Löschen Sie Einträge, oder legen Sie für einige davon ein weiteres Buch an: In einem größeren ließe die Suche am Telefon die Leute warten.",
  "customer-exists": "Wählen Sie einen anderen Namen, oder ändern Sie jenen Kunden.",
  "customer-in-use":
    "Geben Sie seine Telefonanlagen zuerst einem anderen Kunden, und löschen Sie die Schlüssel und Personen, die an ihn gebunden sind.",
  "login-exists": "Wählen Sie einen anderen Anmeldenamen.",
  "second-factor-active": "Schalten Sie ihn zuerst aus, unter „Mein Konto“.",
  "redirect-pending":
    "Ein Umleitungsdienst hat noch nicht erfahren, dass Telefone dieser Anlage weg sind. Warten Sie, oder nehmen Sie das Konto der Anlage dort heraus; damit werden sie vergessen.",
  "redirect-exists": "Eine Telefonanlage hat je Hersteller nur einen. Entfernen Sie zuerst den anderen.",
  "profile-exists":
    "Die Telefonanlage hat schon ein Profil dieses Namens. Ändern Sie jenes, oder wählen Sie einen anderen Namen.",
  "profile-in-use":
    "Geben Sie den Telefonen zuerst ein anderes Profil oder keines. Auch eine Zulassungsregel, die es vergibt, braucht ein anderes.",
  "network-in-use":
    "Ein Netz gehört zur Zulassungsregel nur einer Telefonanlage. Nehmen Sie es dort heraus, oder nennen Sie hier ein engeres: Wo Netze sich überschneiden, entscheidet das engste.",
  "networks-needed":
    "Nennen Sie zuerst in der Zulassungsregel der Telefonanlage die Netze, aus denen ihre Telefone fragen (Modus allow-list genügt).",
  "pool-empty":
    "Jede Nebenstelle aus dem Vorrat der Zulassungsregel ist schon auf einem Telefon. Legen Sie Nebenstellen an, erweitern Sie den Vorrat, oder nennen Sie die Leitungen des Telefons.",
  "account-exists":
    "Die Telefonanlage hat schon eine Nebenstelle mit diesem Benutzernamen. Ändern Sie jene, oder wählen Sie einen anderen.",
  "account-in-use": "Nehmen Sie die Nebenstelle zuerst von den Leitungen ihrer Telefone.",
  "password-destroyed":
    "Mit secrets.keepPlaintext aus wird ein Passwort vernichtet, sobald seine Freigabe schließt. Setzen Sie es zurück: Dann bekommt das Telefon ein neues.",
  "not-shared": "Machen Sie es zuerst zu einem gemeinsamen Telefon (shared).",
  "no-free-line":
    "Wer sich an einem Telefon anmeldet, braucht eine Leitung hinter dessen eigenen. Nehmen Sie eine von diesen weg.",
  "search-running":
    "Jedes Netz wird nur von einer Suche zugleich durchsucht, und höchstens vier laufen nebeneinander. Warten Sie, bis die genannte fertig ist, oder brechen Sie sie ab.",
  "https-off":
    "Öffnen Sie eine mit der Einstellung https oder httpsLegacy; erst dann werden Zertifikate gemacht und gelesen.",
  "not-own-certificate":
    "Mit tls.folder oder tls.certificate erneuert sie, wer diese Dateien schreibt; Offhook liest sie von selbst neu.",
  "rotation-state":
    "Eine Zertifizierungsstelle wird in zwei Schritten ersetzt: Der erste macht die nächste und gibt sie den Telefonen, der zweite lässt sie übernehmen.",
  "rotation-by-hand":
    "Der Daemon tauscht nur einen Schlüssel selbst aus, der in einer eigenen Datei liegt, und nur solange kein anderer Daemon die Datenbank benutzt. Sonst geben Sie jedem Daemon beide Schlüssel, den nächsten als OFFHOOK_MASTER_KEY_OTHER, starten alle neu, vertauschen die beiden und starten noch einmal neu: docs/security.md, At rest.",
  "rotation-running":
    "Zwei zugleich ließen mehr Telefone ohne Registrierung, als jede für sich erlaubt. Warten Sie auf die laufende, oder brechen Sie sie ab.",
  "rotation-over": "Sie ist fertig oder wurde abgebrochen. Beginnen Sie eine neue.",
  "rollout-running":
    "Telefone könnten sonst zwei Versionen genannt bekommen. Warten Sie auf den laufenden Rollout, machen Sie ihn rückgängig, oder brechen Sie ihn ab.",
  "rollout-over":
    "Er ist fertig, rückgängig gemacht oder abgebrochen, oder wird gerade rückgängig gemacht. Beginnen Sie einen neuen.",
  "unknown-firmware": "Laden Sie sie zuerst hoch. Unter „Firmware“ steht, was es gibt und für welche Modelle.",
  "unknown-window": "Legen Sie es zuerst an derselben Telefonanlage an.",
  "no-phones": "Kein gemeintes Telefon hat eine Nebenstelle oder passt zur Firmware, also gibt es nichts zu tun.",
  "template-unfit":
    "Sie lässt sich nicht übersetzen, oder ein zugelassenes Telefon könnte nicht lesen, was sie schreibt; die Fehler nennen Telefone und Stellen. Was in Gebrauch war, bleibt es. Eine Vorlage lässt sich prüfen, ohne sie zu verwenden.",
  "no-such-version": "Die Seite der Vorlage zeigt, welche Versionen es gibt.",
  "too-many-windows":
    "Eine Telefonanlage hat höchstens 100 Wartungsfenster. Löschen Sie eines, das nicht mehr gebraucht wird.",
  "too-many-webhooks":
    "Eine Telefonanlage hat höchstens 10 Webhooks. Löschen Sie einen, der nicht mehr gebraucht wird.",
  "command-over":
    "Abbrechen lässt sich nur, was wartet oder auf dessen Telefon gewartet wird. Der Auftrag selbst sagt, wie er ausging.",
  "idempotency-in-progress":
    "Eine andere Anfrage mit diesem Idempotency-Key ist noch nicht beantwortet. Senden Sie sie gleich noch einmal.",
  "link-invalid": "Ein Link gilt einmal und eine Weile. Ein Administrator macht Ihnen einen neuen.",
  stale: "Sie haben einen älteren Stand vor sich. Laden Sie neu, und machen Sie die Änderung noch einmal.",
  "file-exists":
    "Dateien ändern sich nie unter ihrem Namen, denn Telefone behalten, was sie geholt haben. Löschen Sie zuerst die alte, oder laden Sie die neue unter anderem Namen hoch.",
  "file-in-use":
    "Eine Telefonanlage, ein Profil oder ein Telefon nennt sie in den Einstellungen (bei Firmware: ihre Version), vielleicht für einen anderen Hersteller. Ändern Sie das zuerst.",
  "file-refused":
    "Die Einzelheit sagt, warum: Name, Art, Größe in Bildpunkten oder Aufbau. Siehe docs/files-and-firmware.md.",
  "file-too-large":
    "Klingeltöne haben höchstens 3 MB, Sprachen und Bilder 5 MB, Firmware so viel, wie die Einstellung firmwareMaxMegabytes sagt.",
  "body-too-large": "Eine Anfrage hat höchstens 256 KiB, eine Liste von Telefonen 2 MiB, ein Telefonbuch 16 MiB.",
  "unsupported-media-type": "Senden Sie die Kopfzeile Content-Type: application/json.",
  "invalid-csv":
    "Die Fehler nennen bis zu 100 davon mit ihrer Nummer in der Datei. Geschrieben wurde nichts. Ein Probelauf zeigt sie, und was der Rest ändern würde.",
  "invalid-body":
    "Die Fehler zeigen auf jedes Feld und sagen, was dort stehen darf. Unbekannte Felder werden abgelehnt, nie übergangen.",
  "invalid-mac":
    "Eine MAC-Adresse hat 12 Zeichen von 0 bis 9 und A bis F, am Stück oder getrennt durch : - . oder Leerzeichen. Gruppen-, Rundruf- und Nulladressen gehören keinem Telefon.",
  "vendor-unknown": "Wählen Sie den Hersteller aus.",
  "model-not-supported":
    "Unter „Modelle“ in der Dokumentation steht, welche Modelle mit welchen Leitungen, Tasten und Fähigkeiten unterstützt werden.",
  "mac-id-required":
    "Das Konto der Telefonanlage bei Gigasets Umleitungsdienst nimmt Telefone nur mit MAC-ID: 4 Buchstaben und Ziffern auf dem Etikett neben der MAC-Adresse. Für ein Konto, das die MAC-Adresse allein nimmt, schalten Sie needsMacId aus.",
  "mac-id-wrong": "Gigaset druckt eine MAC-ID aus 4 Buchstaben und Ziffern neben der MAC-Adresse auf das Etikett.",
  "unknown-pbx": "Legen Sie die Telefonanlage zuerst an, oder berichtigen Sie ihren Namen.",
  "unknown-customer":
    "Legen Sie den Kunden zuerst an, oder berichtigen Sie seinen Namen. Ein Administrator aller Kunden legt ihn mit der Telefonanlage zusammen an.",
  "code-wrong":
    "Nehmen Sie den, den die Authenticator-App jetzt zeigt. Wird keiner angenommen, geht die Uhr des Servers oder des Geräts falsch.",
  "unknown-account":
    "Legen Sie die Nebenstelle zuerst an, oder geben Sie einen Namen für sie an, dann entsteht sie zusammen mit dem Telefon.",
  "unknown-profile":
    "Legen Sie das Profil zuerst an der Telefonanlage des Telefons an. Ein Telefon, das an eine andere Anlage zieht, braucht ein Profil von jener oder keines.",
  "command-not-supported":
    "Die Einzelheit sagt, warum: Manche Familien folgen keinem solchen SIP NOTIFY, oder nur mit neuerer Firmware oder einer eigenen Einstellung.",
  "too-many-lines": "Wie viele Leitungen ein Modell hat, steht unter „Modelle“ in der Dokumentation.",
  "network-not-private":
    "Nennen Sie ein Netz innerhalb von 10.0.0.0/8, 172.16.0.0/12 oder 192.168.0.0/16 (RFC 1918). Öffentliche und verbindungslokale Adressen werden nie gefragt.",
  "network-not-on-link":
    "Nennen Sie ein Netz oder einen Teil davon, in dem der Rechner des Daemons selbst eine Adresse hat; die Einzelheit zählt sie auf. Netze hinter einem Router und Schnittstellen ohne MAC-Adressen, etwa Tunnel, werden nie durchsucht.",
  "phone-not-near":
    "Ein Telefon wird an der Adresse gefragt, von der es zuletzt seine Konfiguration holte, wenn sie in einem privaten Netz (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) oder in einem Netz dieses Rechners liegt. Starten Sie das Telefon, oder geben Sie seiner Telefonanlage eine Verbindung, die sagt, wer registriert ist.",
  "network-too-large":
    "Eine Suche umfasst höchstens ein /22, also 1024 Adressen. Nennen Sie einen Teil des Netzes, und suchen Sie nacheinander.",
  "idempotency-key-reused":
    "Ein Schlüssel steht 24 Stunden lang für eine einzige Anfrage mit einem einzigen Inhalt. Nehmen Sie für eine neue Anfrage einen neuen.",
  "too-many-streams":
    "Bis zu 20 für einen Aufrufer und 500 insgesamt werden zugleich bedient. Schließen Sie einige, zum Beispiel offene Seiten in anderen Fenstern, oder versuchen Sie es nach den Sekunden in Retry-After wieder.",
  "too-many-attempts":
    "Andere Versuche mit diesem Anmeldenamen oder von dieser Adresse sind gescheitert, oder sehr viele melden sich gerade an. Niemand ist ausgesperrt: Versuchen Sie es nach der genannten Zeit wieder.",
  internal: "Was es war, steht im Protokoll des Daemons. In dieser Antwort steht nichts davon.",
};
