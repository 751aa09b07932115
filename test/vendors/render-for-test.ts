import { fileURLToPath } from "node:url";
import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import { createCatalogue, type HostedCatalogue, type HostedFile } from "../../src/provisioning/hosted-file.ts";
import { keyTypesOf } from "../../src/provisioning/key-fit.ts";
import { FUNCTION_KEY_TYPES, sampleKey } from "../../src/provisioning/key-types.ts";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { Pbx } from "../../src/provisioning/pbx.ts";
import { OPEN_ACCESS } from "../../src/provisioning/pbx-access.ts";
import type { Handset, Line, Phone } from "../../src/provisioning/phone.ts";
import type { Profile } from "../../src/provisioning/profile.ts";
import { type FilePasswords, NO_PASSWORDS, renderFile } from "../../src/provisioning/render-file.ts";
import type { Settings } from "../../src/provisioning/settings.ts";
import type { FileRule, Model, Vendor } from "../../src/provisioning/vendor.ts";
import { createHandlebarsRenderer } from "../../src/rendering/handlebars-renderer.ts";

const shipped = fileURLToPath(new URL("../../templates", import.meta.url));
export const renderer = createHandlebarsRenderer({ operator: `${shipped}-that-are-not-there`, shipped });

export const BASE_URL = "https://prov.example.test/p/";

const SAMPLE_SETTINGS: Settings = {
  language: "de",
  timezone: "Europe/Berlin",
  country: "DE",
  voicemailNumber: "*97",
  pickupCode: "*8",
  featureCodes: {
    groupLogin: "*61",
    groupLogout: "*62",
    record: "*3",
    intercom: "*80",
    park: "*70",
    parkRetrieve: "*71",
  },
};

/** Everything has a good value unless a test says otherwise. */
export type RenderOptions = {
  /** BASE_URL unless given. */
  baseUrl?: string;
  login?: { username: string; password: Password };
  mac?: string;
  /** How many lines are in use. */
  lineCount?: number;
  /** Laid over each line. */
  line?: Partial<Line>;
  keys?: readonly FunctionKey[];
  modules?: Phone["modules"];
  handsets?: readonly Handset[];
  profile?: Profile;
  watchedNames?: ReadonlyMap<string, string>;
  /** Label of the PBX's book that the settings name. */
  phoneBook?: string;
  settings?: Settings;
  /** Nothing but `settings` and the built-in ones. */
  leavesSettingsOut?: boolean;
  pbx?: Partial<Pbx>;
  phoneLabel?: string;
  /** `never` unless given. */
  sharing?: Phone["sharing"];
  passwords?: FilePasswords;
  /** Files that lie on the server; one of each kind unless given. */
  hosted?: HostedCatalogue;
  /** The firmware that the phone says it runs. */
  running?: string;
  /** What opens the phone's menu; one that is none unless given. */
  menuKey?: string;
};

export type RenderRule = FileRule & { template: string };

/** The files that carry something for a model, without those that are asked questions. */
export function templateRules(vendor: Vendor, model: Model): RenderRule[] {
  return vendor.files.flatMap((rule) =>
    rule.template !== undefined && rule.book === undefined && (rule.families?.includes(model.family) ?? true)
      ? [{ ...rule, template: rule.template }]
      : [],
  );
}

/** The models that there is a configuration for. */
export function supportedModels(vendor: Vendor): [name: string, model: Model][] {
  return Object.entries(vendor.models).filter(([, model]) => model.unsupported === undefined);
}

/** Account ids count from 1, as lines do. */
export function sipPasswordOf(line: number): string {
  return `Sip${line}aaCanary${line}zz`;
}
const MENU_PASSWORD = "73518264";
const WEB_PASSWORD = "WebCanary97qq";
export const SHARED_PASSWORD = "BothCanary31";

/** What the pipeline would put into a file of this family while every grant is open. */
export function allPasswords(vendor: Vendor, model: Model, lineCount: number): FilePasswords {
  const family = vendor.families[model.family];
  const sip = new Map(Array.from({ length: lineCount }, (_, i) => [i + 1, new Password(sipPasswordOf(i + 1))]));
  const isShared = family?.secrets.some(({ kinds }) => kinds.includes("menu") && kinds.includes("web")) ?? false;
  const menu = MENU_PASSWORD.slice(0, family?.menuDigits?.max);
  const shared = family?.menuDigits === undefined ? SHARED_PASSWORD : menu;
  if (isShared) return { ...NO_PASSWORDS, sip, shared: new Password(shared) };
  return { ...NO_PASSWORDS, sip, menu: new Password(menu), web: new Password(WEB_PASSWORD) };
}

const HTTPS_DOORS = {
  httpsUrls: { modern: "https://prov.example.test/", legacy: "https://prov.example.test:8444/" },
};

/** Renders one file through the product's own way from phone to bytes. */
export function renderForTest(
  vendor: Vendor,
  modelName: string,
  rule: RenderRule,
  options: RenderOptions = {},
): Buffer {
  const model = vendor.models[modelName];
  if (model === undefined) throw new Error(`${vendor.name} has no model ${modelName}`);
  const { passwords = NO_PASSWORDS, login, profile, watchedNames = new Map(), phoneBook } = options;
  const reached = { baseUrl: options.baseUrl ?? BASE_URL, ...HTTPS_DOORS };
  const pbx = buildPbx(options);
  const phone = buildPhone(vendor, modelName, options);
  const { hosted = sampleFiles(vendor, modelName), running } = options;
  return renderFile(
    {
      hosted,
      running,
      menuKey: options.menuKey ?? "key-of-its-menu",
      phone,
      pbx,
      profile,
      watchedNames,
      phoneBook,
      vendor,
      modelName,
      model,
      rule,
      reached,
      login,
      authorities: [],
      passwords,
    },
    renderer,
  );
}

/** Of each kind one file that this model takes, and firmware 9.9.9. */
function sampleFiles({ id: vendorId }: Vendor, modelName: string): HostedCatalogue {
  const file = (key: string, kind: HostedFile["kind"], name: string): HostedFile => ({
    ...{ key, vendorId, kind, name, bytes: 1, sha256: "", contentType: "", size: null },
    firmware: kind === "firmware" ? { version: "9.9.9", models: [modelName, "W73H"], minimumVersion: null } : null,
    ...{ uploadedAt: 0, uploadedBy: "" },
  });
  return createCatalogue([
    file("language-16-long", "language", "gui_lang_DE.xml"),
    file("ringtone-16-long", "ring-tone", "tone.wav"),
    file("firmware-16-long", "firmware", "image999.bin"),
  ]);
}

function buildPbx(options: RenderOptions): Pbx {
  return {
    id: "berlin",
    host: "pbx.example.test",
    port: 5061,
    transport: "tls",
    customer: null,
    realm: null,
    settings: {},
    vendors: {},
    clientCertificates: {},
    access: OPEN_ACCESS,
    pausedAt: null,
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    ...options.pbx,
  };
}

function buildPhone(vendor: Vendor, modelName: string, options: RenderOptions): Phone {
  return {
    phoneId: 1,
    mac: macOf(options.mac ?? "0004137447D0"),
    macId: null,
    pbxId: "berlin",
    vendorId: vendor.id,
    vendorSource: "operator",
    model: modelName,
    modelSource: "operator",
    revision: "1",
    hasLiveGrants: true,
    certificatePolicy: "off",
    knownAuthorities: [],
    access: OPEN_ACCESS,
    pausedAt: null,
    proofs: [],
    seatWaits: false,
    sharing: options.sharing ?? "never",
    seat: null,
    label: options.phoneLabel ?? "Reception",
    keys: options.keys ?? [],
    modules: options.modules ?? [],
    handsets: options.handsets ?? [],
    profileId: options.profile?.id ?? null,
    settings: { ...(options.leavesSettingsOut ? {} : SAMPLE_SETTINGS), ...options.settings },
    lines: Array.from({ length: options.lineCount ?? 1 }, (_, index) => ({
      accountId: index + 1,
      username: `${201 + index}`,
      authName: `auth${201 + index}`,
      displayName: `Desk ${201 + index}`,
      label: `Line ${201 + index}`,
      ...options.line,
    })),
    createdAt: 0,
    updatedAt: 0,
    lastSeenAt: null,
    lastAddress: null,
    firmware: null,
    rolloutFirmware: null,
  };
}

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error("the test's own MAC is not one");
  return mac;
}

/** Keys of every type that the model can do, over and over, some without a label, some without a function, to its last key. */
export function everyKind(vendor: Vendor, modelName: string, keyCount: number): FunctionKey[] {
  const model = vendor.models[modelName];
  const types = model === undefined ? [] : keyTypesOf(vendor, modelName, model);
  const kinds = FUNCTION_KEY_TYPES.filter((type) => type === "none" || types.includes(type));
  return Array.from({ length: keyCount }, (_, index) => {
    const key = sampleKey(kinds[index % kinds.length] ?? "none");
    return key.type === "none" || index % 3 === 0 ? key : { ...key, label: `Key ${index + 1}` };
  });
}
