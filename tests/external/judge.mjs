// ajv, with ajv-formats, as a judge of generated payloads.
//
// usage: node judge.mjs SCHEMAS COURT
//
// Accepts every sample under COURT/samples and refuses every mutant under COURT/mutants whose rule
// is an error, apart from the leniencies that leniencies.json lists with their reasons. Exits with
// 1 on any other disagreement, and where a listed leniency never occurred.

import { createReadStream, existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const [schemas, court] = process.argv.slice(2);
const require = createRequire(join(resolve(court), "node", "package.json"));
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const JUDGE = "ajv";
const SHOWN = 20;
const here = dirname(fileURLToPath(import.meta.url));
const leniencies = JSON.parse(readFileSync(join(here, "leniencies.json"), "utf8"))[JUDGE];
const disagreements = [];
const used = new Set();
const compiled = new Map();

function validator(name) {
  if (!compiled.has(name)) {
    const [revision, dto] = name.split(".");
    const schema = JSON.parse(readFileSync(join(schemas, revision, `${dto}.schema.json`), "utf8"));
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    addFormats(ajv);
    compiled.set(name, ajv.compile(schema));
  }
  return compiled.get(name);
}

function at(payload, pointer) {
  return pointer
    .split("/")
    .slice(1)
    .reduce((value, token) => value?.[token.replaceAll("~1", "/").replaceAll("~0", "~")], payload);
}

function isKnownRefusal(error, payload) {
  const value = at(payload, error.instancePath);
  if (error.keyword !== "format" || typeof value !== "string") return false;
  const known = leniencies.refusesDates.find((entry) => new RegExp(entry.pattern).test(value));
  if (known) used.add(known.pattern);
  return known !== undefined;
}

let samples = 0;
for (const file of readdirSync(join(court, "samples")).sort()) {
  const judge = validator(file.split(".").slice(0, 2).join("."));
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(join(court, "samples", file)) })) {
    number += 1;
    samples += 1;
    const payload = JSON.parse(line);
    if (judge(payload)) continue;
    for (const error of judge.errors.filter((error) => !isKnownRefusal(error, payload))) {
      disagreements.push(`${file}:${number}: refused: ${error.instancePath} ${error.message}`);
    }
  }
}

let mutants = 0;
for (const folder of readdirSync(join(court, "mutants")).sort()) {
  const manifest = join(court, "mutants", folder, "manifest.json");
  if (!existsSync(manifest)) continue;
  const judge = validator(folder);
  for (const entry of JSON.parse(readFileSync(manifest, "utf8")).files) {
    mutants += 1;
    const payload = JSON.parse(readFileSync(join(court, "mutants", folder, entry.file), "utf8"));
    const accepted = judge(payload);
    const what = `${folder}/${entry.file} ${entry.rule} ${entry.mutated}`;
    if (entry.level === "error" && accepted) {
      const listed = leniencies.acceptsRules.filter(
        (known) => known.rule === entry.rule && new RegExp(known.pattern ?? "").test(entry.mutated ?? ""),
      );
      listed.forEach((known) => used.add(JSON.stringify(known)));
      if (listed.length === 0) disagreements.push(`${what}: accepted`);
    }
    if (entry.level === "note" && !accepted && judge.errors.some((error) => !isKnownRefusal(error, payload))) {
      disagreements.push(`${what}: refused: ${judge.errors[0].instancePath} ${judge.errors[0].message}`);
    }
  }
}

const listed = [
  ...leniencies.refusesDates.map((entry) => entry.pattern),
  ...leniencies.acceptsRules.map((entry) => JSON.stringify(entry)),
];
for (const entry of listed.filter((entry) => !used.has(entry))) {
  disagreements.push(`the listed leniency ${entry} never occurred`);
}
for (const line of disagreements.slice(0, SHOWN)) console.log(`  ${line}`);
console.log(`${JUDGE}: ${samples} samples, ${mutants} mutants, ${disagreements.length} disagreements`);
process.exit(disagreements.length > 0 || samples === 0 || mutants === 0 ? 1 : 0);
