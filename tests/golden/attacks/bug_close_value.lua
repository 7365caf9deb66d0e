-- expect: error | deterministic
-- category: interpreter-bug
-- attack: to-be-closed variables of every kind
local ok1 = pcall(function() local x <close> = nil return 1 end)
local ok2, why = pcall(function() local x <close> = {} return 1 end)
return tostring(ok1) .. tostring(ok2) .. tostring(why)
