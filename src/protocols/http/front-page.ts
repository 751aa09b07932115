import { oneLine } from "../one-line.ts";

const TITLE = /<title(?:\s[^>]{0,100})?>([^<]{1,300})/i;
const REALM = /\brealm\s*=\s*(?:"([^"]{1,300})"|([^\s,"]{1,100}))/i;
const MAX_LENGTH = 100;

/** What a device's web server says of itself to somebody who has not logged in. `body`: the beginning of its page. */
export function readFrontPage(
  headers: { server?: string | undefined; wwwAuthenticate?: string | undefined },
  body: string,
): { title: string | undefined; realm: string | undefined; server: string | undefined } {
  const realm = REALM.exec(headers.wwwAuthenticate ?? "");
  return {
    title: tidy(TITLE.exec(body)?.[1]),
    realm: tidy(realm?.[1] ?? realm?.[2]),
    server: tidy(headers.server),
  };
}

function tidy(text: string | undefined): string | undefined {
  return text === undefined ? undefined : oneLine(text, MAX_LENGTH) || undefined;
}
