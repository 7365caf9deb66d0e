-- expect: instruction_limit
-- category: c-function
-- attack: gmatch over empty matches of a slow pattern
local s = ("a"):rep(3000)
local n = 0
while true do for _ in s:gmatch("a-a-a-x?b") do n = n + 1 end end
