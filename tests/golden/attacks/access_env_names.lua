-- expect: deterministic
-- category: access
-- attack: look for anything dangerous among the names there are
local bad = {}
for _, name in ipairs { "load", "dofile", "os", "io", "debug", "package", "coroutine", "collectgarbage", "getmetatable", "setmetatable", "rawset", "rawget", "xpcall", "print", "utf8", "_G" } do
  if _ENV[name] ~= nil then bad[#bad + 1] = "ESCAPED " .. name end
end
for k, v in pairs(_ENV) do
  if type(v) == "table" then for m in pairs(v) do if m:sub(1, 2) == "__" then bad[#bad + 1] = "ESCAPED " .. m end end end
end
return bad
