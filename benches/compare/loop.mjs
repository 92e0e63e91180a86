// usage: loop.mjs SCHEMA FILE...    how many lines of a log, or other documents, are not valid for ajv

import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv({ strict: false });
formats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
let invalid = 0;
for (const file of files) {
  const bytes = readFileSync(file);
  if (!file.endsWith(".ndjson")) {
    invalid += validate(JSON.parse(bytes)) ? 0 : 1;
    continue;
  }
  for (let start = 0; start < bytes.length; ) {
    let end = bytes.indexOf(10, start);
    if (end < 0) end = bytes.length;
    if (end > start && !validate(JSON.parse(bytes.toString("utf8", start, end)))) invalid += 1;
    start = end + 1;
  }
}
console.log(invalid);
