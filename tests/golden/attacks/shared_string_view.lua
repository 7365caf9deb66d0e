-- expect: no_access | error
-- category: shared-state
-- attack: change the text functions for every policy
string.upper = function() return "ESCAPED" end
return ("x"):upper()
