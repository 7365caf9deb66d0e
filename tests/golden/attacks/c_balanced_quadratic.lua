-- expect: instruction_limit
-- category: c-function
-- attack: %b at every position of a text of open brackets
local s = ("("):rep(300000)
return "ESCAPED: " .. tostring(s:find("%b()"))
