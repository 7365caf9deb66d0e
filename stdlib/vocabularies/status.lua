-- SPDX-License-Identifier: Apache-2.0
-- Words for the life-cycle status of a product or a port, as found in the ten descriptor
-- specifications and in public files, and the code that each of them means.
-- Ideation, Design, Build, Deploy and Consume are the stages of DPROD. A beta may be used but may
-- also change at any time, which is what a consumer of a draft has to expect.
-- Keys are lower case with single spaces; a mesh overrides and extends them in profile.status.

return {
  ["active"] = "active",
  ["current"] = "active",
  ["production"] = "active",
  ["prod"] = "active",
  ["published"] = "active",
  ["available"] = "active",
  ["consume"] = "active",

  ["draft"] = "draft",
  ["announcement"] = "draft",
  ["proposed"] = "draft",
  ["pending"] = "draft",
  ["development"] = "draft",
  ["in development"] = "draft",
  ["test"] = "draft",
  ["testing"] = "draft",
  ["acceptance"] = "draft",
  ["beta"] = "draft",
  ["ideation"] = "draft",
  ["design"] = "draft",
  ["build"] = "draft",
  ["deploy"] = "draft",

  ["deprecated"] = "deprecated",
  ["sunset"] = "deprecated",

  ["retired"] = "retired",
  ["inactive"] = "retired",
  ["decommissioned"] = "retired",
}
