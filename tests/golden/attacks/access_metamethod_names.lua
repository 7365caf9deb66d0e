-- expect: deterministic
-- category: access
-- attack: ask library tables and texts for their metatables by name
local out = {}
for _, name in ipairs { "__index", "__newindex", "__metatable", "__gc", "__name", "__len", "__eq" } do
  out[#out + 1] = tostring(string[name]) .. tostring((""):rep(0)[name]) .. tostring(math[name])
end
return table.concat(out, " ")
