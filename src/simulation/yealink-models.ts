/**
 * How a phone of Yealink starts and what it says of itself: reference/yealink.md, sections 1.3 (order of files), 2 (common-file
 * codes), 3 (User-Agents) and 6 (firmware).
 */
export type YealinkModel = {
  kind: "desk" | "v7x" | "dect";
  /** Of its common file. */
  code: string;
  firmware: string;
  /** Before the firmware in its User-Agent; `Yealink SIP-<model>` when absent. */
  agentName?: string;
};

const desk = (code: string, firmware: string, agentName?: string): YealinkModel =>
  row("desk", code, firmware, agentName);
const old = (code: string, firmware: string, agentName?: string): YealinkModel => row("v7x", code, firmware, agentName);
const dect = (code: string, firmware: string, agentName: string): YealinkModel =>
  row("dect", code, firmware, agentName);

function row(kind: YealinkModel["kind"], code: string, firmware: string, agentName?: string): YealinkModel {
  return { kind, code, firmware, ...(agentName === undefined ? {} : { agentName }) };
}

/** Models whose code and firmware are both known; of a firmware known by its series only, the build is 0. */
// biome-ignore format: a table
export const YEALINK_MODELS: Readonly<Record<string, YealinkModel>> = {
  T19P_E2: desk("053", "53.84.0.125"),
  T23P: desk("044", "44.84.0.140"),
  T23G: desk("044", "44.84.0.140"),
  T27G: desk("069", "69.86.0.15"),
  T29G: desk("046", "46.83.0.120"),
  T30: desk("127", "124.86.0.118"),
  T30P: desk("127", "124.86.0.118"),
  T31: desk("123", "124.86.0.118"),
  T31P: desk("123", "124.86.0.118"),
  T31G: desk("123", "124.86.0.118"),
  T31W: desk("172", "124.87.0.15"),
  T33P: desk("124", "124.86.0.118"),
  T33G: desk("124", "124.86.0.118"),
  T34W: desk("171", "124.87.0.15"),
  T41P: desk("036", "36.83.0.120"),
  T42G: desk("029", "29.83.0.120"),
  T46G: desk("028", "28.83.0.120"),
  T48G: desk("035", "35.83.0.120"),
  T41S: desk("068", "66.86.0.15"),
  T42S: desk("067", "66.86.0.15"),
  T46S: desk("066", "66.86.0.15"),
  T48S: desk("065", "66.86.0.15"),
  T42U: desk("116", "108.86.0.90"),
  T43U: desk("107", "108.86.0.90"),
  T44W: desk("174", "108.87.0.15"),
  T46U: desk("108", "108.86.0.90"),
  T48U: desk("109", "108.86.0.90"),
  T53: desk("095", "96.86.0.70"),
  T53C: desk("095", "96.86.0.70"),
  T53W: desk("095", "96.86.0.70"),
  T54W: desk("096", "96.86.0.70"),
  T57W: desk("097", "96.86.0.70"),
  T58A: desk("058", "58.86.0.20"),
  T58V: desk("058", "58.86.0.20"),
  T58W: desk("150", "150.87.0.15"),
  T73U: desk("186", "185.87.0.34"),
  T73W: desk("183", "185.87.0.34"),
  T74U: desk("187", "185.87.0.34"),
  T74W: desk("184", "185.87.0.34"),
  T77U: desk("188", "185.87.0.34"),
  T85W: desk("196", "185.87.0.34"),
  T87W: desk("197", "185.87.0.34"),
  T88V: desk("192", "192.87.0.10"),
  T88W: desk("192", "192.87.0.10"),
  T49G: desk("051", "51.80.0.100", "Yealink SIP VP-T49G"),
  T56A: desk("056", "58.86.0.20"),
  T58: desk("058", "58.86.0.20"),
  VP59: desk("091", "91.283.0.30", "Yealink VP59"),
  CP920: desk("078", "78.86.0.15"),
  CP925: desk("148", "148.86.0.5"),
  CP960: desk("073", "73.85.0.5"),
  CP965: desk("143", "143.86.0.10"),
  AX83H: desk("180", "180.87.0.15", "Yealink AX83H"),
  AX86R: desk("182", "180.87.0.15", "Yealink AX86R"),

  T19P: old("031", "31.73.0.0"),
  T20P: old("007", "9.73.0.0"),
  T21P: old("034", "34.72.14.6"),
  T22P: old("005", "7.72.0.30"),
  T26P: old("004", "6.73.0.0"),
  T28P: old("000", "2.70.0.140", "yealink SIP-T28P"),
  T32G: old("032", "32.70.0.0"),
  // Two blanks before its firmware.
  T38G: old("038", "38.70.0.125", "Yealink SIP-T38G "),
  VP530: old("023", "23.70.0.40", "VP530P"),
  CP860: old("037", "37.72.0.5", "Yealink CP860"),

  W52P: dect("025", "25.81.0.60", "Yealink W52P"),
  W56P: dect("025", "25.81.0.60", "Yealink W56P"),
  W60B: dect("077", "77.85.0.25", "Yealink W60B"),
  W70B: dect("146", "146.87.0.21", "Yealink W70B"),
  W75DM: dect("175", "175.87.0.18", "Yealink W75B"),
  // In DM role it calls itself by the name of the base.
  W80DM: dect("103", "103.87.0.18", "Yealink W80B"),
  W90DM: dect("130", "130.87.0.18", "Yealink W90DM"),
  W75B: dect("175", "175.87.0.18", "Yealink W75B"),
  W80B: dect("103", "103.87.0.18", "Yealink W80B"),
  W90B: dect("130", "130.87.0.18", "Yealink W90B"),
};
