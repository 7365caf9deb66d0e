-- expect: memory_limit | instruction_limit
-- category: c-function
-- attack: a list of references to one long text
local s, t = ("x"):rep(100000), {}
for i = 1, 1000 do t[i] = s end
return "ESCAPED: " .. #table.concat(t)
