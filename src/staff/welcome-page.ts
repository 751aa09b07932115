import type { FastifyInstance } from "fastify";
import type { SendPage } from "./serve-page.ts";

/** Where links of the first start, of invitations and of resets lead. */
export const WELCOME_PATH = "/welcome";

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Welcome to Offhook</title></head>
<body>
<h1>Welcome to Offhook</h1>
<form id="form">
<p id="first" hidden><label>Login <input name="login" autocomplete="username"></label></p>
<p><label>Password, at least 12 characters <input name="password" type="password" autocomplete="new-password" required></label></p>
<p><button>Choose this password</button></p>
</form>
<p id="outcome" role="status"></p>
<script src="${WELCOME_PATH}/form.js"></script>
</body>
</html>
`;

const SCRIPT = `const [kind, token] = location.hash.slice(1).split("=");
const form = document.getElementById("form");
const outcome = document.getElementById("outcome");
const isFirst = kind === "first";
history.replaceState(null, "", location.pathname);
document.getElementById("first").hidden = !isFirst;
form.elements.login.required = isFirst;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const password = form.elements.password.value;
  const body = isFirst ? { token, login: form.elements.login.value, password } : { token, password };
  const answer = await fetch("/api/v1/session/" + (isFirst ? "first" : "invitation"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { detail, login } = await answer.json();
  outcome.textContent = answer.ok ? "Done. Your login is " + login + "." : detail;
  form.hidden = answer.ok;
});
`;

const ALLOWED =
  "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * The page behind a link: its token stays in the browser until somebody has chosen a password. The staff's page is that too; where it was
 * not built, a plain one stands in.
 */
export function addWelcomePage(app: FastifyInstance, sendPage: SendPage): void {
  app.get(
    WELCOME_PATH,
    { schema: { hide: true } },
    async (request, reply) =>
      sendPage(request, reply) ??
      reply.header("content-security-policy", ALLOWED).type("text/html; charset=utf-8").send(PAGE),
  );
  app.get(`${WELCOME_PATH}/form.js`, { schema: { hide: true } }, async (_, reply) =>
    reply.type("text/javascript; charset=utf-8").send(SCRIPT),
  );
}
