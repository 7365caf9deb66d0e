// SPDX-License-Identifier: Apache-2.0
//
// `node serve_answers.mjs HOST:PORT PID`: rows of requests on connections of their own, each of which knows its answer: alice
// may read, bob may not. Some are sent in pieces, some clients leave. PID is told to load its mesh again now and then.
import assert from "node:assert/strict";
import net from "node:net";

const [address, pid] = process.argv.slice(2);
const [host, port] = address.split(":");
const CLIENTS = 12, ROWS = 10;

let seed = 20261123;
function random(below) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
}

const ask = (user, more = {}) =>
    ({ subject: { type: "user", id: user }, action: { name: "read" }, resource: { type: "data_product", id: "orders" }, ...more });
const users = () => Array.from({ length: 1 + random(40) }, () => (random(2) === 0 ? "alice" : "bob"));
const long = () => ({ context: { note: "x".repeat([0, 10, 3000, 200000][random(4)]) } });

// Each kind of question: a path, a body, and what the answer says of each user.
const kinds = [
    () => { const [user] = users(); return ["/access/v1/evaluation", ask(user, long()), [user], (body) => [body.decision]]; },
    () => { const [user] = users(); return ["/v1/decide", ask(user, long()), [user], (body) => [body.decision && body.writ.decision.decision === "permit"]]; },
    () => { const [user] = users(); return ["/v1/data/shop/allow", { input: ask(user) }, [user], (body) => [body.result]]; },
    () => {
        const all = users();
        const items = all.map((id) => ({ subject: { type: "user", id } }));
        return ["/access/v1/evaluations", { ...ask("bob"), evaluations: items }, all, (body) => body.evaluations.map((one) => one.decision)];
    },
    () => {
        const all = users();
        const inputs = Object.fromEntries(all.map((user, i) => [`k${i}`, ask(user)]));
        return ["/v1/batch/data/shop/allow", { inputs }, all, (body) => all.map((_, i) => body.responses[`k${i}`].result)];
    },
];

let count = 0;
function makeQuestion() {
    const [path, body, all, read] = kinds[random(kinds.length)]();
    const id = `q${++count}`;
    const text = JSON.stringify(body);
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Request-ID: ${id}\r\nContent-Length: ${text.length}\r\n\r\n`;
    return { id, bytes: head + text, expected: all.map((user) => user === "alice"), read };
}

// The answer at the beginning of a text: {status, headers, body, length}; undefined while it is not whole.
function takeAnswer(text) {
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [first, ...lines] = text.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(lines.map((line) => [line.split(":")[0].toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    const length = end + 4 + Number(headers["content-length"] ?? 0);
    if (text.length < length) return undefined;
    return { status: Number(first.split(" ")[1]), headers, body: text.slice(end + 4, length), length };
}

let answered = 0;
function check(question, answer) {
    if (answer.status === 503) return; // so is who asks a worker that ends, or a log that is slow
    assert.equal(answer.status, 200, answer.body);
    assert.equal(answer.headers["x-request-id"], question.id);
    assert.deepEqual(question.read(JSON.parse(answer.body)), question.expected, question.id);
    answered++;
}

// One connection: a row of questions, and the answers until all are there or the connection ends.
function converse(questions, leaves) {
    return new Promise((resolve, reject) => {
        const socket = net.connect({ host, port, noDelay: true });
        const bytes = questions.map(({ bytes }) => bytes).join("");
        const piece = leaves || random(3) === 0 ? 1 + random(bytes.length) : bytes.length;
        const waiting = [...questions];
        let text = "";
        socket.setEncoding("latin1");
        socket.setTimeout(30000, () => reject(new Error("no answer for 30 s")));
        socket.on("error", () => {}); // who is slow may lose a connection to a reload, and then has no answer
        socket.on("close", resolve);
        socket.on("data", (more) => {
            text += more;
            try {
                for (let answer; (answer = takeAnswer(text)) !== undefined; text = text.slice(answer.length)) {
                    check(waiting.shift(), answer);
                    if (waiting.length === 0 || answer.headers.connection === "close") socket.destroy();
                }
            } catch (error) {
                reject(error);
                socket.destroy();
            }
        });
        socket.write(bytes.slice(0, piece), () => {
            if (leaves) setTimeout(() => socket.resetAndDestroy(), random(5));
            else socket.write(bytes.slice(piece) || "");
        });
    });
}

async function client() {
    for (let row = 0; row < ROWS; row++) {
        await converse(Array.from({ length: 1 + random(6) }, makeQuestion), random(6) === 0);
        if (random(20) === 0) process.kill(Number(pid), "SIGHUP");
    }
}

await Promise.all(Array.from({ length: CLIENTS }, client));
console.log(`${answered} of ${count} questions answered, each to who asked`);
assert.ok(answered >= CLIENTS);
