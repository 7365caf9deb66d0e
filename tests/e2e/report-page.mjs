// SPDX-License-Identifier: Apache-2.0
//
// report-page.mjs FOLDER PAGE: the page as a browser shows it, with the jsdom of FOLDER.
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { webcrypto } from "node:crypto";

const { JSDOM } = createRequire(process.argv[2] + "/")("jsdom");
const { window } = new JSDOM(readFileSync(process.argv[3], "utf8"), {
  runScripts: "dangerously",
  beforeParse(window) {
    Object.defineProperty(window, "crypto", { value: webcrypto });
    Object.assign(window, { TextEncoder, Uint8Array });
  },
});
const at = (id) => window.document.getElementById(id);
await window.ready;
assert.match(at("state").textContent, /^Verified here\. (\d+) of \1 entries/);
assert.equal(at("main").hidden, false);
const rows = window.document.querySelectorAll("tr.entry");
rows[0].dispatchEvent(new window.Event("click"));
assert.match(window.document.querySelector("tr.detail").textContent, /c2sp\.org\/tlog-proof@v1/);
at("filter").value = "no such text";
at("filter").dispatchEvent(new window.Event("input"));
assert.equal(window.document.querySelectorAll("tr.entry").length, 0);
at("vkey").value = "somebody/else/1+00000000+AAAA";
at("vkey").dispatchEvent(new window.Event("input"));
await new Promise((done) => setTimeout(done, 50));
assert.match(at("state").textContent, /^Not verified\./);
assert.equal(at("main").hidden, true);
console.log("the page shows what it verified, and nothing with another key");
