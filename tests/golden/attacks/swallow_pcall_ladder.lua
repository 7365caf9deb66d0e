-- expect: instruction_limit
-- category: swallow
-- attack: pcall around pcall around the limit, then a result
local function spin() while true do end end
local function ladder(n) if n == 0 then return pcall(spin) end return pcall(ladder, n - 1) end
for i = 1, 1e9 do ladder(50) end
return "ESCAPED: the limit was swallowed"
