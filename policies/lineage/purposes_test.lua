-- SPDX-License-Identifier: Apache-2.0

local function made(own, ...)
  local products, inputs = {}, {}
  for i, purpose in ipairs({ ... }) do
    products[i] = { id = "source" .. i, personal = "yes", purposes = { purpose } }
    inputs[i] = { product = "source" .. i }
  end
  return {
    product = { id = "made", personal = "yes", purposes = own, inputs = inputs }, mesh = { products = products },
    data = { purposes = { charts = { broader = "dpv:ServiceUsageAnalytics" } } },
  }
end

local public = made({ "dpv:Marketing" }, "dpv:ServiceProvision")
public.product.personal = "no"
local unknown = made({ "dpv:Marketing" }, "dpv:ServiceProvision")
unknown.product.personal = "unknown"

local function from(personal)
  local input = made({ "dpv:Marketing" }, "dpv:ServiceProvision")
  input.mesh.products[1].personal = personal
  return input
end

return {
  policy = "lineage.purposes",
  cases = {
    { name = "the source's purpose passes", input = made({ "dpv:Marketing" }, "dpv:Marketing"), expect = {} },
    { name = "one below it passes", input = made({ "dpv:TargetedAdvertising" }, "dpv:Marketing"), expect = {} },
    { name = "one of the mesh's own vocabulary passes", input = made({ "charts" }, "dpv:ServiceUsageAnalytics"), expect = {} },
    { name = "another one is refused", input = made({ "dpv:Marketing" }, "dpv:ServiceProvision"), expect = { deny = "PURPOSE_WIDENED@product.purposes" } },
    { name = "one above it is refused", input = made({ "dpv:Marketing" }, "dpv:TargetedAdvertising"), expect = { deny = "PURPOSE_WIDENED" } },
    { name = "every source must allow it", input = made({ "dpv:Marketing" }, "dpv:Marketing", "dpv:ServiceProvision"), expect = { deny = "PURPOSE_WIDENED" } },
    { name = "each purpose is judged", input = made({ "dpv:Marketing", "dpv:ServiceProvision" }, "dpv:ServiceProvision"), expect = { deny = "PURPOSE_WIDENED" } },
    { name = "a source with prose only is a warning", input = made({ "dpv:Marketing" }, "To sell more."), expect = { warn = "SOURCE_PURPOSES@product.inputs[1].product" } },
    { name = "an output with prose only is a warning", input = made({ "To sell more." }, "dpv:Marketing"), expect = { warn = "OWN_PURPOSES@product.purposes" } },
    { name = "so is one without purposes", input = made(nil, "dpv:Marketing"), expect = { warn = "OWN_PURPOSES@product" } },
    { name = "a source that is not personal has no purposes to keep", input = from("no"), expect = {} },
    { name = "a source that may be personal has", input = from("unknown"), expect = { deny = "PURPOSE_WIDENED" } },
    { name = "unknown counts as personal", input = unknown, expect = { deny = "PURPOSE_WIDENED" } },
    { name = "an output that is not personal keeps no purposes", input = public, applies = false },
    { name = "prose without sources is compared with nothing", input = made({ "To sell more." }), expect = {} },
    { name = "a product without sources keeps its own", input = made({ "dpv:Marketing" }), expect = {} },
    { name = "an output without codes is said once", input = made({ "To sell more." }, "To sell even more."), expect = { warn = "OWN_PURPOSES" } },
  },
}
