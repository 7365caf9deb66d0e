-- expect: instruction_limit | memory_limit
-- category: hash-dos
-- attack: a table that is filled and emptied so that it is rehashed for ever
local t = {}
while true do
  for i = 1, 1000 do t["a" .. i] = i end
  for i = 1, 1000 do t["a" .. i] = nil end
end
