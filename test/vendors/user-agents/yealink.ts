import type { UserAgentSample } from "./sample.ts";

/** yealink.md §3, MACs completed where it cut them, and the SIP and PnP forms of §1.2. */
export const yealinkUserAgents: readonly UserAgentSample[] = [
  {
    header: "yealink SIP-T28P 2.70.0.140 00:15:65:13:ae:0b",
    says: { model: "T28P", firmware: "2.70.0.140", mac: "00:15:65:13:ae:0b" },
  },
  {
    header: "Yealink SIP-T22P 7.72.0.30 00:15:65:39:31:fc",
    says: { model: "T22P", firmware: "7.72.0.30", mac: "00:15:65:39:31:fc" },
  },
  {
    header: "Yealink SIP-T38G  38.70.0.125 00:15:65:2f:c3:5e",
    says: { model: "T38G", firmware: "38.70.0.125", mac: "00:15:65:2f:c3:5e" },
  },
  {
    header: "Yealink SIP-T21P_E2 52.80.0.3 00:15:65:4c:4c:26",
    says: { model: "T21P_E2", firmware: "52.80.0.3", mac: "00:15:65:4c:4c:26" },
  },
  {
    header: "Yealink SIP-T46G 28.72.0.1 00:15:65:4a:a9:37",
    says: { model: "T46G", firmware: "28.72.0.1", mac: "00:15:65:4a:a9:37" },
  },
  {
    header: "Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0",
    says: { model: "T46G", firmware: "28.71.0.81", mac: undefined },
  },
  {
    header: "Yealink SIP-T46S 66.86.0.160 00:15:65:bd:56:d4",
    says: { model: "T46S", firmware: "66.86.0.160", mac: "00:15:65:bd:56:d4" },
  },
  { header: "Yealink SIP-T46S 66.86.0.15", says: { model: "T46S", firmware: "66.86.0.15", mac: undefined } },
  {
    header: "Yealink SIP VP-T49G 51.80.0.10 00:15:65:9b:5a:44",
    says: { model: "T49G", firmware: "51.80.0.10", mac: "00:15:65:9b:5a:44" },
  },
  {
    header: "Yealink SIP-T33G 124.86.0.118 24:9a:d8:1e:83:fa",
    says: { model: "T33G", firmware: "124.86.0.118", mac: "24:9a:d8:1e:83:fa" },
  },
  {
    header: "Yealink SIP-T31G 124.85.257.55 24:9a:d8:1e:83:fa",
    says: { model: "T31G", firmware: "124.85.257.55", mac: "24:9a:d8:1e:83:fa" },
  },
  {
    header: "Yealink SIP-T56A  58.80.0.25 001565f429a4",
    says: { model: "T56A", firmware: "58.80.0.25", mac: "001565f429a4" },
  },
  {
    header: "Yealink SIP-T58A 58.83.0.15 00:15:65:9b:5b:22",
    says: { model: "T58A", firmware: "58.83.0.15", mac: "00:15:65:9b:5b:22" },
  },
  {
    header: "Yealink SIP-T54W 96.86.0.100 24:9a:d8:41:6c:5c",
    says: { model: "T54W", firmware: "96.86.0.100", mac: "24:9a:d8:41:6c:5c" },
  },
  { header: "Yealink SIP-T54W 96.85.0.5", says: { model: "T54W", firmware: "96.85.0.5", mac: undefined } },
  {
    header: "Yealink SIP-T77U 185.87.0.10 44:db:d2:bd:b5:69",
    says: { model: "T77U", firmware: "185.87.0.10", mac: "44:db:d2:bd:b5:69" },
  },
  {
    header: "Yealink SIP-T87W 185.87.0.10 44:db:d2:c9:73:b7",
    says: { model: "T87W", firmware: "185.87.0.10", mac: "44:db:d2:c9:73:b7" },
  },
  {
    header: "Yealink CP860 37.72.0.5 00:15:65:8a:37:86",
    says: { model: "CP860", firmware: "37.72.0.5", mac: "00:15:65:8a:37:86" },
  },
  { header: "Yealink SIP-CP960 73.83.0.30", says: { model: "CP960", firmware: "73.83.0.30", mac: undefined } },
  {
    header: "Yealink SIP-CP920 78.85.0.5 80:5e:c0:aa:bb:cc",
    says: { model: "CP920", firmware: "78.85.0.5", mac: "80:5e:c0:aa:bb:cc" },
  },
  {
    header: "W52P 25.30.0.2 00:15:65:44:b3:7c",
    says: { model: "W52P", firmware: "25.30.0.2", mac: "00:15:65:44:b3:7c" },
  },
  {
    header: "Yealink SIP-W52P 25.73.0.20 00:15:65:44:b3:7c",
    says: { model: "W52P", firmware: "25.73.0.20", mac: "00:15:65:44:b3:7c" },
  },
  { header: "Yealink W52P 25.81.0.10", says: { model: "W52P", firmware: "25.81.0.10", mac: undefined } },
  {
    header: "Yealink W60B 77.81.0.35 80:5e:c0:09:ab:dc",
    says: { model: "W60B", firmware: "77.81.0.35", mac: "80:5e:c0:09:ab:dc" },
  },
  {
    header: "Yealink W70B 146.87.0.15 80:5e:0c:1d:65:4e",
    says: { model: "W70B", firmware: "146.87.0.15", mac: "80:5e:0c:1d:65:4e" },
  },
  {
    header: "Yealink W75B 175.87.0.10 80:5e:c0:aa:bb:cc",
    says: { model: "W75B", firmware: "175.87.0.10", mac: "80:5e:c0:aa:bb:cc" },
  },
  {
    header: "Yealink W80B 103.83.0.90 80:5e:c0:71:01:38",
    says: { model: "W80B", firmware: "103.83.0.90", mac: "80:5e:c0:71:01:38" },
  },
  {
    header: "Yealink W80DM 103.87.0.10 80:5e:c0:71:01:38",
    says: { model: "W80DM", firmware: "103.87.0.10", mac: "80:5e:c0:71:01:38" },
  },
  {
    header: "Yealink W90DM 130.87.0.18 80:5e:c0:d9:c7:44",
    says: { model: "W90DM", firmware: "130.87.0.18", mac: "80:5e:c0:d9:c7:44" },
  },
  {
    header: "VP530P 23.70.0.40 00:15:65:31:4b:c0",
    says: { model: "VP530", firmware: "23.70.0.40", mac: "00:15:65:31:4b:c0" },
  },
  {
    header: "VP530 23.70.0.41 00:15:65:31:4b:c0",
    says: { model: "VP530", firmware: "23.70.0.41", mac: "00:15:65:31:4b:c0" },
  },
  { header: "Yealink VP59 91.283.0.30", says: { model: "VP59", firmware: "91.283.0.30", mac: undefined } },
  {
    header: "Yealink AX83H 180.87.0.15 44:db:d2:aa:bb:cc",
    says: { model: "AX83H", firmware: "180.87.0.15", mac: "44:db:d2:aa:bb:cc" },
  },
  { header: "Yealink SIP-T21P 34.72.14.6", says: { model: "T21P", firmware: "34.72.14.6", mac: undefined } },
  {
    header: "Yealink SIP-T67LTE 185.87.0.10 44:db:d2:aa:bb:cc",
    says: { model: "T67LTE", firmware: "185.87.0.10", mac: "44:db:d2:aa:bb:cc" },
  },
  {
    header: "Yealink W90DM 130.87.0.10 80:5e:c0:d9:c7:44",
    says: { model: "W90DM", firmware: "130.87.0.10", mac: "80:5e:c0:d9:c7:44" },
  },
  {
    header: "Yealink W52P 25.80.0.15 00:15:65:44:b3:7c",
    says: { model: "W52P", firmware: "25.80.0.15", mac: "00:15:65:44:b3:7c" },
  },
  {
    header: "Yealink CP960 73.83.0.30 80:5e:c0:aa:bb:cc",
    says: { model: "CP960", firmware: "73.83.0.30", mac: "80:5e:c0:aa:bb:cc" },
  },
  { header: "Yealink SIP-T46U 108.86.0.20", says: { model: "T46U", firmware: "108.86.0.20", mac: undefined } },
  { header: "Yealink SIP-T53W 96.86.0.70", says: { model: "T53W", firmware: "96.86.0.70", mac: undefined } },
];
