// SPDX-License-Identifier: Apache-2.0
//
// contract.mjs URL PAYLOADS: every shape of Trino's access-control contract against a running service with the mesh beside this
// program, as somebody who may and as somebody who may not. PAYLOADS is the file of shapes. Prints "N of M".
import { readFileSync } from "node:fs";

const [url, file] = process.argv.slice(2);
const shapes = JSON.parse(readFileSync(file));
const paths = Object.fromEntries(Object.entries(shapes.http.config).map(([name, uri]) => [name.replace(/^opa\.policy\./, ""), new URL(uri).pathname]));

async function post(path, input) {
    const response = await fetch(url + path, {
        method: "POST", headers: { "Content-Type": shapes.http.content_type_sent }, body: JSON.stringify({ input }),
    });
    return { status: response.status, body: await response.json() };
}

const context = (user) => ({ identity: { user, groups: ["some-group"] }, queryId: "20250718_081710_03427_trino", softwareStack: { trinoVersion: "434" } });
const as = (user, action) => ({ context: context(user), action });
const only = (object, names) => Object.keys(object).every((name) => names.includes(name));
const isBoolean = (body, want) => only(body, ["decision_id", "result"]) && typeof body.decision_id === "string" && body.result === want;
const isList = (body, want) => Array.isArray(body.result) && JSON.stringify(body.result) === JSON.stringify(want);
const isExpression = (value) => only(value, ["expression", "identity"]) && typeof value.expression === "string" && value.expression.length > 0;
const isMasks = (list, count) => list.every((one) => only(one, ["index", "viewExpression"]) && one.index >= 0 && one.index < count && isExpression(one.viewExpression)) &&
    new Set(list.map((one) => one.index)).size === list.length;

const tests = [];
const test = (name, path, input, holds) => tests.push({ name, path, input, holds });

// One yes or no; what has no columns in the shapes is about all of the table.
test("allow", paths.uri, shapes.allow.request.input, (body) => isBoolean(body, true));
for (const name of ["allow_no_resource", "rename", "grantee", "properties", "impersonate", "session_property"]) {
    test(`${name}, permitted`, paths.uri, as("foo", shapes[name].request_action), (body) => isBoolean(body, true));
    test(`${name}, denied`, paths.uri, as("mallory", shapes[name].request_action), (body) => isBoolean(body, false));
}
for (const operation of shapes.operations) {
    const { resource } = shapes.allow.request.input.action;
    test(`${operation} of a table`, paths.uri, as("foo", { operation, resource }), (body) => isBoolean(body, true));
    test(`${operation} of nothing`, paths.uri, as("mallory", { operation }), (body) => isBoolean(body, false));
}
test("a context with nothing but the user", paths.uri,
    { context: { identity: { user: "foo" } }, action: shapes.allow.request.input.action }, (body) => isBoolean(body, true));
test("a context with more", paths.uri,
    { context: { ...context("foo"), principal: { name: "p" }, properties: { a: 1 }, extraCredentials: { token: "s3cret" }, later: [] }, action: shapes.allow.request.input.action },
    (body) => isBoolean(body, true));

// Which of many.
test("batch", paths["batched-uri"], shapes.batch.request.input, (body) => isList(body, shapes.batch.response.result));
test("batch of nobody", paths["batched-uri"], as("mallory", shapes.batch.request.input.action), (body) => isList(body, []));
for (const [operation, { filterResources }] of Object.entries(shapes.batch.other_operations)) {
    test(`${operation}, permitted`, paths["batched-uri"], as("foo", { operation, filterResources }), (body) => isList(body, [0]));
    test(`${operation}, denied`, paths["batched-uri"], as("mallory", { operation, filterResources }), (body) => isList(body, []));
}
test("columns of one table", paths["batched-uri"], as("foo", shapes.batch_filter_columns.request_action),
    (body) => isList(body, shapes.batch_filter_columns.response.result));
test("columns of one table, denied", paths["batched-uri"], as("mallory", shapes.batch_filter_columns.request_action), (body) => isList(body, []));

// Filters and masks.
test("row filters", paths["row-filters-uri"], as("foo", shapes.row_filters.request_action),
    (body) => body.result.length === 1 && body.result.every(isExpression) && body.result[0].expression.includes("<> 'customer'"));
test("no row filters", paths["row-filters-uri"], as("steward", shapes.row_filters.request_action), (body) => isList(body, []));
test("column mask", paths["column-masking-uri"], as("foo", shapes.column_mask.request_action), (body) => isExpression(body.result));
test("no column mask", paths["column-masking-uri"], as("steward", shapes.column_mask.request_action), (body) => body.result === null);
const { filterResources } = shapes.batch_column_masks.request_action;
test("masks of columns", paths["batch-column-masking-uri"], as("foo", shapes.batch_column_masks.request_action),
    (body) => body.result.length === 2 && isMasks(body.result, filterResources.length));
test("masks of one column twice", paths["batch-column-masking-uri"],
    as("foo", { operation: "GetColumnMask", filterResources: [...filterResources, ...filterResources] }), (body) => body.result.length === 4 && isMasks(body.result, 4));
test("no masks of columns", paths["batch-column-masking-uri"], as("steward", shapes.batch_column_masks.request_action), (body) => isList(body, []));

let passed = 0;
for (const { name, path, input, holds } of tests) {
    const { status, body } = await post(path, input);
    if (status === 200 && holds(body)) passed++;
    else console.error(`${name}: ${status} ${JSON.stringify(body)}`);
}
console.log(`${passed} of ${tests.length} shapes`);
process.exit(passed === tests.length ? 0 : 1);
