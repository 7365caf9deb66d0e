-- expect: instruction_limit | memory_limit
-- category: hash-dos
-- attack: floats whose mantissas differ where the hash does not look
local t = {}
for i = 1, 20000 do t[i * 2.0 ^ 60] = i end
local n = 0
while true do n = n + (t[3 * 2.0 ^ 60] or 0) + (t[-(2.0 ^ 60)] or 0) end
