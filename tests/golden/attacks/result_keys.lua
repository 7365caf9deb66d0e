-- expect: error
-- category: result
-- attack: keys that JSON has no word for
return { [1.5] = 1, [true] = 2, [{}] = 3 }
