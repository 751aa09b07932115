import type { ExamineHere } from "./command-line/doctor-command.ts";
import { runCommandLine } from "./command-line/program.ts";
import type { Vendor } from "./provisioning/vendor.ts";

// A reader that has seen enough, such as head, is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

async function serve(): Promise<void> {
  const main = await import("./main.ts");
  await main.serve();
}

async function loadVendors(): Promise<readonly Vendor[]> {
  const { vendors } = await import("./vendors/index.ts");
  return vendors;
}

async function examineHere(...about: Parameters<ExamineHere>): ReturnType<ExamineHere> {
  const doctor = await import("./doctor-here.ts");
  return doctor.examineHere(...about);
}

process.exitCode = (await runCommandLine(process.argv, { serve, loadVendors, examineHere })) ?? process.exitCode;
