// SPDX-License-Identifier: Apache-2.0
//
// wide.mjs make FOLDER: a mesh of 20 products with 1 000 tables each.
// wide.mjs ask URL PID LIMIT_MS: asks which of 1 000 and of 20 000 of its tables may be seen; the CPU time that the service
// with this process id takes for it must grow with the tables, and stay below the limit.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const PRODUCTS = 20, TABLES = 1000, ROUNDS = 20;

function make(folder) {
    mkdirSync(`${folder}/products`, { recursive: true });
    mkdirSync(`${folder}/policies/mesh`, { recursive: true });
    writeFileSync(`${folder}/mesh.yaml`, "name: wide\nbaseline: false\nservice: {trino: {}}\n");
    writeFileSync(`${folder}/policies/mesh/some.lua`, `return policy { id = "wide.some", title = "Some", phase = "access", level = "mandatory",
  grants = true, rule = function(input, out) if input.subject.id == "foo" then out.permit("foo") end end }\n`);
    for (let i = 0; i < PRODUCTS; i++) {
        writeFileSync(`${folder}/products/p${i}.json`, JSON.stringify({
            apiVersion: "v3.1.0", kind: "DataContract", id: `p${i}`, name: "P", version: "1.0.0", status: "active",
            servers: [{ server: "s", type: "trino", host: "h", port: 1, catalog: "lake", schema: `s${i}` }],
            schema: Array.from({ length: TABLES }, (_, k) => ({ name: `t${k}`, properties: [{ name: "a" }, { name: "b" }] })),
        }));
    }
}

const bodyOf = (user, count) => JSON.stringify({ input: {
    context: { identity: { user, groups: [] } },
    action: { operation: "FilterTables", filterResources: Array.from({ length: count }, (_, i) => ({
        table: { tableName: `t${i % TABLES}`, schemaName: `s${Math.floor(i / TABLES)}`, catalogName: "lake" } })) } } });

// In user and system mode together, of a process and of all that come from it; a tick is 10 ms.
function cpuMs(pid) {
    const all = new Map();
    for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
        try {
            all.set(name, readFileSync(`/proc/${name}/stat`, "utf8").split(") ").pop().split(" "));
        } catch { /* it has ended */ }
    }
    const isOf = (name) => name === pid || (all.has(name) && isOf(all.get(name)[1]));
    return [...all].filter(([name]) => isOf(name)).reduce((sum, [, fields]) => sum + (Number(fields[11]) + Number(fields[12])) * 10, 0);
}

async function ask(url, text, count) {
    const response = await fetch(`${url}/v1/data/trino/batch`, { method: "POST", headers: { "Content-Type": "application/json" }, body: text });
    const { result } = await response.json();
    if (result.length !== count) throw new Error(`${result.length} of ${count} are permitted`);
}

async function measure(url, pid, user, count) {
    const text = bodyOf(user, count), rounds = ROUNDS * (count === TABLES ? 10 : 1);
    await ask(url, text, user === "foo" ? count : 0);
    const before = cpuMs(pid), begun = performance.now();
    for (let i = 0; i < rounds; i++) await ask(url, text, user === "foo" ? count : 0);
    const ms = (cpuMs(pid) - before) / rounds;
    console.log(`${user}: ${count} tables, ${text.length} bytes: ${ms.toFixed(1)} ms of CPU, ${((performance.now() - begun) / rounds).toFixed(1)} ms by the clock`);
    return ms;
}

const [verb, place, pid, limit] = process.argv.slice(2);
if (verb === "make") make(place);
for (const user of verb === "ask" ? ["foo", "mallory"] : []) {
    const few = await measure(place, pid, user, TABLES);
    const many = await measure(place, pid, user, PRODUCTS * TABLES);
    console.log(`${user}: 20 000 tables take ${(many / few).toFixed(1)} times as long as 1 000`);
    if (many / few > 30 || many > Number(limit)) process.exitCode = 1;
}
