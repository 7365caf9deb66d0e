-- expect: instruction_limit | memory_limit
-- category: c-function
-- attack: conversion of a very long number, many times
local s = ("9"):rep(900000)
while true do local _ = tonumber(s) or tonumber(s, 10) end
