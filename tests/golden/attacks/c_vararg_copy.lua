-- expect: instruction_limit | memory_limit | error
-- category: c-function
-- attack: a long vararg copied by every call
local function wide(n, ...) if n == 0 then while true do select(1, ...) end end return wide(n - 1, n, n, n, n, n, n, n, n, ...) end
return wide(2000)
