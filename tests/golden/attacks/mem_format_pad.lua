-- expect: memory_limit | instruction_limit
-- category: memory
-- attack: padding in a loop
local s = ""
while true do s = s .. ("%99s"):format(s:sub(1, 50)) .. s end
