-- expect: error | memory_limit | instruction_limit
-- category: result
-- attack: more members than a result may have
local t = {}
for i = 1, 200000 do t[i] = i end
return t
