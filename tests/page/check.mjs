// Loads pages of `ktsnap page` in Chromium, and compares what they show with `ktsnap diff --json`.
//
//     node check.mjs KTSNAP FOLDER                  writes pages to FOLDER and checks them
//     node check.mjs KTSNAP FOLDER --screenshot     also writes the picture of docs/pictures.md

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import puppeteer from "puppeteer-core";

import { generate, groups } from "./generate.mjs";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [ktsnap, folder, ...options] = process.argv.slice(2);
const LARGEST = 3 * 1000 * 1000;

const run = (...args) => execFileSync(ktsnap, args, { cwd: repository, encoding: "utf8", maxBuffer: 1 << 30 });
const captures = (...names) => names.map((name) => `${name}.json`);
const text = (value) => (value === null || value === undefined ? "no value" : String(value));

/// The parts of a page, as its script reads them.
const parts = (page) => page.$eval("#data", (data) => JSON.parse(data.textContent).sections.flatMap((section) => section.parts));

const shown = (figure) =>
  figure.$$eval(".values span", (spans) => spans.map((span) => [span.firstChild.textContent.replace(/: $/, ""), span.querySelector("b").textContent]));

/// The names and values that a picture must show at a position.
const expected = {
  lines: (part, [index]) => [[part.x.name, part.xs[index]], ...part.lines.map((line) => [line.name, line.values[index]])],
  heat: (part, [column, row]) => [[`${part.rows[row]}, ${part.columns_name} ${part.columns[column]}`, part.cells[row][column]]],
};

const same = async (figure, part, place, how) => {
  const values = expected[part.kind](part, place).map(([name, value]) => [name, text(value)]);
  assert.deepEqual(await shown(figure), values, `${how} at ${place}`);
};

/// Moves the pointer to some values of a picture.
async function hover(page, figure, part) {
  const svg = await figure.$("svg");
  await svg.scrollIntoView();
  const box = await svg.boundingBox();
  const [area, range, group, width] = await svg.evaluate((svg) => [svg.dataset.area, svg.dataset.range, svg.dataset.group, svg.viewBox.baseVal.width]);
  const [left, top, right, bottom] = area.split(" ").map(Number);
  const scale = box.width / width;
  const at = (x, y) => page.mouse.move(box.x + x * scale, box.y + y * scale);
  if (part.kind === "lines") {
    const [from, to] = range.split(" ").map(Number);
    for (const index of new Set([0, Math.floor(part.xs.length / 2), part.xs.length - 1])) {
      await at(left + ((part.xs[index] - from) / (to - from)) * (right - left), (top + bottom) / 2);
      await same(figure, part, [index, 0], "the pointer");
    }
  } else if (group === "1") {
    const column = (right - left) / part.columns.length;
    for (const [x, y] of [[0, 0], [part.columns.length - 1, part.rows.length - 1]]) {
      await at(left + (x + 0.5) * column, top + (y + 0.5) * ((bottom - top) / part.rows.length));
      await same(figure, part, [x, y], "the pointer");
    }
  }
  await page.mouse.move(0, 0);
}

/// Goes through a picture with the keyboard.
async function keys(page, figure, part) {
  await figure.$eval(".picture", (picture) => picture.focus());
  // The keyboard continues where the pointer was.
  for (const _ of part.rows || []) await page.keyboard.press("ArrowUp");
  const last = part.kind === "lines" ? part.xs.length - 1 : part.columns.length - 1;
  for (const [key, place] of [["Home", 0], ["ArrowRight", Math.min(1, last)], ["End", last], ["ArrowLeft", Math.max(0, last - 1)]]) {
    await page.keyboard.press(key);
    if (part.kind === "lines" || (await figure.$eval("svg", (svg) => svg.dataset.group)) === "1") await same(figure, part, [place, 0], key);
  }
  await page.keyboard.press("Escape");
  assert.deepEqual(await shown(figure), [], "Escape");
}

/// Opens the table of a picture with the keyboard.
async function table(page, figure, part) {
  await figure.$eval("summary", (summary) => summary.focus());
  await page.keyboard.press("Enter");
  await figure.waitForSelector("tbody tr");
  const cells = await figure.$$eval("tbody tr", (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const rows = {
    lines: () => part.xs.map((x, at) => [x, ...part.lines.map((line) => line.values[at])]),
    heat: () => part.rows.map((name, row) => [name, ...part.columns.map((_, column) => part.cells[row][column])]),
    bars: () => part.bars.map((bar) => [bar.label, bar.count]),
  };
  assert.deepEqual(cells, rows[part.kind]().map((row) => row.map(text)), "the table");
  await page.keyboard.press("Enter");
}

/// No text of a picture may cover another.
const overlaps = (page) =>
  page.$$eval("svg", (pictures) =>
    pictures.flatMap((svg) => {
      const boxes = [...svg.querySelectorAll("text")].map((text) => [text.textContent.trim(), text.getBoundingClientRect()]);
      const covers = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
      return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => covers(one, other)).map((other) => [one[0], other[0]]));
    }),
  );

/// The texts of the tables of a page, as the browser shows them.
const tablesOf = (page) =>
  page.$$eval("section > .scroll table", (tables) =>
    tables.map((table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent))),
  );

/// The tables of the page have the numbers of `diff --json`: first the ratios, then the counters of each map.
async function compare(page, reports, rest) {
  const diff = JSON.parse(run("diff", ...reports, ...rest, "--json-strings"));
  const maps = diff.maps.filter((map) => map.counters.length > 0);
  const ratios = diff.ratios || [];
  const tables = await tablesOf(page);
  assert.equal(tables.length, ratios.length + maps.length);
  tables.splice(0, ratios.length).forEach((table, at) =>
    assert.deepEqual(table, ratios[at].ratios.map((ratio) => [ratio.name, text(ratio.value)])),
  );
  let compared = 0;
  maps.forEach((map, at) =>
    map.counters.forEach((counter, row) => {
      const numbers = [counter.values[0], counter.values.at(-1), counter.change, ...("per_second" in counter ? [counter.per_second] : [])];
      assert.equal(tables[at][row][0], counter.name || "(value)");
      numbers.forEach((number, column) => assert.equal(Number(tables[at][row][column + 1]), Number(number), counter.name));
      numbers.slice(0, 3).forEach((number, column) => assert.equal(tables[at][row][column + 1], String(number), counter.name));
      compared += 1;
    }),
  );
  return compared;
}

/// The tables of a page of two groups have the numbers of `diff --json`.
async function compareGroups(page, groups, rest) {
  const diff = JSON.parse(run("diff", ...groups, ...rest, "--json"));
  const rows = (await tablesOf(page)).flat().filter((row) => row.length === 11);
  const shown = diff.counters.filter((counter) => counter.result !== "no difference shown");
  assert.ok(shown.length > 0, "the groups differ");
  assert.equal(rows.length, shown.length);
  rows.forEach((row, at) => {
    const { name, unit, before, after, change, p_adjusted, result } = shown[at];
    assert.deepEqual([row[0], row[1], row[10]], [name, unit, result]);
    const numbers = [before, after].flatMap((group) => [group.median, group.least, group.greatest]);
    numbers.forEach((number, column) => assert.equal(Number(row[column + 2]), number, name));
    assert.ok(Math.abs(Number(row[8]) - change * 100) < 1e-9, name);
    assert.equal(Number(row[9]), p_adjusted, name);
  });
  const facts = await page.$$eval("dl", (lists) => lists.map((list) => list.textContent).join());
  assert.ok(facts.includes("The test assumes that all measurements are independent"), facts);
  return rows.length;
}

const color = (page, selector, property) => page.$eval(selector, (element, property) => getComputedStyle(element)[property], property);

async function check(browser, name, reports, rest, comparison = compare) {
  const file = resolve(folder, `${name}.html`);
  run("page", ...reports, ...rest, "-o", file);
  const size = statSync(file).size;
  assert.ok(size <= LARGEST, `${name} has ${size} bytes`);
  const page = await browser.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => request.url() !== pathToFileURL(file).href && faults.push(request.url()));
  await page.setViewport({ width: 1000, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.goto(pathToFileURL(file).href);

  await page.keyboard.press("Tab");
  const [first] = await parts(page);
  const expected = first.kind === "table" ? "scroll" : "picture";
  assert.equal(await page.evaluate(() => document.activeElement.className), expected, "Tab reaches the first part");

  const compared = await comparison(page, reports, rest);
  assert.deepEqual(await overlaps(page), [], "text over text");
  const all = await parts(page);
  const figures = await page.$$("figure[data-part]");
  assert.equal(figures.length, all.filter((part) => part.kind !== "table").length);
  for (const figure of figures) {
    const part = all[Number(await figure.evaluate((figure) => figure.dataset.part))];
    if (part.kind !== "bars") {
      await hover(page, figure, part);
      await keys(page, figure, part);
    }
    await table(page, figure, part);
  }
  assert.ok(await page.$$eval("svg", (all) => all.every((svg) => svg.getAttribute("role") === "img" && svg.querySelector("title").textContent)));

  const light = [await color(page, "body", "backgroundColor"), await color(page, "svg rect", "fill"), await color(page, "svg text", "fill")];
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  const dark = [await color(page, "body", "backgroundColor"), await color(page, "svg rect", "fill"), await color(page, "svg text", "fill")];
  light.forEach((value, at) => assert.notEqual(dark[at], value, "the dark page has other colors"));
  assert.equal(dark[0], dark[1], "pictures have the background of the page");
  await page.emulateMediaType("print");
  assert.equal(await color(page, "svg rect", "fill"), light[1], "print is light");
  assert.equal(await color(page, "footer", "display"), "none");
  assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
  assert.deepEqual(faults, []);
  await page.close();
  console.log(`${name}: ${size} bytes, ${figures.length} pictures, ${compared} counters`);
}

/// The picture of the documentation.
async function screenshot(browser) {
  const page = await browser.newPage();
  await page.setViewport({ width: 900, height: 1150 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.goto(pathToFileURL(resolve(folder, "documented.html")).href);
  const figure = await page.$("figure[data-part]");
  const svg = await figure.$("svg");
  const box = await svg.boundingBox();
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.5);
  const path = join(repository, "docs/page.webp");
  await page.screenshot({ path, type: "webp", quality: 80 });
  assert.ok(readFileSync(path).length < 150_000);
  await page.close();
}

mkdirSync(folder, { recursive: true });
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const dispatch = captures("dispatch-a0", "dispatch-a1", "dispatch-a2").map((name) => `examples/captures/${name}`);
  await check(browser, "dispatch", dispatch, ["--every", "2s"]);
  await check(browser, "documented", dispatch, ["--every", "2s", "--only", "nr_mig_*", "--only", "nr_enqueued", "--only", "stats*"]);
  const bpfland = captures("a0", "a1", "a2", "b0", "b1").map((name) => `captures/scx_bpfland-${name}`);
  await check(browser, "bpfland", bpfland, ["--every", "2s"]);
  const rich = captures("periodic_000", "late_run").map((name) => `captures/ktstr-rich-${name}`);
  await check(browser, "rich", rich, []);
  const bpflandStruct = ["--struct", "tests/real-schedulers/src/bpfland.rs:Bpfland", "--object", "tests/machine/schemas/scx_bpfland.json"];
  await check(browser, "struct", bpfland, ["--every", "2s", ...bpflandStruct]);
  const rusty = Array.from({ length: 12 }, (_, at) => `tests/real-schedulers/series/scx_rusty/${String(at).padStart(3, "0")}.json.gz`);
  const rustyStruct = ["--struct", "tests/real-schedulers/src/rusty.rs:RustyByCpu", "--object", "tests/machine/schemas/scx_rusty.json"];
  await check(browser, "struct-by-cpu", rusty, rustyStruct);
  const [before, after] = groups(resolve(folder), 8);
  await check(browser, "groups", ["--before", before, "--after", after], [], compareGroups);
  const large = generate(resolve(folder), { reports: 500, cpus: 256, globals: 60, keys: 16 });
  await check(browser, "large", large, ["--every", "1s"]);
  if (options.includes("--screenshot")) await screenshot(browser);
} finally {
  await browser.close();
}
