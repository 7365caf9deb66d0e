// SPDX-License-Identifier: Apache-2.0
//
// own.mjs URL: what the shapes of the contract do not say, against a running service with the mesh beside this program.
// Prints "N of M".
const [url] = process.argv.slice(2);

const named = { catalogName: "sample_catalog", schemaName: "sample_schema", tableName: "restricted_table" };
const table = (columns, other) => ({ table: { ...named, ...other, ...(columns && { columns }) } });
const column = (columnName, columnType = "varchar") => ({ column: { ...named, columnName, columnType } });
const NULLED = (name) => ({ expression: `CASE WHEN 1 = 0 THEN "${name}" END` });
const FILTER = { expression: `(CAST("user_type" AS varchar) <> 'customer')` };

// What is asked, by whom, and the result; a number is the status of a failure. [operation, resource or list, user, result]
const allowed = [
    ["SelectFromColumns", table(["user_type", "user_name"]), "foo", true],
    ["SelectFromColumns", table(["USER_TYPE"]), "foo", true],
    ["SelectFromColumns", table([]), "foo", true],
    ["SelectFromColumns", table(["salary"]), "foo", false],
    ["SelectFromColumns", table(["user_type", "salary"]), "foo", false],
    ["SelectFromColumns", table(["salary"]), "steward", true],
    ["SelectFromColumns", table(["nosuch"]), "foo", false],
    ["SelectFromColumns", table(["address"]), "foo", false], // a part of it is masked, and no query can do that
    ["SelectFromColumns", table(["address.town"]), "foo", false], // a part is no column
    ["SelectFromColumns", table(["address"]), "steward", true],
    ["SelectFromColumns", table(["score"]), "foo", false], // a number has no hash that is a number
    ["SelectFromColumns", table(["score"]), "steward", true],
    ["SelectFromColumns", table(["born"]), "foo", true],
    ["SelectFromColumns", table(["user_type"]), "notified", true], // service.trino.fulfils
    ["SelectFromColumns", table(["user_type"]), "counted", false],
    ["SelectFromColumns", table(["user_type"]), "aggregator", false],
    ["SelectFromColumns", table(["id"], { tableName: "nosuch" }), "foo", false],
    ["SelectFromColumns", table(["id"], { catalogName: "SAMPLE_CATALOG" }), "foo", false],
    ["SelectFromColumns", table(["user_type"], { catalogName: "SAMPLE_CATALOG" }), "foo", true],
    ["SelectFromColumns", { table: { tableName: "restricted" } }, "foo", false], // an id, but no table
    ["SelectFromColumns", { table: { catalogName: "any", schemaName: "information_schema", tableName: "tables", columns: ["a"] } }, "foo", true],
    ["SelectFromColumns", { table: { catalogName: "any", schemaName: "information_schema", tableName: "tables", columns: ["a"] } }, "mallory", false],
    ["SelectFromColumns", null, "mallory", false],
    ["SelectFromColumns", null, "foo", false], // who reads without a table reads nobody knows what
    ["SelectFromColumns", { tables: [named] }, "foo", false],
    ["CreateViewWithSelectFromColumns", { view: named }, "foo", false],
    ["AccessCatalog", { catalog: { name: "lake" } }, "foo", true],
    ["AccessCatalog", { catalog: { name: "lake" }, table: named }, "foo", false], // two things
    ["AccessCatalog", "lake", "foo", false],
    ["CreateViewWithSelectFromColumns", table(["user_type"]), "foo", true],
    ["InsertIntoTable", table(), "steward", true],
    ["InsertIntoTable", table(), "foo", false],
    ["InsertIntoTable", table(), "counted", false],
    ["ShowColumns", table(), "foo", true],
    ["ShowColumns", table(), "aggregator", true], // names are no rows
    ["ShowColumns", table(), "counted", false],
    ["RotateTable", table(), "steward", true], // of a later version: an action of its own name
    ["RotateTable", table(), "mallory", false],
    ["ExecuteQuery", undefined, "foo", true],
    ["ExecuteQuery", undefined, "mallory", false],
    ["SelectFromColumns", table(["user_type"]), "", 400],
    ["", table(["user_type"]), "foo", 400],
    [7, table(["user_type"]), "foo", 400],
];
const filtered = [
    ["FilterColumns", [table(["nosuch", "USER_TYPE", "user_phone", "salary", "score", "address", "user_type"])], "foo", [1, 2, 4, 5, 6]],
    ["FilterColumns", [table(["salary", "user_type"])], "steward", [0, 1]],
    ["FilterColumns", [table(["user_type"], { tableName: "nosuch" })], "foo", []],
    ["FilterColumns", [table([])], "foo", []],
    ["FilterColumns", [table()], "foo", []],
    ["FilterTables", [table(), table(undefined, { tableName: "nosuch" }), table(), table(undefined, { tableName: "other" })], "foo", [0, 2]],
    ["FilterTables", [], "foo", []],
    ["FilterTables", [null, 7, {}, { table: 1 }, { table: null }], "mallory", []],
    ["FilterTables", undefined, "foo", 400],
    ["FilterTables", {}, "foo", 400],
];
const rowFilters = [
    [table(), "foo", [FILTER]],
    [table(), "steward", []],
    [table(), "notified", [FILTER]],
    [table(), "counted", 403],
    [table(), "mallory", 403],
    [table(undefined, { tableName: "nosuch" }), "foo", 403],
    [{ table: { catalogName: "system", schemaName: "runtime", tableName: "queries" } }, "foo", []],
    [{ table: { catalogName: "system", schemaName: "runtime", tableName: "queries" } }, "mallory", 403],
    [undefined, "mallory", 403],
];
const masks = [
    [column("user_type"), "foo", null],
    [column("user_phone"), "foo", NULLED("user_phone")],
    [column("USER_PHONE"), "foo", NULLED("user_phone")],
    [column("born", "date"), "foo", { expression: `date_trunc('year', "born")` }],
    [column("user_name"), "foo", /^CASE WHEN length\(.*"user_name".* END$/],
    [column("user_name", "varchar(12)"), "foo", /^CAST\(CASE WHEN .* AS varchar\(12\)\)$/],
    [column("user_name", "CHAR(3)"), "foo", /^CAST\(CASE WHEN .* AS CHAR\(3\)\)$/],
    [column("user_name", "bigint"), "foo", NULLED("user_name")],
    [column("user_name", `varchar(1) ) --`), "foo", NULLED("user_name")],
    [column("user_name", undefined), "foo", /^CASE WHEN length/],
    [column("score", "bigint"), "foo", NULLED("score")],
    [column("salary", "double"), "foo", NULLED("salary")],
    [column("address", "row(street varchar, town varchar)"), "foo", NULLED("address")],
    [column(`no"such`), "foo", { expression: `CASE WHEN 1 = 0 THEN "no""such" END` }],
    [column("salary", "double"), "steward", null],
    [column("user_type"), "mallory", 403],
    [{ column: { ...named, tableName: "nosuch", columnName: "a", columnType: "varchar" } }, "foo", 403],
];

async function post(path, user, action) {
    const response = await fetch(`${url}/v1/data/trino/${path}`, {
        method: "POST", headers: { "Content-Type": "application/json; charset=utf-8" },
        body: JSON.stringify({ input: { context: { identity: { user, groups: [] } }, action } }),
    });
    return { status: response.status, body: await response.json() };
}

const holds = ({ status, body }, want) =>
    typeof want === "number" ? status === want && typeof body.code === "string" && typeof body.message === "string" :
    status === 200 && (want instanceof RegExp ? want.test(body.result?.expression) : JSON.stringify(body.result) === JSON.stringify(want));

const tests = [
    ...allowed.map(([operation, resource, user, want]) => ["allow", user, { operation, resource }, want]),
    ...filtered.map(([operation, filterResources, user, want]) => ["batch", user, { operation, filterResources }, want]),
    ...rowFilters.map(([resource, user, want]) => ["rowFilters", user, { operation: "GetRowFilters", resource }, want]),
    ...masks.map(([resource, user, want]) => ["columnMask", user, { operation: "GetColumnMask", resource }, want]),
    ["batchColumnMasks", "foo", { operation: "GetColumnMask", filterResources: [column("user_type"), column("user_phone"), column("salary")] },
        [{ index: 1, viewExpression: NULLED("user_phone") }, { index: 2, viewExpression: NULLED("salary") }]],
    ["batchColumnMasks", "foo", { operation: "GetColumnMask", filterResources: [] }, []],
    ["batchColumnMasks", "mallory", { operation: "GetColumnMask", filterResources: [column("user_type")] }, 403],
];

let passed = 0;
for (const [path, user, action, want] of tests) {
    const got = await post(path, user, action);
    if (holds(got, want)) passed++;
    else console.error(`${path} ${user} ${JSON.stringify(action)}: expected ${want}, got ${got.status} ${JSON.stringify(got.body)}`);
}
console.log(`${passed} of ${tests.length} cases`);
process.exit(passed === tests.length ? 0 : 1);
