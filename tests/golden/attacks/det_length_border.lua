-- expect: deterministic
-- category: determinism
-- attack: the length of lists with holes, after keys came and went
local out = {}
for round = 1, 20 do
  local t = {}
  for i = 1, 40 do t["k" .. i] = i; if i % 3 > 0 then t[i] = i end end
  for i = 1, 40, 2 do t["k" .. i] = nil end
  for i = 1, 30 do t["n" .. i * round] = i; t[i + round] = i end
  out[round] = #t
end
return table.concat(out, " ")
