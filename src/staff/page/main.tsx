import { render } from "preact";
import { App } from "./app.tsx";
import { readLanguage, readTheme, showTheme } from "./preferences.ts";
import { loadTexts } from "./texts/texts.ts";

showTheme(readTheme());
const language = readLanguage();
const texts = await loadTexts(language);
const root = document.getElementById("page");
if (root !== null) render(<App language={language} texts={texts} />, root);
