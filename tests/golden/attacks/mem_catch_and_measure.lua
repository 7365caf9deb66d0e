-- expect: memory_limit
-- category: memory
-- attack: find out how much memory is left by catching the error
local size = 1
local function try() return ("x"):rep(size) end
while pcall(try) do size = size * 2 end
return "ESCAPED: " .. size
