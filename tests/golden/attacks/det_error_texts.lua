-- expect: deterministic
-- category: determinism
-- attack: addresses in messages of errors
local out = {}
local f = function() end
for _, try in ipairs {
  function() return {} .. "x" end, function() return {} < {} end, function() return #f end, function() return f + 1 end,
  function() return tostring.x.y end, function() error({}) end, function() string.rep({}) end, function() ("x"):bad() end,
  function() return ("%d"):format({}) end, function() return table.concat { f } end, function() return next({}, {}) end,
} do out[#out + 1] = select(2, pcall(try)) end
return out
