-- expect: error
-- category: result
-- attack: a result that is small in memory and huge when written
local t = { "xxxxxxxxxxxxxxxx" }
for i = 1, 60 do t = { t, t } if i == 25 then break end end
return t
