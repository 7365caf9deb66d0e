-- SPDX-License-Identifier: Apache-2.0
-- Names of service-level properties, case-folded, and the name that the model uses.
-- The two-letter synonyms are those of the Open Data Contract Standard (slaProperties), which
-- took them from the data quality-of-service table. A name that is not here stays as it is.

return {
  ["av"] = "availability",
  ["th"] = "throughput",
  ["er"] = "errorrate",
  ["ga"] = "generalavailability",
  ["es"] = "endofsupport",
  ["el"] = "endoflife",
  ["re"] = "retention",
  ["fy"] = "frequency",
  ["ly"] = "latency",
  ["td"] = "timetodetect",
  ["tn"] = "timetonotify",
  ["tr"] = "timetorepair",
  ["ta"] = "timeofavailability",
}
