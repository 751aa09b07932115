// A process that exchanges the master key of the database in a folder, or goes on with it, until it is killed or done.
import { openStore } from "../../src/storage/open-store.ts";

const [dataDir = ""] = process.argv.slice(2);
const store = await openStore({
  url: undefined,
  dataDir,
  masterKey: undefined,
  clock: Date.now,
  keepPlaintext: true,
  maxSightings: 10,
});
await store.rotateMasterKey();
let said = "";
const timer = setInterval(() => {
  const { state, looked, resealed } = store.masterKeyState();
  const line = `${state} ${resealed} ${looked}\n`;
  if (line !== said) process.stdout.write(line);
  said = line;
  if (state === "running") return;
  clearInterval(timer);
  void store.close();
}, 1);
