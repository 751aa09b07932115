/** What somebody who looks for a hole would like to read. Relative to a root or to the data folder. */
const TARGETS = [
  "etc/passwd",
  "etc/shadow",
  "proc/self/environ",
  "proc/self/fd/3",
  "offhook.db",
  "offhook.db-wal",
  "master.key",
  "data/offhook.db",
  "data/master.key",
  "package.json",
  "src/main.ts",
  "templates/snom/settings.hbs",
  ".git/config",
  ".env",
  "windows/win.ini",
  "boot.ini",
];

/** Ways to write "one folder up": plain, encoded, twice encoded, overlong UTF-8, full-width, with NUL, with a path parameter, in Windows' way. */
const UPS = [
  "../",
  "..\\",
  "..//",
  "..%2f",
  "..%5c",
  "%2e%2e/",
  "%2e%2e%2f",
  "%2E%2E%5C",
  ".%2e/",
  "%252e%252e%252f",
  "..%252f",
  "..%255c",
  "%25252e%25252e%25252f",
  "..%c0%af",
  "%c0%ae%c0%ae/",
  "%e0%80%ae%e0%80%ae/",
  "..%ef%bc%8f",
  "\u{ff0e}\u{ff0e}/",
  "..%00/",
  "../%00",
  "..;/",
  "....//",
  "....\\\\",
  "..././",
  "./../",
  "x/../../",
  "firmware/../../",
  "templates/../../",
];
const DEPTHS = [1, 2, 5, 9];
const ENDINGS = ["", "%00.xml", ".cfg%00", "?", "/."];

/** Names that begin where no "one folder up" is needed. */
const ROOTED = [
  ...["/", "//", "///", "file:///", "C:\\", "C:/", "\\\\?\\C:\\", "\\\\localhost\\c$\\", "~/", "~root/", "%2f"],
  ...["/%2f%2f", "/./", "/.//./", "http://127.0.0.1/", "jar:file:/", "$HOME/", "%24%7BHOME%7D/", "|cat /", "`cat /"],
];
const DEVICES = ["CON", "NUL", "AUX", "COM1", "LPT1", "NUL.xml", "settings.xml::$DATA", "master.key.", "master.key%20"];

/** All of them without a slash in front, each once. */
export function hostileNames(): string[] {
  const climbing = UPS.flatMap((up) =>
    DEPTHS.flatMap((depth) =>
      TARGETS.flatMap((target) => ENDINGS.map((ending) => `${up.repeat(depth)}${target}${ending}`)),
    ),
  );
  const rooted = ROOTED.flatMap((root) => TARGETS.map((target) => `${root}${target}`));
  return [...new Set([...climbing, ...rooted, ...DEVICES, "a".repeat(250), "../".repeat(80), "%".repeat(90)])];
}
