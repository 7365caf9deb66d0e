-- expect: deterministic | error | instruction_limit | memory_limit
-- category: stack
-- attack: pcall calling pcall until the C stack ends
local function f() return pcall(f) end
local ok = f()
return tostring(ok)
