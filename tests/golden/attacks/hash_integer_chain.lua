-- expect: instruction_limit | memory_limit
-- category: hash-dos
-- attack: keys that are multiples of the size of the hash part less one
local t = {}
for i = 1, 16000 do t[i * 16383] = i end
local n = 0
while true do n = n + (t[16383 * 3] or 0) + (t[-16383] or 0) end
