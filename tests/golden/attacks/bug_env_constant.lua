-- expect: error
-- category: interpreter-bug
-- attack: an environment that is a compile-time constant
local function f()
  local _ENV <const> = 11
  X = "hi"
  return X
end
return f()
