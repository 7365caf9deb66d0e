-- SPDX-License-Identifier: Apache-2.0
-- Words for the life-cycle status of a product or a port, as found in the ten descriptor
-- specifications and in public files, and the code that each of them means.
-- Keys are lower case with single spaces; a mesh overrides and extends them in profile.status.

return {
  ["active"] = "active",
  ["current"] = "active",
  ["production"] = "active",
  ["prod"] = "active",
  ["published"] = "active",
  ["available"] = "active",

  ["draft"] = "draft",
  ["announcement"] = "draft",
  ["proposed"] = "draft",
  ["pending"] = "draft",
  ["development"] = "draft",
  ["in development"] = "draft",
  ["test"] = "draft",
  ["testing"] = "draft",
  ["acceptance"] = "draft",

  ["deprecated"] = "deprecated",
  ["sunset"] = "deprecated",

  ["retired"] = "retired",
  ["inactive"] = "retired",
  ["decommissioned"] = "retired",
}
