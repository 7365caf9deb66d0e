-- expect: instruction_limit
-- category: loop
-- attack: a loop without a loop statement
::again:: goto again
