-- SPDX-License-Identifier: Apache-2.0

local function ask(asked, declared, action, personal)
  return {
    product = { personal = personal or "yes", purposes = declared },
    action = { name = action or "read" },
    context = { purpose = asked },
    data = { purposes = { ["fit-recommender"] = { broader = { "ai.training", "dpv:ServicePersonalisation" } } } },
  }
end

return {
  policy = "privacy.ai-training",
  cases = {
    { name = "a product that declares training may be trained with", input = ask("ai.training", { "billing", "ai.training" }), expect = {} },
    { name = "a product that does not is refused", input = ask("ai.training", { "billing" }), expect = { deny = "AI_TRAINING@product.purposes" } },
    { name = "a purpose above training is not enough", input = ask("ai.training", { "ai" }), expect = { deny = "AI_TRAINING" } },
    { name = "another broader term is not enough", input = ask("fit-recommender", { "dpv:ServicePersonalisation" }), expect = { deny = "AI_TRAINING" } },
    { name = "training covers what is below it", input = ask("fit-recommender", { "ai.training" }), expect = {} },
    { name = "a narrower training does not cover all of it", input = ask("ai.training", { "fit-recommender" }), expect = { deny = "AI_TRAINING" } },
    { name = "training under another purpose is refused", input = ask("billing", { "billing", "ai.training" }, "train"), expect = { deny = "AI_TRAINING_PURPOSE@product.purposes" } },
    { name = "training under an unknown purpose is refused", input = ask(nil, { "ai.training" }, "train"), expect = { deny = "AI_TRAINING_PURPOSE" } },
    { name = "a product without purposes is refused", input = ask("ai.training", nil), expect = { deny = "AI_TRAINING@product" } },
    { name = "unknown counts as personal", input = ask("ai.training", { "billing" }, "read", "unknown"), expect = { deny = "AI_TRAINING" } },
    { name = "another purpose is left alone", input = ask("billing", { "billing" }), applies = false },
    { name = "data that is not personal is left alone", input = ask("ai.training", nil, "train", "no"), applies = false },
    { name = "what is no data product is no concern of it", input = {}, applies = false },
  },
}
