-- expect: memory_limit | instruction_limit | error
-- category: stack
-- attack: deep recursion with many locals
local function f(a, b, c, d, e, g, h, i, j) local k, l, m, n = a, b, c, d return 1 + f(k, l, m, n, a, b, c, d, e) end
return f(1, 2, 3, 4, 5, 6, 7, 8, 9)
