import {
  type Reader,
  readBaseUrl,
  readBoolean,
  readChoice,
  readDuration,
  readDurationOrNever,
  readInteger,
  readInterfaces,
  readIpv4Network,
  readList,
  readListenAddress,
  readNetwork,
  readText,
} from "./parse-values.ts";

/** One setting. `default` is written as an operator would write it; undefined means that leaving it out has its own meaning. */
export type Setting<T> = {
  /** Dotted path in `offhook.yaml`; undefined for what only the environment may say. */
  key: string | undefined;
  env: string;
  read: Reader<T>;
  default: string | undefined;
  help: string;
  /** Never shown in an error. */
  isSecret?: true;
};

function setting<T>(row: Setting<T>): Setting<T> {
  return row;
}

const DAY_MS = 86_400_000;

/** Every setting, once. `docs/configuration.md` is made from this table. */
export const SETTINGS = {
  dataDir: setting({
    key: "dataDir",
    env: "OFFHOOK_DATA_DIR",
    read: readText(/^.+$/, "a folder"),
    default: "data",
    help: "Folder for the database, keys, certificates and the operator's own templates. Made when it does not exist, readable by the daemon's user only.",
  }),
  databaseUrl: setting({
    key: "databaseUrl",
    env: "OFFHOOK_DATABASE_URL",
    read: readText(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, "sqlite:path or postgres://user:password@host/database"),
    default: undefined,
    isSecret: true,
    help: "Where everything is stored: `sqlite:path` for one daemon, `postgres://…` for one or several. Default: `offhook.db` in the data folder.",
  }),
  http: setting({
    key: "http",
    env: "OFFHOOK_HTTP",
    read: readListenAddress,
    default: "0.0.0.0:8080",
    help: "The phones' HTTP door: `address:port`, port 0 picks a free one, `off` closes it.",
  }),
  https: setting({
    key: "https",
    env: "OFFHOOK_HTTPS",
    read: readListenAddress,
    default: "0.0.0.0:8443",
    help: "The phones' HTTPS door. Its certificate is made at the first start by a CA of its own and lies in the data folder.",
  }),
  tftp: setting({
    key: "tftp",
    env: "OFFHOOK_TFTP",
    read: readListenAddress,
    default: "0.0.0.0:6969",
    help: "The phones' TFTP door (UDP). Phones ask at port 69, which needs privileges.",
  }),
  staff: setting({
    key: "staff",
    env: "OFFHOOK_STAFF",
    read: readListenAddress,
    default: "127.0.0.1:8081",
    help: "The staff door: `/api/v1`, `/docs`, `/healthz`. Plain HTTP, so keep it on loopback or behind a proxy that speaks TLS.",
  }),
  adminKey: setting({
    key: undefined,
    env: "OFFHOOK_ADMIN_KEY",
    read: readText(/^[\x21-\x7e]{32,256}$/, "at least 32 printable characters"),
    default: undefined,
    isSecret: true,
    help: "An API key with role admin that exists from the start. Without it the first start makes one, prints it once and stores only its hash.",
  }),
  masterKey: setting({
    key: undefined,
    env: "OFFHOOK_MASTER_KEY",
    read: readText(/^([0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=)$/, "32 bytes as 64 hex digits or in base64"),
    default: undefined,
    isSecret: true,
    help: "The key that seals passwords at rest. Without it the file `master.key` in the data folder is used, made at the first start. Lose it and all stored passwords are lost.",
  }),
  advertise: setting({
    key: "advertise",
    env: "OFFHOOK_ADVERTISE",
    read: readBaseUrl,
    default: undefined,
    help: "Base URL told to phones. Default: the address and port of the door where the phone came in; by TFTP and SIP PnP, those of the HTTP door.",
  }),
  window: setting({
    key: "secrets.window",
    env: "OFFHOOK_SECRETS_WINDOW",
    read: readDuration({ minMs: 1, maxMs: DAY_MS }),
    default: "10m",
    help: "How long SIP and menu passwords go to the requester who asked first.",
  }),
  armedForRegistered: setting({
    key: "secrets.armedFor.registered",
    env: "OFFHOOK_SECRETS_ARMED_FOR_REGISTERED",
    read: readDurationOrNever({ minMs: 1000, maxMs: 3650 * DAY_MS }),
    default: "never",
    help: "How long a newly registered phone may take to ask for the first time; `never` means that there is no deadline.",
  }),
  armedForReleased: setting({
    key: "secrets.armedFor.released",
    env: "OFFHOOK_SECRETS_ARMED_FOR_RELEASED",
    read: readDuration({ minMs: 1000, maxMs: 3650 * DAY_MS }),
    default: undefined,
    help: "How long released or reset passwords wait for the phone. Default: as long as the window.",
  }),
  transports: setting({
    key: "secrets.transports",
    env: "OFFHOOK_SECRETS_TRANSPORTS",
    read: readList(readChoice(["https", "http", "tftp"])),
    default: "https, http, tftp",
    help: "Doors over which passwords may leave. `http` and `tftp` only to requesters inside the trusted networks.",
  }),
  trustedNetworks: setting({
    key: "secrets.trustedNetworks",
    env: "OFFHOOK_SECRETS_TRUSTED_NETWORKS",
    read: readList(readNetwork),
    default: undefined,
    help: "Networks to which passwords may go over HTTP and TFTP. Default: loopback and the subnets of this machine's own interfaces.",
  }),
  oneTimeSnom: setting({
    key: "secrets.oneTime.snom",
    env: "OFFHOOK_SECRETS_ONE_TIME_SNOM",
    read: readBoolean,
    default: "true",
    help: "Whether Snom phones get their passwords once. `false`: with every configuration.",
  }),
  oneTimeYealink: setting({
    key: "secrets.oneTime.yealink",
    env: "OFFHOOK_SECRETS_ONE_TIME_YEALINK",
    read: readBoolean,
    default: "true",
    help: "The same for Yealink.",
  }),
  oneTimeGigaset: setting({
    key: "secrets.oneTime.gigaset",
    env: "OFFHOOK_SECRETS_ONE_TIME_GIGASET",
    read: readBoolean,
    default: "true",
    help: "The same for Gigaset. That N610/N670/N870 and Maxwell keep what is absent is inferred, not confirmed: test one before a roll-out.",
  }),
  keepPlaintext: setting({
    key: "secrets.keepPlaintext",
    env: "OFFHOOK_SECRETS_KEEP_PLAINTEXT",
    read: readBoolean,
    default: "true",
    help: "`false`: a sealed password is destroyed when its grant closes; only HA1 stays, and a release is refused in favour of a reset.",
  }),
  logLevel: setting({
    key: "log.level",
    env: "OFFHOOK_LOG_LEVEL",
    read: readChoice(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    default: "info",
    help: "How much the daemon says on standard error, as JSON lines.",
  }),
  eventsKeepDays: setting({
    key: "events.keepDays",
    env: "OFFHOOK_EVENTS_KEEP_DAYS",
    read: readInteger(1, 3650),
    default: "90",
    help: "How many days the history goes back.",
  }),
  sightingsMax: setting({
    key: "sightings.max",
    env: "OFFHOOK_SIGHTINGS_MAX",
    read: readInteger(10, 1_000_000),
    default: "10000",
    help: "How many phones that are not admitted are remembered; the ones not seen for longest go first.",
  }),
  cacheMegabytes: setting({
    key: "cache.megabytes",
    env: "OFFHOOK_CACHE_MEGABYTES",
    read: readInteger(0, 65_536),
    default: "160",
    help: "Memory for rendered configurations without passwords. About 80 phones fit into one megabyte.",
  }),
  tftpMaxBlockSize: setting({
    key: "tftpLimits.maxBlockSize",
    env: "OFFHOOK_TFTP_MAX_BLOCK_SIZE",
    read: readInteger(8, 65_464),
    default: "1428",
    help: "The largest block size that is agreed to. Above 1428 to 1468 bytes packets are cut into fragments on Ethernet.",
  }),
  tftpMaxTransfers: setting({
    key: "tftpLimits.maxTransfers",
    env: "OFFHOOK_TFTP_MAX_TRANSFERS",
    read: readInteger(1, 100_000),
    default: "2000",
    help: "Transfers at the same time.",
  }),
  tftpMaxTransfersPerSource: setting({
    key: "tftpLimits.maxTransfersPerSource",
    env: "OFFHOOK_TFTP_MAX_TRANSFERS_PER_SOURCE",
    read: readInteger(1, 100_000),
    default: "500",
    help: "Transfers at the same time to one address. Many phones may share one behind address translation.",
  }),
  pnp: setting({
    key: "pnp",
    env: "OFFHOOK_PNP",
    read: readInterfaces,
    default: "auto",
    help: "Interfaces on which phones that look for their server by SIP PnP are heard: `auto` for every one that is up and takes multicast, a list of names or IPv4 addresses (`127.0.0.1` is allowed), or `off`. Only admitted phones are answered.",
  }),
  pnpPort: setting({
    key: "pnpPort",
    env: "OFFHOOK_PNP_PORT",
    read: readInteger(0, 65_535),
    default: "5060",
    help: "UDP port of the group 224.0.1.75 at which phones ask. All phones use 5060; 0 picks a free one, for tests.",
  }),
  pnpAnswerPort: setting({
    key: "pnpAnswerPort",
    env: "OFFHOOK_PNP_ANSWER_PORT",
    read: readInteger(0, 65_535),
    default: "5070",
    help: "UDP port from which phones are answered, on each interface's own address. Not 5060, which belongs to a PBX on the same machine. A free one is taken when it is in use.",
  }),
  pnpNetworks: setting({
    key: "pnpNetworks",
    env: "OFFHOOK_PNP_NETWORKS",
    read: readList(readIpv4Network),
    default: "",
    help: "IPv4 networks beyond the interfaces' own subnets from which phones are answered, where multicast is routed. Default: none.",
  }),
  dhcp: setting({
    key: "dhcp",
    env: "OFFHOOK_DHCP",
    read: readChoice(["off"]),
    default: "off",
    help: "This version serves no DHCP: only off is taken.",
  }),
  mdns: setting({
    key: "mdns",
    env: "OFFHOOK_MDNS",
    read: readChoice(["off"]),
    default: "off",
    help: "This version announces nothing by mDNS: only off is taken.",
  }),
};
