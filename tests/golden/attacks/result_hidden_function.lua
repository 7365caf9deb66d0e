-- expect: error
-- category: result
-- attack: a function deep inside a result
local t = { ok = true }
for i = 1, 20 do t = { t } end
t[1][1].f = tostring
return t
