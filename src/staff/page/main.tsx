import { render } from "preact";
import { App } from "./app.tsx";
import { readTheme, showTheme } from "./preferences.ts";

showTheme(readTheme());
const root = document.getElementById("page");
if (root !== null) render(<App />, root);
