-- SPDX-License-Identifier: Apache-2.0
-- The descriptor dialects that come with Writ, in the order in which they are tried.
-- Each is a module dialects/<name>; its own `name` member is the name the product model shows.

return {
  "odcs", "dcs", "odps", "dps", "dpds", "datastoreapi", "odps_lf", "witboost", "dprod", "ord",
}
