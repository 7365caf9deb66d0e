-- expect: memory_limit
-- category: host-after-limit
-- attack: memory ends inside a comparator
local t = {}
for i = 1, 100 do t[i] = -i end
table.sort(t, function(a, b) local s = ("x"):rep(900000) t[#t + 1] = s .. a return a < b end)
return "ESCAPED"
