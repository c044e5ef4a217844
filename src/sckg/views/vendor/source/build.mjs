// node build.mjs FOLDER: writes the bundles and the licences of what they contain. Called by build.sh.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

import { world } from "./world.mjs";

const BUNDLES = ["network", "search"];
const WORLD = "world-50m";
const NATURAL_EARTH = "The outlines are those of Natural Earth 4.1, which is in the public domain; simplified by sckg.";

/** Name of the package that a file of a bundle belongs to; nothing for our own files. */
function packageOf(path) {
  const at = path.lastIndexOf("node_modules/");
  if (at < 0) return undefined;
  const [first, second] = path.slice(at + "node_modules/".length).split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

/** Name, version and the full text of the licence of a package. Fails where there is none. */
function notice(name) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  if (!files.length) throw new Error(`${name} ${version} has no licence file: do not bundle it`);
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").replace(/\r\n?/g, "\n").trim());
  return { name, title: `${name} ${version} (${license})`, text: texts.join("\n\n") };
}

/** The licences of some packages as one text, sorted by name. */
function notices(file, names, more = []) {
  const all = [...names].sort().map(notice);
  const line = "-".repeat(80);
  const head = [`${file} contains:`, ...all.map(({ title }) => `  ${title}`), ...more].join("\n");
  return [head, ...all.map(({ title, text }) => `${line}\n${title}\n${line}\n${text}`)].join("\n\n") + "\n";
}

async function bundle(name, folder) {
  const { metafile, outputFiles } = await build({
    entryPoints: [`${name}.js`],
    bundle: true,
    charset: "utf8",
    define: { "process.env.NODE_ENV": '"production"' },
    format: "iife",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    minify: true,
    platform: "browser",
    target: "es2020",
    write: false,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0);
  const text = notices(`${name}.js`, new Set(used.map(packageOf).filter(Boolean)));
  if (text.includes("*/")) throw new Error("a licence would end the comment that holds it");
  writeFileSync(join(folder, `${name}.LICENSES.txt`), text);
  // The licences stand in the bundle too: it is copied into every page that is made.
  writeFileSync(join(folder, `${name}.js`), `/*!\n${text}*/\n${outputFiles[0].text}`);
}

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
for (const name of BUNDLES) await bundle(name, folder);
const text = notices(`${WORLD}.json`, ["world-atlas"], ["", NATURAL_EARTH]);
writeFileSync(join(folder, `${WORLD}.LICENSES.txt`), text);
writeFileSync(join(folder, `${WORLD}.json`), world(text));
