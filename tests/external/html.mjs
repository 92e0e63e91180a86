// A browser as judge of the report for browsers.
//
// usage: html.mjs CHROMIUM NODE_MODULES FILE... [--screenshots FOLDER]
//
// Each file is opened from disk in a headless Chromium, at 360 and at 1280 pixels, in light and dark: no
// message on its console, no refused policy, no request but for the file, nothing to scroll sideways, no
// violation of axe-core's rules for WCAG 2 (levels A and AA) and of its best practices, whatever is folded
// opened as well as closed. The keyboard reaches what can be opened and opens it, the script filters, and
// without script all findings can be read. Exits with 1 on any disagreement.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, modules, ...rest] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x.js"));
const puppeteer = require("puppeteer-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const at = rest.indexOf("--screenshots");
const screenshots = at < 0 ? undefined : rest[at + 1];
const files = at < 0 ? rest : rest.slice(0, at);
const disagreements = [];

// No address but those of files leads anywhere: names resolve to nothing.
const browser = await puppeteer.launch({
  executablePath: chromium,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb"],
});

async function open(file, width, scheme, complain) {
  const page = await browser.newPage();
  const url = pathToFileURL(resolve(file)).href;
  page.on("console", (message) => complain(`console: ${message.text()}`));
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) complain(`asks for ${request.url()}`);
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  return page;
}

// Pages with a strict policy take no further script from the page's own side; the protocol's does.
async function accessibility(page, complain) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await axe.run(document, { resultTypes: ["violations"] });
    return {
      passes: result.passes.length,
      violations: result.violations.map(({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0].html.slice(0, 160)}`),
    };
  });
  if (found.passes < 15) complain(`axe-core: only ${found.passes} rules had anything to look at`);
  for (const violation of found.violations) complain(`axe-core: ${violation}`);
}

async function sideways(page, complain) {
  const [content, room, widest] = await page.evaluate(() => {
    const root = document.scrollingElement;
    const wide = [...document.body.querySelectorAll("*")].find(
      (one) => !one.closest(".skip") && one.getBoundingClientRect().right > innerWidth + 1,
    );
    return [root.scrollWidth, innerWidth, wide ? wide.outerHTML.slice(0, 160) : ""];
  });
  if (content > room) complain(`scrolls sideways: ${content} of ${room}: ${widest}`);
}

async function keyboard(page, complain) {
  const { summaries, stops } = await page.evaluate(() => ({
    summaries: document.querySelectorAll("summary").length,
    stops: document.querySelectorAll("a, summary, input, button").length,
  }));
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.className);
  if (first !== "skip") complain(`the first stop of the keyboard is no skip link, but ${first}`);
  if (summaries === 0) return;
  for (let stop = 0; stop <= stops; stop += 1) {
    if (await page.evaluate(() => document.activeElement.tagName === "SUMMARY")) break;
    await page.keyboard.press("Tab");
  }
  const before = await page.evaluate(() => {
    const { activeElement: now } = document;
    return now.tagName === "SUMMARY" ? { isOpen: now.parentElement.open, outline: getComputedStyle(now).outlineStyle } : undefined;
  });
  if (!before) return complain("the keyboard reaches nothing to open");
  if (before.outline === "none") complain("what has the focus does not show it");
  await page.keyboard.press("Enter");
  const isOpen = await page.evaluate(() => document.activeElement.parentElement.open);
  if (isOpen === before.isOpen) complain("the keyboard does not open what is folded");
}

async function filter(page, complain) {
  const told = await page.evaluate(() => {
    const form = document.getElementById("filter");
    if (!form) return undefined;
    const drifts = () => [...document.querySelectorAll("details[data-level]")];
    const shown = () => drifts().filter((one) => one.offsetParent !== null).length;
    const enter = (value) => {
      form.elements.words.value = value;
      form.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const all = shown();
    enter("no such words are in any drift at all");
    const none = shown();
    enter("");
    const box = form.querySelector("input[value=error]");
    box.click();
    const others = shown();
    const expected = drifts().filter((one) => one.dataset.level !== "error").length;
    box.click();
    return { all, none, others, expected, total: drifts().length, isHidden: form.hidden };
  });
  if (!told) return;
  const { all, none, others, expected, total, isHidden } = told;
  if (isHidden || all !== total || none !== 0 || others !== expected) complain(`the filter: ${JSON.stringify(told)}`);
}

// Every link leads somewhere, and one to a drift opens it.
async function links(page, complain) {
  const dead = await page.evaluate(() =>
    [...document.links].filter((link) => !link.getAttribute("href").startsWith("#") || !document.getElementById(link.hash.slice(1))).map((link) => link.outerHTML),
  );
  for (const link of dead) complain(`a link leads nowhere: ${link}`);
  const target = await page.evaluate(() => document.querySelector("a[href^='#drift-']")?.hash);
  if (!target) return;
  await page.evaluate((hash) => document.querySelector(`a[href="${hash}"]`).click(), target);
  await page.waitForFunction((hash) => document.querySelector(hash).open, { timeout: 5000 }, target).catch(() => {
    complain(`the link to ${target} does not open it`);
  });
}

async function withoutScript(file, complain) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(resolve(file)).href, { waitUntil: "load" });
  const form = await page.$("#filter");
  if (form && (await form.isVisible())) complain("without script, there is a filter that does nothing");
  for (const drift of await page.$$("details[data-level] > summary")) {
    if (!(await drift.isVisible())) {
      complain("without script, a finding is hidden");
      break;
    }
  }
  await page.close();
}

async function judged(file, shots) {
  const name = basename(file, ".html");
  const complaints = [];
  for (const width of [360, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const complain = (text) => complaints.push(`${name}, ${width}, ${scheme}: ${text}`);
      const page = await open(file, width, scheme, complain);
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png` });
      await sideways(page, complain);
      await keyboard(page, complain);
      await filter(page, complain);
      await links(page, complain);
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      await sideways(page, complain);
      // What it judges depends on the one or the other, and it is slow on a large page.
      if ((width === 360) === (scheme === "dark")) await accessibility(page, complain);
      await page.close();
    }
  }
  await withoutScript(file, (text) => complaints.push(`${name}: ${text}`));
  return complaints;
}

// A page that has to be refused for all of these.
const REFUSED = `<!doctype html><title>x</title><a href="#">x</a>
<details data-level=error hidden><summary style="outline:0">x</summary></details><img src="https://example.invalid/x.png">
<p style="width:2000px;color:#ccc;background:#fff">wide</p><script>throw new Error("x")</script>`;
const folder = await mkdtemp(join(tmpdir(), "wiredrift-"));
await writeFile(join(folder, "refused.html"), REFUSED);
const refused = (await judged(join(folder, "refused.html"))).join("\n");
await rm(folder, { recursive: true });
for (const due of ["asks for", "error: x", "scrolls sideways", "skip link", "color-contrast", "image-alt", "a link leads nowhere", "a finding is hidden"]) {
  if (!refused.includes(due)) disagreements.push(`a page was not refused for: ${due}`);
}

for (const file of files) disagreements.push(...(await judged(file, screenshots)));
await browser.close();

for (const line of disagreements.slice(0, 20)) console.log(`  ${line}`);
console.log(`a browser: ${files.length} reports, ${disagreements.length} disagreements`);
process.exit(disagreements.length === 0 && files.length > 0 ? 0 : 1);
