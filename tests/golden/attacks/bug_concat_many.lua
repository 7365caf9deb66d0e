-- expect: deterministic | memory_limit
-- category: interpreter-bug
-- attack: concatenation of many values while errors are raised
local s = ("x"):rep(100)
local ok, why = pcall(function() return s .. s .. s .. s .. s .. s .. s .. s .. {} end)
return tostring(ok) .. why
