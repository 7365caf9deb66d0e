-- expect: deterministic
-- category: determinism
-- attack: the layout of a table keyed by addresses
local t = {}
for i = 1, 50 do t[{}] = i; t[function() end] = i; t[i * 2] = i end
for i = 1, 50, 3 do t[i] = true end
return #t
