-- expect: instruction_limit
-- category: c-function
-- attack: plain search that compares half of the text at every position
local s, needle = ("a"):rep(500000), ("a"):rep(250000) .. "b"
while true do s:find(needle, 1, true) end
