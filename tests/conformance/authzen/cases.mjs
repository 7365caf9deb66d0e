// SPDX-License-Identifier: Apache-2.0
//
// cases.mjs URL CASES COUNTS: send each case to a running service and compare what comes back. Prints "N of M". COUNTS is
// a file for how many permits and denials were answered. Both files of cases have this form: that of the certification
// scenario, and cases.json beside this program, which also compares whole answers ("text", "has", "lacks", "header"), hands a
// page's token on ("save", "token") and asks the same many times in one request ("many").
import { readFileSync, writeFileSync } from "node:fs";

const [url, file, countsFile] = process.argv.slice(2);
const { cases } = JSON.parse(readFileSync(file));
const answers = new Map();
const saved = new Map();
const counts = { permit: 0, deny: 0 };

const at = (value, path) => path.split(".").reduce((it, name) => it?.[name], value);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const includes = (whole, part) => Object.keys(part).every((key) => same(whole[key], part[key]));

function bodyOf(test) {
    if (test.raw !== undefined || test.method === "GET") return test.raw;
    const body = structuredClone(test.body);
    if (test.token !== undefined) body.page = { ...body.page, token: saved.get(test.token) ?? test.token };
    if (test.many !== undefined) body.evaluations = Array(test.many).fill(body.evaluations[0]);
    return JSON.stringify(body);
}

async function send(test) {
    const headers = { ...(test.method === "GET" ? {} : { "Content-Type": test.content_type ?? "application/json" }), ...test.headers };
    const response = await fetch(url + test.path, { method: test.method, headers, body: bodyOf(test) });
    const text = await response.text();
    let body = null;
    if (response.headers.get("content-type") === "application/json") body = JSON.parse(text);
    return { status: response.status, headers: response.headers, text, body };
}

// Every decision that was answered, so that the log can be asked for them. One that was none has an error.
function count(body) {
    for (const one of body?.evaluations ?? [body]) {
        if (typeof one?.decision !== "boolean" || one.context?.error !== undefined) continue;
        counts[one.decision ? "permit" : "deny"]++;
    }
}

const httpsMembers = (body) => Object.keys(body).filter((name) => name === "policy_decision_point" || name.endsWith("_endpoint"));

// What an expectation says, and whether it holds.
const checks = {
    status: (want, got) => got.status === want,
    decision: (want, got) => got.body.decision === want,
    decisions: (want, got) => same(got.body.evaluations.map((one) => one.decision), want),
    count: (want, got) => got.body.evaluations.length === want && got.body.evaluations.every((one) => typeof one.decision === "boolean"),
    echo_header: (want, got, test) => got.headers.get(want) === test.headers[want],
    results: (want, got) => same(got.body.results, want),
    results_include: (want, got) => want.every((part) => got.body.results.some((one) => includes(one, part))),
    results_array: (want, got) => Array.isArray(got.body.results) === want,
    all_type: (want, got) => got.body.results.every((one) => one.type === want && typeof one.id === "string"),
    same_as: (want, got) => same(got.body.results, answers.get(want).body.results),
    page_if_present: (want, got) => got.body.page === undefined || Object.entries(want).every(([name, type]) => typeof got.body.page[name] === type),
    content_type: (want, got) => got.headers.get("content-type") === want,
    required: (want, got) => want.every((name) => name in got.body),
    https_urls: (want, got) => httpsMembers(got.body).every((name) => got.body[name].startsWith("https://") === want),
    identical: () => true, // of "repeat", below
    text: (want, got) => got.text === want,
    has: (want, got) => Object.entries(want).every(([path, value]) => same(at(got.body, path), value)),
    receipts: (want, got) => got.body.evaluations.every(({ context: { writ } }) => writ.receipt.includes(`\nindex ${writ.index}\n`)) === want,
    lacks: (want, got) => want.every((path) => at(got.body, path) === undefined),
    header: (want, got) => Object.entries(want).every(([name, value]) => got.headers.get(name)?.match(value)),
};

function problemOf(test, got) {
    for (const [name, want] of Object.entries(test.expect)) {
        if (checks[name] === undefined) return `nobody knows how to check '${name}'`;
        try {
            if (!checks[name](want, got, test)) return `${name}: expected ${JSON.stringify(want)}`;
        } catch (error) {
            return `${name}: ${error.message}`;
        }
    }
    return null;
}

async function run(test) {
    let first = null;
    for (let i = 0; i < (test.repeat ?? 1); i++) {
        const got = await send(test);
        const problem = problemOf(test, got);
        if (got.status === 200) count(got.body);
        if (problem !== null) return `${problem}; got ${got.status} ${got.text}`;
        if (first !== null && first.text !== got.text) return `answer ${i + 1} differs from the first: ${got.text}`;
        first ??= got;
    }
    answers.set(test.id, first);
    if (test.save !== undefined) saved.set(test.save, first.body.page.next_token);
    return null;
}

let passed = 0;
for (const test of cases) {
    const problem = await run(test);
    if (problem === null) passed++;
    else console.error(`${test.id}: ${problem}`);
}
writeFileSync(countsFile, JSON.stringify(counts));
console.log(`${passed} of ${cases.length} cases, ${counts.permit} permits and ${counts.deny} denials answered`);
process.exit(passed === cases.length && passed > 0 ? 0 : 1);
