-- expect: instruction_limit | memory_limit
-- category: c-function
-- attack: gsub with a replacement that grows each time
local s = "ab"
while true do s = s:gsub(".", "%0%0") end
