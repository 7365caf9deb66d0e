-- expect: memory_limit
-- category: memory
-- attack: closures that keep each other alive
local f = function() end
while true do local g = f; f = function() return g end end
