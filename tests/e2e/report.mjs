// SPDX-License-Identifier: Apache-2.0
//
// report.mjs PAGE RECEIPT: the functions of the page's own "verify" script, run on its own data and on damaged data.
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import vm from "node:vm";

const html = readFileSync(process.argv[2], "utf8");
const script = (id) => html.match(new RegExp(`<script[^>]* id="${id}">([^]*?)</script>`))[1];
const report = JSON.parse(script("report"));
const context = vm.createContext({ crypto: globalThis.crypto ?? webcrypto, TextEncoder, Uint8Array, atob, btoa });
const { verifyReport, figuresOf, receiptOf } = vm.runInContext(`${script("verify")}; ({ verifyReport, figuresOf, receiptOf })`, context);
const copy = () => structuredClone(report);

const good = await verifyReport(report, report.vkey);
assert.equal(good.proven.length, report.entries.length);
assert.equal(good.refused.length, 0);
assert.equal(receiptOf(report, good.proven[1]), readFileSync(process.argv[3], "utf8"));

const figures = figuresOf(good.proven);
assert.equal(figures.permit + figures.deny + figures.erasure, report.entries.length);
console.log(`${figures.permit} permits, ${figures.deny} denials, ${figures.erasure} erasures of ${figures.erased} entries`);

// An entry that was touched is refused, and the others stay.
const damages = {
  "a verdict": (r) => { r.entries[2].leaf = r.entries[2].leaf.replace('"decision":"deny"', '"decision":"permit"').replace('"t":"2', '"t":"1'); },
  "a hash of a path": (r) => { r.entries[2].path[0] = r.entries[3].path[0]; },
  "a path cut short": (r) => { r.entries[2].path.pop(); },
  "a path too long": (r) => { r.entries[2].path.push(r.entries[2].path[0]); },
  "the leaf of another": (r) => { r.entries[2].leaf = r.entries[1].leaf; },
};
for (const [what, damage] of Object.entries(damages)) {
  const damaged = copy();
  damage(damaged);
  const result = await verifyReport(damaged, report.vkey);
  assert.deepEqual([...result.refused], [report.first + 2], what);
}

// A checkpoint or key that is not the log's is no report at all.
const other = report.vkey.replace(/.(.)$/, (all, last) => (all[0] === "A" ? "B" : "A") + last);
const wholes = {
  "another size": [(r) => { r.checkpoint = r.checkpoint.replace(/\n(\d+)\n/, (all, n) => `\n${+n + 1}\n`); }, report.vkey],
  "no signature": [(r) => { r.checkpoint = r.checkpoint.slice(0, r.checkpoint.indexOf("\u2014")); }, report.vkey],
  "another key": [() => {}, other],
  "no key": [() => {}, "key"],
};
for (const [what, [damage, vkey]] of Object.entries(wholes)) {
  const damaged = copy();
  damage(damaged);
  await assert.rejects(verifyReport(damaged, vkey), (error) => typeof error.message === "string", what);
}
const shifted = copy();
shifted.first += 1;
assert.equal((await verifyReport(shifted, report.vkey)).proven.length, 0);
