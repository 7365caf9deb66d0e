-- expect: instruction_limit
-- category: host-after-limit
-- attack: the limit inside a comparator inside a replacement inside pcall
return pcall(string.gsub, "abc", ".", function()
  table.sort({ 3, 2, 1 }, function(a, b) while true do end end)
end)
