// SPDX-License-Identifier: Apache-2.0
//
// sdk.mjs URL FOLDER: the public SDK of Open Policy Agent, installed in FOLDER, evaluates against a running service with the mesh
// beside this program.
import assert from "node:assert";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [url, folder] = process.argv.slice(2);
const { OPAClient } = createRequire(pathToFileURL(`${folder}/package.json`))("@open-policy-agent/opa");
const ask = (id) => ({ subject: { type: "user", id }, action: { name: "read" }, resource: { type: "data_product", id: "orders" } });
const opa = new OPAClient(url);

assert.strictEqual(await opa.evaluate("shop/allow", ask("alice")), true);
assert.strictEqual(await opa.evaluate("shop/allow", ask("bob")), false);
assert.strictEqual(await opa.evaluate("shop/allow"), false);
assert.strictEqual((await opa.evaluate("shop/decision", ask("bob"))).decision, "deny");
assert.strictEqual(await opa.evaluate("gateway/allow", { user: { name: "alice" }, method: "read", product: "orders" }), true);
assert.strictEqual(await opa.evaluate("shop/decision", ask("alice"), { fromResult: (result) => result.product.id }), "orders");
await assert.rejects(opa.evaluate("shop/decision", {}), /subject/);

const boolean = await opa.evaluateBatch("shop/allow", { a: ask("alice"), b: ask("bob") });
assert.deepStrictEqual(boolean, { a: true, b: false });
const mixed = await opa.evaluateBatch("shop/decision", { a: ask("alice"), b: {} });
assert.strictEqual(mixed.a.decision, "permit");
assert.strictEqual(mixed.b.httpStatusCode, "500");
await assert.rejects(opa.evaluateBatch("shop/decision", { a: ask("alice"), b: {} }, { rejectMixed: true }));
console.log("the SDK evaluates");
