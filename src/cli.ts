import { runCommandLine } from "./command-line/program.ts";

// A reader that has seen enough, such as head, is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

async function serve(): Promise<void> {
  const main = await import("./main.ts");
  await main.serve();
}

process.exitCode = (await runCommandLine(process.argv, serve)) ?? process.exitCode;
