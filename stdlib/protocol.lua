-- SPDX-License-Identifier: Apache-2.0
--
-- protocol - what kind of access a port's protocol gives: tables, files, streams or an API.
-- Source: the server types of ODCS 3.1 and DCS 1.2, the port types of DPDS 1.0 (servicesType) and of ODPS (Linux
-- Foundation) 4.1 (outputPorttype), and the words of their published examples.
--
-- A word in no table is unknown. No function raises an error.

local protocol = {}

local kinds = {
  tables = { "table", "tables", "view", "sql", "jdbc", "odbc", "postgres", "postgresql", "mysql", "mariadb", "oracle",
    "sqlserver", "mssql", "db2", "snowflake", "bigquery", "redshift", "athena", "databricks", "synapse", "trino", "presto",
    "dremio", "duckdb", "hive", "impala", "clickhouse", "vertica", "teradata", "glue", "denodo", "cloudsql", "informix",
    "datastoreservices", "datastoreapi", "deltasharing", "iceberg", "delta", "hudi", "mongodb", "cassandra", "exasol" },
  files = { "file", "files", "s3", "gcs", "adls", "azure", "azureblob", "abfss", "hdfs", "sftp", "local", "parquet", "csv",
    "objectstorage", "gs", "s3a", "googlecloudstorage", "download", "zip" },
  streams = { "stream", "streaming", "streamingservices", "topic", "kafka", "kinesis", "pubsub", "eventhub", "eventhubs",
    "pulsar", "amqp", "mqtt", "rabbitmq", "sqs", "nats", "messaging" },
  api = { "api", "rest", "restservices", "http", "https", "openapi", "graphql", "grpc", "odata", "odatav2", "odatav4", "fhir",
    "fhirr4", "soap", "rpc", "rpcservices", "mcp", "dataservice" },
}

local by_name = {}
for kind, list in pairs(kinds) do
  for _, name in ipairs(list) do
    by_name[name] = kind
  end
end

---The kind of access that a protocol gives: tables, files, streams or api.
---@param name any
---@return string|nil
-- > protocol.kind("BigQuery") --> "tables"
-- > protocol.kind("rest-services") --> "api"
-- > protocol.kind("Delta Sharing") --> "tables"
-- > protocol.kind("telnet") --> nil
-- > protocol.kind(nil) --> nil
function protocol.kind(name)
  return type(name) == "string" and by_name[(name:lower():gsub("[^%w]", ""))] or nil
end

---The same of a port: what its protocol says, else the scheme of its location.
---@param port table
---@return string|nil
-- > protocol.of_port({ protocol = "S3" }) --> "files"
-- > protocol.of_port({ location = "https://profiles.example.org/v1" }) --> "api"
-- > protocol.of_port({ protocol = "telnet", location = "s3://lake/plays" }) --> nil
-- > protocol.of_port({}) --> nil
function protocol.of_port(port)
  if port.protocol ~= nil then
    return protocol.kind(port.protocol)
  end
  return type(port.location) == "string" and protocol.kind(port.location:match("^(%a[%w+.-]*):")) or nil
end

return protocol
