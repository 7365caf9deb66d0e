-- expect: instruction_limit
-- category: loop
-- attack: pairs that never ends because its table grows
local t = { 1 }
while true do
  for k in pairs(t) do t[k + 1] = true; t[k] = nil end
end
