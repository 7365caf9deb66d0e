-- expect: memory_limit | instruction_limit
-- category: memory
-- attack: a table that grows by keys only
local t = {}
for i = 1, 1e9 do t["key" .. i] = i end
