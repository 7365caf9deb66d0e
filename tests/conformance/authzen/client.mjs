// SPDX-License-Identifier: Apache-2.0
//
// client.mjs BASE: a client of AuthZEN 1.0 that knows the address of a decision point and nothing else of it: it follows
// the metadata, asks at every endpoint that it names, and turns every page.
import assert from "node:assert/strict";

const base = process.argv[2];
const metadata = await (await fetch(`${base}/.well-known/authzen-configuration`)).json();

// Section 9.2.3: metadata of another decision point must not be used.
assert.equal(metadata.policy_decision_point, base);

async function ask(endpoint, body) {
    const id = crypto.randomUUID();
    const response = await fetch(metadata[endpoint], {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Request-ID": id },
        body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, endpoint);
    assert.equal(response.headers.get("x-request-id"), id);
    return response.json();
}

async function* found(endpoint, query) {
    let token;
    do {
        const { page, results } = await ask(endpoint, { ...query, page: { limit: 1, ...(token && { token }) } });
        yield* results;
        token = page?.next_token;
    } while (token);
}

const subject = { type: "user", id: "alice" };
const resource = { type: "record", id: "record-1" };
const all = async (results) => {
    const list = [];
    for await (const one of results) list.push(one);
    return list;
};

const subjects = await all(found("search_subject_endpoint", { subject: { type: "user" }, action: { name: "read" }, resource }));
const resources = await all(found("search_resource_endpoint", { subject, action: { name: "read" }, resource: { type: "record" } }));
const actions = await all(found("search_action_endpoint", { subject, resource }));

// What a search finds, an evaluation permits.
for (const one of subjects) assert.equal((await ask("access_evaluation_endpoint", { subject: one, action: { name: "read" }, resource })).decision, true);
const { evaluations } = await ask("access_evaluations_endpoint", {
    subject,
    action: { name: "read" },
    evaluations: [...resources.map((one) => ({ resource: one })), ...actions.map((one) => ({ action: one, resource }))],
});
assert.ok(evaluations.every((one) => one.decision === true));

// Of an obligation that it cannot carry out it says so, and is refused.
const report = { subject, action: { name: "read" }, resource: { type: "report", id: "quarter" } };
const { decision, context } = await ask("access_evaluation_endpoint", report);
assert.ok(decision && context.obligations.every((one) => metadata.supported_obligations.includes(one.type)));
assert.deepEqual(await ask("access_evaluation_endpoint", { ...report, context: { supported_obligations: [] } }), { decision: false });

console.log(`a generic client found ${subjects.length} subjects, ${resources.length} resources and ${actions.length} actions, page by page, and was permitted each`);
