// SPDX-License-Identifier: Apache-2.0
//
// Runs the script on standard input in DuckDB: one statement a line, one column of text out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { DuckDBInstance } = createRequire(process.argv[2] + "/")("@duckdb/node-api");
const connection = await (await DuckDBInstance.create(":memory:")).connect();

for (const statement of readFileSync(0, "utf8").split(";\n")) {
  if (statement.trim() === "") continue;
  const rows = await (await connection.run(statement)).getRows();
  if (statement.startsWith("SELECT")) {
    for (const row of rows) process.stdout.write(row[0] + "\n");
  }
}
