-- SPDX-License-Identifier: Apache-2.0
-- Words for how sensitive a column is, and the code that each of them means.
-- Keys are lower case with single spaces; a mesh overrides and extends them in
-- profile.classification.

return {
  ["public"] = "public",
  ["internal"] = "internal",
  ["confidential"] = "confidential",
  ["sensitive"] = "confidential",
  ["restricted"] = "restricted",
  ["secret"] = "restricted",
}
