-- expect: error | no_access
-- category: shared-state
-- attack: change the module node for every dialect
local node = require "node"
node.text = function() return "ESCAPED" end
return node.text("x")
