import type { FindingTexts, Severity } from "../findings.ts";
import type { Localised } from "../language.ts";
import { say, sayFine } from "./texts.ts";

type Reason = { kind: string; reason: string };

export type DataCodes = {
  "data-ok": { folder: string; freeMb: number };
  "data-missing": { folder: string; reason: string };
  "disk-full": { folder: string; freeMb: number };
  "disk-low": { folder: string; freeMb: number };
  "inodes-low": { folder: string; free: number };
  "data-not-writable": { folder: string; reason: string };
  "data-open-to-others": { path: string; mode: string };
  "data-foreign": { paths: string };
  "database-ok": { kind: string; ms: number };
  "database-slow": { kind: string; ms: number };
  "database-unreadable": Reason;
  "database-not-writable": Reason;
};

export const DATA_SEVERITIES: Record<keyof DataCodes, Severity> = {
  "data-ok": "ok",
  "data-missing": "warning",
  "disk-full": "error",
  "disk-low": "warning",
  "inodes-low": "warning",
  "data-not-writable": "error",
  "data-open-to-others": "warning",
  "data-foreign": "warning",
  "database-ok": "ok",
  "database-slow": "warning",
  "database-unreadable": "error",
  "database-not-writable": "error",
};

const [fineDe, fineEn, fineFr] = [sayFine("de"), sayFine("en"), sayFine("fr")];

export const DATA_TEXTS: Localised<FindingTexts<DataCodes>> = {
  de: {
    "data-ok": ({ folder, freeMb }) =>
      fineDe(
        `Der Datenordner ${folder} ist beschreibbar, ${freeMb} MB sind frei`,
        "Hier liegen Datenbank, Schlüssel und Zertifikate.",
      ),
    "data-missing": ({ folder, reason }) =>
      say(
        `Den Datenordner ${folder} gibt es nicht, oder er ist nicht lesbar (${reason})`,
        "Offhook legt ihn beim ersten Start an; gab es ihn schon, stimmt etwas nicht.",
        "dataDir (OFFHOOK_DATA_DIR), das Arbeitsverzeichnis und die Rechte prüfen.",
      ),
    "disk-full": ({ folder, freeMb }) =>
      say(
        `Die Platte ist voll: für ${folder} sind nur ${freeMb} MB frei`,
        "Ohne Platz wird kein Passwort ausgegeben und kein Ereignis geschrieben; die Datenbank verweigert Änderungen.",
        "Platz schaffen oder den Ordner umziehen (dataDir).",
      ),
    "disk-low": ({ folder, freeMb }) =>
      say(
        `Für ${folder} sind nur noch ${freeMb} MB frei`,
        "Ist die Platte voll, bekommen Telefone keine Passwörter mehr.",
        "Bald Platz schaffen; events.keepDays verkürzt den Verlauf.",
      ),
    "inodes-low": ({ folder, free }) =>
      say(
        `Im Dateisystem von ${folder} sind nur noch ${free} Dateien möglich (Inodes)`,
        "Ohne Inodes lässt sich trotz freiem Platz nichts Neues schreiben.",
        "Viele kleine Dateien auf diesem Dateisystem löschen (df -i).",
      ),
    "data-not-writable": ({ folder, reason }) =>
      say(
        `In ${folder} lässt sich nichts schreiben: ${reason}`,
        "Passwörter gehen nicht hinaus, wenn nicht festgehalten werden kann, dass sie gingen.",
        "Platz, Rechte und Einhängeoptionen (schreibgeschützt?) des Ordners prüfen.",
      ),
    "data-open-to-others": ({ path, mode }) =>
      say(
        `Andere Benutzer dieses Rechners können ${path} lesen (Modus ${mode})`,
        "Dort liegen Schlüssel und Passwörter.",
        `Mit chmod go= "${path}" schließen.`,
      ),
    "data-foreign": ({ paths }) =>
      say(
        `Dateien im Datenordner gehören einem anderen Benutzer: ${paths}`,
        "Offhook kann sie womöglich nicht schreiben, oft nach einem Start als Root.",
        "Mit chown dem Benutzer geben, unter dem Offhook läuft.",
      ),
    "database-ok": ({ kind, ms }) =>
      fineDe(
        `Die Datenbank (${kind}) liest und schreibt (${ms} ms); ihre Tabellen brachte der Start auf den Stand`,
        "Zugelassene Telefone, Passwörter und Verlauf liegen dort.",
      ),
    "database-slow": ({ kind, ms }) =>
      say(
        `Die Datenbank (${kind}) braucht ${ms} ms für ein Lesen und Schreiben`,
        "Starten viele Telefone zugleich, warten sie lange auf ihre Konfiguration.",
        "Platte und Netz zur Datenbank prüfen; SQLite gehört nicht auf ein Netzlaufwerk.",
      ),
    "database-unreadable": ({ kind, reason }) =>
      say(
        `Die Datenbank (${kind}) lässt sich nicht lesen: ${reason}`,
        "Kein Telefon bekommt seine Konfiguration.",
        "Läuft der Datenbankserver, und stimmt databaseUrl? Bei SQLite Datei und Rechte prüfen.",
      ),
    "database-not-writable": ({ kind, reason }) =>
      say(
        `In die Datenbank (${kind}) lässt sich nicht schreiben: ${reason}`,
        "Passwörter gehen nicht hinaus, und Änderungen schlagen fehl.",
        "Platz, Rechte und Einhängeoptionen prüfen; bei PostgreSQL, ob der Server nur lesend läuft.",
      ),
  },
  en: {
    "data-ok": ({ folder, freeMb }) =>
      fineEn(
        `The data folder ${folder} can be written, ${freeMb} MB are free`,
        "Database, keys and certificates are here.",
      ),
    "data-missing": ({ folder, reason }) =>
      say(
        `The data folder ${folder} does not exist, or cannot be read (${reason})`,
        "Offhook makes it at its first start; if it was there before, something is wrong.",
        "Check dataDir (OFFHOOK_DATA_DIR), the working directory and the rights.",
      ),
    "disk-full": ({ folder, freeMb }) =>
      say(
        `The disk is full: only ${freeMb} MB are free for ${folder}`,
        "Without room no password goes out and no event is written; the database refuses changes.",
        "Make room, or move the folder (dataDir).",
      ),
    "disk-low": ({ folder, freeMb }) =>
      say(
        `Only ${freeMb} MB are left for ${folder}`,
        "Once the disk is full, phones get no passwords any more.",
        "Make room soon; events.keepDays shortens the history.",
      ),
    "inodes-low": ({ folder, free }) =>
      say(
        `The file system of ${folder} has room for only ${free} more files (inodes)`,
        "Without inodes nothing new can be written, however much room there is.",
        "Delete many small files on this file system (df -i).",
      ),
    "data-not-writable": ({ folder, reason }) =>
      say(
        `Nothing can be written in ${folder}: ${reason}`,
        "Passwords do not go out when it cannot be kept that they went.",
        "Check room, rights and mount options (read-only?) of the folder.",
      ),
    "data-open-to-others": ({ path, mode }) =>
      say(
        `Other users of this machine can read ${path} (mode ${mode})`,
        "Keys and passwords are there.",
        `Close it with chmod go= "${path}".`,
      ),
    "data-foreign": ({ paths }) =>
      say(
        `Files in the data folder belong to another user: ${paths}`,
        "Offhook may not be able to write them, often after a start as root.",
        "Give them to the user under whom Offhook runs, with chown.",
      ),
    "database-ok": ({ kind, ms }) =>
      fineEn(
        `The database (${kind}) reads and writes (${ms} ms); the start brought its tables up to date`,
        "Admitted phones, passwords and history are there.",
      ),
    "database-slow": ({ kind, ms }) =>
      say(
        `The database (${kind}) takes ${ms} ms for one read and one write`,
        "When many phones start at once, they wait long for their configuration.",
        "Check the disk, and the network to the database; SQLite does not belong on a network drive.",
      ),
    "database-unreadable": ({ kind, reason }) =>
      say(
        `The database (${kind}) cannot be read: ${reason}`,
        "No phone gets its configuration.",
        "Does the database server run, and is databaseUrl right? With SQLite check the file and its rights.",
      ),
    "database-not-writable": ({ kind, reason }) =>
      say(
        `The database (${kind}) cannot be written: ${reason}`,
        "Passwords do not go out, and changes fail.",
        "Check room, rights and mount options; with PostgreSQL, whether the server is read-only.",
      ),
  },
  fr: {
    "data-ok": ({ folder, freeMb }) =>
      fineFr(
        `Le dossier des données ${folder} est accessible en écriture, ${freeMb} Mo sont libres`,
        "La base de données, les clés et les certificats y sont.",
      ),
    "data-missing": ({ folder, reason }) =>
      say(
        `Le dossier des données ${folder} n'existe pas, ou n'est pas lisible (${reason})`,
        "Offhook le crée au premier démarrage ; s'il existait déjà, quelque chose ne va pas.",
        "Vérifier dataDir (OFFHOOK_DATA_DIR), le répertoire de travail et les droits.",
      ),
    "disk-full": ({ folder, freeMb }) =>
      say(
        `Le disque est plein : il ne reste que ${freeMb} Mo pour ${folder}`,
        "Sans place, aucun mot de passe ne sort et aucun événement n'est écrit ; la base refuse les changements.",
        "Faire de la place, ou déplacer le dossier (dataDir).",
      ),
    "disk-low": ({ folder, freeMb }) =>
      say(
        `Il ne reste que ${freeMb} Mo pour ${folder}`,
        "Une fois le disque plein, les téléphones ne reçoivent plus de mots de passe.",
        "Faire bientôt de la place ; events.keepDays raccourcit l'historique.",
      ),
    "inodes-low": ({ folder, free }) =>
      say(
        `Le système de fichiers de ${folder} n'a plus de place que pour ${free} fichiers (inodes)`,
        "Sans inodes rien de neuf ne peut être écrit, même s'il reste de la place.",
        "Supprimer de nombreux petits fichiers sur ce système de fichiers (df -i).",
      ),
    "data-not-writable": ({ folder, reason }) =>
      say(
        `Rien ne peut être écrit dans ${folder} : ${reason}`,
        "Les mots de passe ne sortent pas si l'on ne peut noter qu'ils sont sortis.",
        "Vérifier la place, les droits et les options de montage (lecture seule ?) du dossier.",
      ),
    "data-open-to-others": ({ path, mode }) =>
      say(
        `D'autres utilisateurs de cette machine peuvent lire ${path} (mode ${mode})`,
        "Des clés et des mots de passe s'y trouvent.",
        `Le fermer avec chmod go= "${path}".`,
      ),
    "data-foreign": ({ paths }) =>
      say(
        `Des fichiers du dossier des données appartiennent à un autre utilisateur : ${paths}`,
        "Offhook ne peut peut-être pas les écrire, souvent après un démarrage en root.",
        "Les donner avec chown à l'utilisateur sous lequel Offhook tourne.",
      ),
    "database-ok": ({ kind, ms }) =>
      fineFr(
        `La base de données (${kind}) lit et écrit (${ms} ms) ; le démarrage a mis ses tables à jour`,
        "Les téléphones admis, les mots de passe et l'historique y sont.",
      ),
    "database-slow": ({ kind, ms }) =>
      say(
        `La base de données (${kind}) met ${ms} ms pour une lecture et une écriture`,
        "Quand beaucoup de téléphones démarrent à la fois, ils attendent longtemps leur configuration.",
        "Vérifier le disque, et le réseau vers la base ; SQLite n'a pas sa place sur un lecteur réseau.",
      ),
    "database-unreadable": ({ kind, reason }) =>
      say(
        `La base de données (${kind}) ne peut être lue : ${reason}`,
        "Aucun téléphone ne reçoit sa configuration.",
        "Le serveur de base de données tourne-t-il, et databaseUrl est-il juste ? Avec SQLite, vérifier le fichier et ses droits.",
      ),
    "database-not-writable": ({ kind, reason }) =>
      say(
        `La base de données (${kind}) ne peut être écrite : ${reason}`,
        "Les mots de passe ne sortent pas, et les changements échouent.",
        "Vérifier la place, les droits et les options de montage ; avec PostgreSQL, si le serveur est en lecture seule.",
      ),
  },
};
