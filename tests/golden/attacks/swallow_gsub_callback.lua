-- expect: instruction_limit
-- category: swallow
-- attack: the limit is met inside a replacement function inside pcall
while true do pcall(string.gsub, ("x"):rep(100), ".", function() for i = 1, 1e5 do end end) end
