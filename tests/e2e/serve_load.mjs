// SPDX-License-Identifier: Apache-2.0
//
// usage: node serve_load.mjs URL PERMITTED DENIED ANSWERS: asks until SIGTERM, eight at a time, and writes what was answered
// with a decision: one line "INDEX VERDICT" each. What was refused, or not answered, is counted by its cause.
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";

const [url, permitted, denied, answers] = process.argv.slice(2);
const bodies = [[true, readFileSync(permitted)], [false, readFileSync(denied)]];
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const lines = [];
const causes = new Map();
let isOver = false;

function post(body) {
    return new Promise((resolve, reject) => {
        const request = http.request(`${url}/access/v1/evaluation`,
            { method: "POST", agent, timeout: 30000, headers: { "Content-Type": "application/json", "Content-Length": body.length } },
            (response) => {
                let text = "";
                response.on("data", (chunk) => { text += chunk; });
                response.on("end", () => resolve([response, text]));
                response.on("error", reject);
            });
        request.on("error", reject);
        request.on("timeout", () => request.destroy(new Error("no answer for 30 s")));
        request.end(body);
    });
}

function count(cause) {
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
}

async function askOnce(n) {
    const [expected, body] = bodies[(n * 2654435761 >>> 7) % 2];
    try {
        const [response, text] = await post(body);
        const answer = JSON.parse(text);
        if (response.statusCode !== 200) {
            count(`${response.statusCode} ${answer.message}`);
            await new Promise((resolve) => setTimeout(resolve, 20));
            return;
        }
        if (answer.decision !== expected) throw new Error(`wrong decision: ${text}`);
        lines.push(`${response.headers["writ-decision"].split("#")[1]} ${answer.decision ? "permit" : "deny"}`);
    } catch (error) {
        count(error.code ?? error.message);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

async function ask(first) {
    for (let n = first; !isOver; n += 8) await askOnce(n);
}

process.on("SIGTERM", () => { isOver = true; });
await Promise.all(Array.from({ length: 8 }, (_, i) => ask(i)));
agent.destroy();
writeFileSync(answers, lines.join("\n") + "\n");
console.log(JSON.stringify({ answered: lines.length, refused: Object.fromEntries(causes) }));
