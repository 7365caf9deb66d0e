-- SPDX-License-Identifier: Apache-2.0
--
-- wrk -s load.lua URL -- FILE…: posts the files, one after the other.

local requests, at = {}, 0

function init(files)
  for i, name in ipairs(files) do
    local file = assert(io.open(name))
    requests[i] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, file:read("a"))
    file:close()
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
