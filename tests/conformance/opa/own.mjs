// SPDX-License-Identifier: Apache-2.0
//
// own.mjs URL: the Data API and the HTTP decision endpoint of a running service with the mesh beside this program. Prints "N of M".
const [url] = process.argv.slice(2);

const ask = (id, product = "orders", more = {}) =>
    ({ subject: { type: "user", id }, action: { name: "read" }, resource: { type: "data_product", id: product }, ...more });
const post = (path, body, more) => ({ method: "POST", path, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...more });
const get = (path, input) => ({ method: "GET", path: input === undefined ? path : `${path}?pretty=true&input=${encodeURIComponent(JSON.stringify(input))}` });
const has = (want) => (body) => Object.entries(want).every(([name, value]) => JSON.stringify(body[name]) === JSON.stringify(value));
const both = (...checks) => (body) => checks.every((check) => check(body));
const named = (body) => /^opa-fixture\/local\/1#\d+$/.test(body.decision_id);
const contract = (more) => ({ apiVersion: "v3.1.0", kind: "DataContract", id: "new", name: "New", version: "1.0.0", status: "active", ...more });
const warned = (message) => (body) => body.result === false && body.decision_id === undefined && body.warning.code === "WRIT_E_SCHEMA" && body.warning.message.includes(message);

const data = [
    ["a permit", post("/v1/data/shop/allow", { input: ask("alice") }), 200, both(named, has({ result: true }))],
    ["a denial", post("/v1/data/shop/allow", { input: ask("bob") }), 200, both(named, has({ result: false }))],
    ["a slash at the end", post("/v1/data/shop/allow/", { input: ask("alice") }), 200, has({ result: true })],
    ["a path in percents", post("/v1/data/with%20space/%C3%A4", { input: ask("alice") }), 200, has({ result: true })],
    ["a path that is not", post("/v1/data/with%2", { input: ask("alice") }), 400, has({ code: "WRIT_E_SCHEMA" })],
    ["an undefined path", post("/v1/data/shop/nothing", { input: ask("alice") }), 200, (body) => Object.keys(body).length === 0],
    ["a path above one", post("/v1/data/shop", { input: ask("alice") }), 200, (body) => Object.keys(body).length === 0],
    ["no path", post("/v1/data/", { input: ask("alice") }), 200, (body) => Object.keys(body).length === 0],
    ["what Trino would take for no filter", post("/v1/data/trino/rowfilters", { input: {} }), 404, has({ code: "WRIT_E_NOTFOUND" })],
    ["the same in percents", post("/v1/data/tr%69no/rowFilters/", { input: {} }), 404, has({ code: "WRIT_E_NOTFOUND" })],
    ["the same in general", post("/v1/data/trino", { input: {} }), 404, has({ code: "WRIT_E_NOTFOUND" })],
    ["by GET", get("/v1/data/shop/allow", ask("alice")), 200, both(named, has({ result: true }))],
    ["by GET in a form's letters", { method: "GET", path: "/v1/data/shop/allow?input=" + encodeURIComponent(JSON.stringify(ask("alice"), null, 1)).replaceAll("%20", "+") }, 200, has({ result: true })],
    ["by GET with two inputs", { method: "GET", path: get("/v1/data/shop/allow", ask("alice")).path + "&input=%7B%7D" }, 400, has({ code: "WRIT_E_SCHEMA" })],
    ["by GET without input", get("/v1/data/shop/allow"), 200, warned("there is no 'input'")],
    ["no input", post("/v1/data/shop/allow", {}), 200, warned("there is no 'input'")],
    ["no subject", post("/v1/data/shop/allow", { input: { action: { name: "read" } } }), 200, warned("has no 'subject'")],
    ["no subject where more than a boolean is asked", post("/v1/data/shop/decision", { input: {} }), 400, has({ code: "WRIT_E_SCHEMA" })],
    ["no JSON", post("/v1/data/shop/allow", null, { body: "{" }), 400, has({ code: "WRIT_E_SYNTAX" })],
    ["no type", { method: "POST", path: "/v1/data/shop/allow", headers: { "Content-Type": "text/plain" }, body: "{}" }, 400, has({ code: "WRIT_E_SCHEMA" })],
    ["a permit with a duty", post("/v1/data/shop/allow", { input: ask("alice", "masked") }), 200, both(named, has({ result: false }))],
    ["the same to who can do it", post("/v1/data/shop/allow", { input: ask("alice", "masked", { context: { supported_obligations: ["mask"] } }) }), 200, has({ result: true })],
    ["a context that is none", post("/v1/data/shop/allow", { input: ask("alice", "orders", { context: 7 }) }), 200, warned("'context' is not an object")],
    ["the whole decision", post("/v1/data/shop/decision", { input: ask("alice", "masked") }), 200,
        both(named, (body) => body.result.decision === "permit" && body.result.obligations[0].type === "mask")],
    ["members by other names", post("/v1/data/gateway/allow", { input: { user: { name: "alice" }, method: "read", product: "orders", columns: ["orders.id"] } }), 200, has({ result: true })],
    ["a column that is none", post("/v1/data/gateway/allow", { input: { user: { name: "alice" }, method: "read", product: "orders", columns: ["x"] } }), 200, both(named, has({ result: false }))],
    ["a member that is not there", post("/v1/data/gateway/allow", { input: { method: "read", product: "orders" } }), 200, warned("'subject.id' is missing")],
    ["no input to take members of", post("/v1/data/gateway/allow", {}), 200, warned("is missing")],
    ["a descriptor that conforms", post("/v1/data/publish/conforms", { input: contract({ domain: "sales" }) }), 200, has({ result: true })],
    ["one that does not", post("/v1/data/publish/conforms", { input: contract() }), 200, has({ result: false })],
    ["why not", post("/v1/data/publish/findings", { input: contract() }), 200,
        (body) => body.result.entries[0].findings.some((one) => one.code === "DOMAIN" && one.path === "body" && one.line === 1)],
    ["no descriptor", post("/v1/data/publish/findings", { input: 7 }), 200, (body) => body.result.entries[0].state === "unreadable"],
    ["nothing to check", post("/v1/data/publish/findings", {}), 400, has({ code: "WRIT_E_SCHEMA" })],
    ["a batch", post("/v1/batch/data/shop/allow", { inputs: { a: ask("alice"), b: ask("bob"), c: {} } }), 200,
        (body) => body.responses.a.result === true && body.responses.b.result === false && body.responses.c.result === false && named(body.responses.a)],
    ["a batch that fails in part", post("/v1/batch/data/shop/decision", { inputs: { a: ask("alice"), b: {} } }), 207,
        (body) => body.responses.a.http_status_code === "200" && body.responses.b.http_status_code === "500" && body.responses.b.code === "WRIT_E_SCHEMA"],
    ["a batch of much in common", post("/v1/batch/data/shop/allow", { common_input: ask("bob"), inputs: { a: { subject: { id: "alice" } }, b: {} } }), 200,
        (body) => body.responses.a.result === true && body.responses.b.result === false],
    ["a batch of an undefined path", post("/v1/batch/data/nothing", { inputs: { a: {} } }), 200, (body) => Object.keys(body.responses.a).length === 0],
    ["a batch without inputs", post("/v1/batch/data/shop/allow", { inputs: [] }), 400, has({ code: "WRIT_E_SCHEMA" })],
    ["the status", get("/v1/status"), 200, (body) => /^[0-9a-z:]+$/.test(body.result.bundles["opa-fixture"].active_revision)],
];

// A proxy's question: at the path itself with headers, below it with the request line.
const original = (method, uri, headers) => ({ method: "GET", path: "/v1/authz/http", headers: { "X-Original-Method": method, "X-Original-URI": uri, ...headers } });
const below = (method, uri, headers) => ({ method, path: "/v1/authz/http" + uri, headers });
const alice = { "X-Forwarded-User": "alice" }, bob = { "X-Forwarded-User": "bob" };
const http = [
    ["below", original("GET", "/orders/1?x=%2e%2e/", alice), 204],
    ["to the path", original("GET", "/orders/", alice), 204],
    ["the request line", below("GET", "/orders/1", alice), 204],
    ["HEAD reads", below("HEAD", "/orders/1", alice), 204],
    ["a method of the mesh's own", original("REPORT", "/orders/1", alice), 204],
    ["a method of nobody", original("BREW", "/orders/1", alice), 403],
    ["a write", below("POST", "/orders/1", alice), 403],
    ["somebody else", original("GET", "/orders/1", bob), 403],
    ["a group of his", original("GET", "/orders/1", { ...bob, "X-Forwarded-Groups": "writers, readers" }), 204],
    ["a group of nobody", original("GET", "/orders/1", { ...bob, "X-Forwarded-Groups": "readers-not" }), 403],
    ["nobody", original("GET", "/orders/1", {}), 401],
    ["a user without a name", original("GET", "/orders/1", { "X-Forwarded-User": "" }), 401],
    ["a part that is the product", original("GET", "/products/orders/rows", alice), 204],
    ["a part that is no product", original("GET", "/products/nosuch/rows", alice), 403],
    ["a duty that a proxy cannot do", original("GET", "/products/masked/rows", alice), 403],
    ["no route", original("GET", "/returns/1", alice), 403],
    ["beside a route", original("GET", "/orders", alice), 403],
    ["two slashes", original("GET", "/orders//1", alice), 403],
    ["up and away", original("GET", "/orders/../secret", alice), 403],
    ["the same in percents", original("GET", "/orders/%2e%2E/secret", alice), 403],
    ["a slash in percents", original("GET", "/orders/a%2Fb", alice), 403],
    ["percents of percents", original("GET", "/orders/%252e%252e/secret", alice), 403],
    ["a backslash", original("GET", "/orders/..\\secret", alice), 403],
    ["a parameter of a part", original("GET", "/orders/..;/secret", alice), 403],
    ["a fragment, which ends the path for some", original("GET", "/orders/1#/x", alice), 403],
    ["the same in percents", original("GET", "/orders/1%23", alice), 403],
    ["a query in percents", original("GET", "/orders/1%3Fx", alice), 403],
    ["a byte that is no text", original("GET", "/orders/%ff", alice), 403],
    ["a NUL byte", original("GET", "/orders/%00", alice), 403],
    ["no URI", { method: "GET", path: "/v1/authz/http", headers: alice }, 403],
    ["a header over the line", below("GET", "/returns/1", { ...alice, "X-Original-URI": "/orders/1", "X-Original-Method": "GET" }), 403],
    ["the path with nothing behind its slash", below("GET", "/", alice), 403],
];

async function send({ method, path, headers, body }) {
    const response = await fetch(url + path, { method, headers, body });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text), decision: response.headers.get("writ-decision"), text };
}

let passed = 0;
for (const [name, request, status, holds] of data) {
    const got = await send(request);
    if (got.status === status && holds(got.body)) passed++;
    else console.error(`${name}: ${got.status} ${got.text}`);
}
for (const [name, request, status] of http) {
    const got = await send(request);
    if (got.status === status && (status !== 204 || /#\d+$/.test(got.decision))) passed++;
    else console.error(`${name}: expected ${status}, got ${got.status} ${got.text}`);
}
console.log(`${passed} of ${data.length + http.length} cases`);
process.exit(passed === data.length + http.length ? 0 : 1);
