-- expect: deterministic
-- category: shared-state
-- attack: an iterator kept for the next evaluation
kept = kept or pairs { a = 1, b = 2 }
local k = kept()
return k
