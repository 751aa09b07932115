import type { UserAgentSample } from "./sample.ts";

/** snom.md §1.5 and §1.2. */
export const snomUserAgents: readonly UserAgentSample[] = [
  {
    header: "Mozilla/4.0 (compatible; snom320-SIP 6.5.20; snom320 jffs2 v3.36; snom320 linux 3.38)",
    says: { model: "320", firmware: "6.5.20", mac: undefined },
  },
  {
    header: "Mozilla/4.0 (compatible; snom lid 3605)",
    says: { model: undefined, firmware: undefined, mac: undefined },
  },
  {
    header: "Mozilla/4.0 (compatible; snom320-SIP 8.4.18 1.1.3-s)",
    says: { model: "320", firmware: "8.4.18", mac: undefined },
  },
  {
    header: "Mozilla/4.0 (compatible; snom370-SIP 8.7.5.48 1.1.3-u 0004132E08B4)",
    says: { model: "370", firmware: "8.7.5.48", mac: "0004132E08B4" },
  },
  {
    header: "Mozilla/4.0 (compatible; snom710-SIP 8.7.5.35 1.1.5-IFX-05.01.12 000413741767)",
    says: { model: "D710", firmware: "8.7.5.35", mac: "000413741767" },
  },
  {
    header: "Mozilla/4.0 (compatible; snom870-SIP 8.4.35 SPEAr300 SNOM 1.4)",
    says: { model: "870", firmware: "8.4.35", mac: undefined },
  },
  {
    header: "Mozilla/4.0 (compatible; snomPA1-SIP 8.4.35 1.1.3-s)",
    says: { model: "PA1", firmware: "8.4.35", mac: undefined },
  },
  {
    header: "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)",
    says: { model: "D785", firmware: "10.1.33.33", mac: "000413922D24" },
  },
  {
    header:
      "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 00041396D9B4 SXM:0 UXM:0 UXMC:0)",
    says: { model: "D785", firmware: "10.1.169.16", mac: "00041396D9B4" },
  },
  {
    header:
      "Mozilla/4.0 (compatible; snomD713-SIP 10.4.5.6 10.4.5-v10-rc2 (Mar 12 2025 - 10:11:12) 000413E59FB4 SXM:0 UXM:0 UXMC:0)",
    says: { model: "D713", firmware: "10.4.5.6", mac: "000413E59FB4" },
  },
  {
    header: "Mozilla/4.0 (compatible; snomD865-SIP 10.1.215.13 2020.04 1c7126aabbcc SXM:0 UXM:0 UXMC:0)",
    says: { model: "D865", firmware: "10.1.215.13", mac: "1c7126aabbcc" },
  },
  {
    header: "Mozilla/4.0 (compatible; snomD999-SIP 11.0.1.2 000413922D24)",
    says: { model: "D999", firmware: "11.0.1.2", mac: "000413922D24" },
  },
  {
    header: "Mozilla/4.0 (compatible; Snom M900 05.20.0001 000413b60680)",
    says: { model: "M900", firmware: "05.20.0001", mac: "000413b60680" },
  },
  {
    header: "Mozilla/4.0 (compatible; snom m9 9.1.43)",
    says: { model: "m9", firmware: "9.1.43", mac: undefined },
  },
  {
    header: "snomM700/03.23.0005 (MAC=0004136*****; SER= 00000; HW=255)",
    says: { model: "M700", firmware: "03.23.0005", mac: undefined },
  },
  {
    header: "snomM700/03.23.0005 (MAC=000413612345; SER= 00000; HW=255)",
    says: { model: "M700", firmware: "03.23.0005", mac: "000413612345" },
  },
  {
    header: "Mozilla/4.0 (compatible; Snom M300 05.20.0001 00087b123456)",
    says: { model: "M300", firmware: "05.20.0001", mac: "00087b123456" },
  },
  {
    header: "Mozilla/4.0 (compatible; snom715-SIP 10.1.215.13 2010.12 00041375AABB SXM:0 UXM:0 UXMC:0)",
    says: { model: "D715", firmware: "10.1.215.13", mac: "00041375AABB" },
  },
  {
    header: "Mozilla/4.0 (compatible; snomMP-SIP 8.7.5.35 1.1.3-s)",
    says: { model: "MP", firmware: "8.7.5.35", mac: undefined },
  },
  { header: "snomD120/10.1.39.11", says: { model: "D120", firmware: "10.1.39.11", mac: undefined } },
  { header: "snom370/8.7.5.48", says: { model: "370", firmware: "8.7.5.48", mac: undefined } },
  { header: "snom715/10.1.198.12", says: { model: "D715", firmware: "10.1.198.12", mac: undefined } },
  {
    header: "snomD785/10.1.198.12 0004130DD7C9",
    says: { model: "D785", firmware: "10.1.198.12", mac: "0004130DD7C9" },
  },
];
