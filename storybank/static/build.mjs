// Builds the style sheet and gathers third-party assets into build/. Run by `npm run build`.
// Plain Node and sass's own JavaScript interface: nothing here depends on a shell or on PATH.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..", "..");
const packages = path.join(root, "node_modules");
const build = path.join(here, "build");

const FONTS = {
  "@fontsource-variable/source-serif-4": [
    "source-serif-4-latin-opsz-normal.woff2",
    "source-serif-4-latin-ext-wght-normal.woff2",
    "source-serif-4-latin-wght-italic.woff2",
    "source-serif-4-latin-ext-wght-italic.woff2",
  ],
  "@fontsource-variable/atkinson-hyperlegible-next": [
    "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    "atkinson-hyperlegible-next-latin-wght-italic.woff2",
  ],
};

// What must never reach a reader: another body's typeface, crest or picture files.
const FORBIDDEN = [/GDS Transport/i, /crown/i, /crest/i, /assets\/images/i, /assets\/fonts/i];

const problems = [];
const logger = {
  warn(message, { deprecation }) {
    problems.push(deprecation ? `deprecated: ${message}` : message);
  },
  debug() {},
};

function compile() {
  const { css } = sass.compile(path.join(here, "scss", "app.scss"), {
    style: "compressed",
    loadPaths: [packages],
    logger,
  });
  problems.push(...FORBIDDEN.filter((word) => word.test(css)).map((word) => `found ${word}`));
  if (problems.length > 0) {
    throw new Error(`The style sheet was not kept:\n${problems.join("\n")}`);
  }
  return css;
}

async function copyFonts() {
  for (const [name, files] of Object.entries(FONTS)) {
    const from = path.join(packages, name);
    for (const file of files) {
      await cp(path.join(from, "files", file), path.join(build, "fonts", file));
    }
    const licence = `${path.basename(name)}.LICENCE.txt`;
    await writeFile(path.join(build, "fonts", licence), await readFile(path.join(from, "LICENSE")));
  }
}

async function copyScripts() {
  const from = path.join(packages, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js");
  const source = await readFile(from, "utf8");
  // The source map is not served, so the comment that asks for it would only make a failed request.
  const script = source.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  await writeFile(path.join(build, "govuk-frontend.min.js"), script);
}

try {
  const css = compile();
  await rm(build, { recursive: true, force: true });
  await mkdir(path.join(build, "fonts"), { recursive: true });
  await writeFile(path.join(build, "app.css"), css);
  await copyFonts();
  await copyScripts();
  console.log(`built app.css (${Math.round(css.length / 1024)} kB), fonts and scripts`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
