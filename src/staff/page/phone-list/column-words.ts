/** What a column of a list of phones may hold. */
export const FIELDS = ["mac", "macId", "vendor", "model", "pbx", "account", "displayName", "label", "profile"] as const;
export type ListField = (typeof FIELDS)[number];

/** What columns are called in the page's languages and in other systems' exports: folded, letters and digits only. */
export const COLUMN_WORDS: Readonly<Record<ListField, readonly string[]>> = {
  mac: [
    ...[
      "mac",
      "macaddress",
      "macaddr",
      "macadresse",
      "adressemac",
      "direccionmac",
      "macadres",
      "adresmac",
      "macadress",
    ],
    ...["hardwareaddress", "hwaddr", "ethernetaddress", "physicaladdress", "hardwareadresse", "physikalischeadresse"],
  ],
  macId: [
    "gigasetid",
    "macid",
    "gigasetmacid",
    "identifiantgigaset",
    "idgigaset",
    "iddegigaset",
    "identyfikatorgigaset",
  ],
  vendor: [
    ...[
      "vendor",
      "manufacturer",
      "brand",
      "make",
      "maker",
      "hersteller",
      "marke",
      "fabricant",
      "constructeur",
      "marque",
    ],
    ...["fabricante", "marca", "fabrikant", "merk", "producent", "marka", "tillverkare"],
  ],
  model: [
    ...["model", "modell", "modele", "modelo", "type", "typ", "tipo", "phonemodel", "devicemodel", "modeltype"],
    ...["phonetype", "devicetype", "geratetyp", "telefontyp", "modellname"],
  ],
  pbx: [
    ...["pbx", "pbxid", "instance", "tenant", "telefonanlage", "anlage", "instanz", "autocommutateur", "ipbx"],
    ...["centralita", "telefooncentrale", "centrale", "centralatelefoniczna", "centrala", "telefonvaxel", "vaxel"],
  ],
  account: [
    ...["extension", "ext", "extensionnumber", "account", "username", "user", "sipuser", "number", "nebenstelle"],
    ...["nebenstellen", "durchwahl", "nst", "benutzer", "benutzername", "rufnummer", "konto", "numerointerne", "poste"],
    ...["numerodeposte", "compte", "utilisateur", "extensiones", "interno", "cuenta", "usuario", "toestel"],
    ...["toestelnummer", "gebruiker", "gebruikersnaam", "numerwewnetrzny", "wewnetrzny", "uzytkownik", "anknytning"],
    ...["anvandare", "extensions", "internnummer"],
  ],
  displayName: [
    ...["displayname", "name", "fullname", "callername", "callerid", "anzeigename", "vollername", "nom", "nomaffiche"],
    ...["nomcomplet", "nombre", "nombremostrado", "nombrecompleto", "naam", "weergavenaam", "volledigenaam", "nazwa"],
    ...["nazwawyswietlana", "imieinazwisko", "namn", "visningsnamn"],
  ],
  label: [
    ...[
      "label",
      "description",
      "location",
      "room",
      "note",
      "comment",
      "bezeichnung",
      "beschreibung",
      "standort",
      "ort",
    ],
    ...["raum", "zimmer", "bemerkung", "libelle", "emplacement", "lieu", "salle", "bureau", "remarque", "etiqueta"],
    ...[
      "descripcion",
      "ubicacion",
      "lugar",
      "sala",
      "omschrijving",
      "locatie",
      "plaats",
      "ruimte",
      "kamer",
      "opmerking",
    ],
    ...["etykieta", "opis", "lokalizacja", "miejsce", "pokoj", "uwagi", "etikett", "benamning", "beskrivning", "plats"],
    ...["rum", "anmarkning"],
  ],
  profile: ["profile", "profil", "profileid", "perfil", "profiel"],
};
