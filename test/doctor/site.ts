import { onTestFinished, type TestContext } from "vitest";
import type { Severity } from "../../src/provisioning/findings.ts";
import { offhook, type Run } from "../command-line/run.ts";
import { makeNetworkLab, type NetworkLab } from "../daemon/network-lab.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";

type Finding = {
  code: string;
  severity: Severity;
  params: Record<string, unknown>;
  title: string;
  why: string;
  fix: string;
};
/** What a machine that is busy with other tests may find of itself. */
const LATE = ["check-timed-out", "url-silent", "tftp-silent", "database-slow"];
const MOST_TRIES = 5;

export type Examined = Run & { findings: Finding[]; find(code: string): Finding[] };
export type DoctorSite = {
  lab: NetworkLab;
  /** The words before a command that runs it on the server. */
  server: string[];
  dataDir: string;
  start(env?: Record<string, string | undefined>): Promise<Daemon>;
  staff(...args: string[]): Promise<unknown>;
  /** `offhook doctor --json` on the server. */
  examine(...args: string[]): Promise<Examined>;
  /** The same with settings of its own, for a daemon that does not run. */
  examineHere(settings: Record<string, string>): Promise<Examined>;
};

/** A server on a switch of its own: the self-check asks the networks it is in, so never from this machine's own. */
export async function makeDoctorSite(context: TestContext, address = "192.0.2.10/24"): Promise<DoctorSite> {
  const lab = await makeNetworkLab(context);
  const server = await lab.host("server");
  if (address !== "") await lab.ip("server", "addr", "add", address, "dev", "eth0");
  const dataDir = makeDataDir();
  onTestFinished(() => removeFolder(dataDir));
  let env: Record<string, string> = {};
  return {
    lab,
    server,
    dataDir,
    async start(settings = {}) {
      const doors = { OFFHOOK_HTTP: "0.0.0.0:8080", OFFHOOK_TFTP: "0.0.0.0:6969", OFFHOOK_PNP: undefined };
      const daemon = await startDaemon(dataDir, { ...doors, ...settings }, server);
      onTestFinished(() => void daemon.stop());
      env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
      return daemon;
    },
    async staff(...args) {
      const { code, out, err } = await offhook([...args, "--json"], env, "", server);
      if (code !== 0) throw new Error(err);
      return JSON.parse(out);
    },
    examineHere: async (settings) =>
      readReport(await offhook(["doctor", "--json"], { OFFHOOK_DATA_DIR: dataDir, ...env, ...settings }, "", server)),
    async examine(...args) {
      const ask = async () => readReport(await offhook(["doctor", "--json", ...args], env, "", server));
      let report = await ask();
      for (let tries = 1; tries < MOST_TRIES && report.findings.some(({ code }) => LATE.includes(code)); tries++)
        report = await ask();
      return report;
    },
  };
}

export function readReport(run: Run): Examined {
  if (run.out === "") throw new Error(run.err);
  const { findings } = JSON.parse(run.out) as { findings: Finding[] };
  return { ...run, findings, find: (code) => findings.filter((finding) => finding.code === code) };
}
