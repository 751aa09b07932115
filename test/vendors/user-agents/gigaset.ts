import type { UserAgentSample } from "./sample.ts";

/** gigaset.md §1.9, each form it records; then the variations it describes. */
export const gigasetUserAgents: readonly UserAgentSample[] = [
  {
    header: "Gigaset N720 DM PRO/70.089.00.000.000;7C2F80CA21E4",
    says: { model: "N720 DM PRO", firmware: "89", mac: "7C2F80CA21E4" },
  },
  {
    header: "Gigaset N720 DM PRO/70.108.00.000.000",
    says: { model: "N720 DM PRO", firmware: "108", mac: undefined },
  },
  { header: "N720-DM-PRO/70.040.00.000.000", says: { model: "N720 DM PRO", firmware: "40", mac: undefined } },
  { header: "N510 IP PRO/42.242.00.000.000", says: { model: "N510 IP PRO", firmware: "242", mac: undefined } },
  {
    header: "N510 IP PRO/42.245.00.000.000;7C2F804DF9A9",
    says: { model: "N510 IP PRO", firmware: "245", mac: "7C2F804DF9A9" },
  },
  {
    header: "N510 IP PRO/42.250.00.000.000;7C2F806257D7",
    says: { model: "N510 IP PRO", firmware: "250", mac: "7C2F806257D7" },
  },
  {
    header: "Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605",
    says: { model: "N870 IP PRO", firmware: "2.11.0", mac: "7C2F80E0D605" },
  },
  { header: "C610 IP/42.021.00.000.000", says: { model: "C610 IP", firmware: "21", mac: undefined } },
  {
    header: "N510 IP PRO/42.263.00.000.000;SL750H PRO/116.076.00.000.000",
    says: { model: "N510 IP PRO", firmware: "263", mac: undefined },
  },
  {
    header: '"Gigaset N670 IP PRO/83.V2.39.0+build.a546b91;7C2F80E0D605"',
    says: { model: "N670 IP PRO", firmware: "2.39.0", mac: "7C2F80E0D605" },
  },
  {
    header: "Gigaset N610 IP PRO/83.V2.61.0+build.a546b91;7c2f80e0d605;Handset=3",
    says: { model: "N610 IP PRO", firmware: "2.61.0", mac: "7c2f80e0d605", handsets: 3 },
  },
  {
    header: "N870E-IP-PRO/83.V2.65.0+build.8504c90",
    says: { model: "N870E IP PRO", firmware: "2.65.0", mac: undefined },
  },
  {
    header: "Gigaset N770 IP PRO/83.V2.65.0+build.8504c90;Handset=12",
    says: { model: "N770 IP PRO", firmware: "2.65.0", mac: undefined, handsets: 12 },
  },
  {
    header: "Gigaset N530 IP PRO/83.V2.65.0+build.8504c90",
    says: { model: "N530 IP PRO", firmware: "2.65.0", mac: undefined },
  },
  {
    header: "Gigaset N999 IP PRO/84.V3.0.1+build.0000000;589EC6AABBCC",
    says: { model: "N999 IP PRO", firmware: "3.0.1", mac: "589EC6AABBCC" },
  },
  {
    header: "Gigaset Maxwell 3 2.41.0 7C:2F:80:AA:BB:D8",
    says: { model: "Maxwell 3", firmware: "2.41.0", mac: "7C:2F:80:AA:BB:D8" },
  },
  { header: "Maxwell Basic 7C2F80AABBD8", says: { model: "Maxwell Basic", firmware: undefined, mac: "7C2F80AABBD8" } },
  {
    header: "Mozilla/4.0 (compatible; GigasetP82x-SIP 10.1.198.12 2020.04 000413E2AABB SXM:0)",
    says: { model: "P820", firmware: "10.1.198.12", mac: "000413E2AABB" },
  },
];
