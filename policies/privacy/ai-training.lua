-- SPDX-License-Identifier: Apache-2.0
--
-- Basis: GDPR Art. 5(1)(b): data collected to provide a service was not collected to train a model with it.
-- Unknown: an action called training whose purpose is missing, prose or something else is refused: a model may be
--          trained. Otherwise a request is for training when its purpose says so; privacy.purpose-limitation refuses
--          the ones that do not say their purpose.
-- Params: purposes   - what counts as training; the product must declare one of these, or one below them
--         actions    - the actions that are training
--         vocabulary - name of the data file with the mesh's purposes
--
-- A declared purpose above training does not cover it: the product must name training itself.

local purpose = require "purpose"
local requester = require "requester"
local sets = require "sets"
local text = require "text"

-- Whether some declared purpose is training, and covers what is asked.
local function declared(input, params)
  local vocabulary = input.data[params.vocabulary]
  for _, item in ipairs(input.product.purposes or {}) do
    if purpose.covers(params.purposes, item, vocabulary) and purpose.covers(item, input.context.purpose, vocabulary) then
      return true
    end
  end
  return false
end

local function is_action(input, params)
  return sets.contains(params.actions, text.fold(input.action.name))
end

return policy {
  id      = "privacy.ai-training",
  title   = "Models are trained only with data that was declared for it",
  phase   = "access",
  level   = "mandatory",
  basis   = { "GDPR Art. 5(1)(b)" },
  params  = { purposes = { "ai.training" }, actions = { "train" }, vocabulary = "purposes" },
  applies = function(input, params)
    return input.product ~= nil and input.product.personal ~= "no"
      and (is_action(input, params) or requester.is_for(input, params.purposes, params.vocabulary))
  end,
  rule    = function(input, out, params)
    if not requester.is_for(input, params.purposes, params.vocabulary) then
      out.deny("the action is training, and the purpose " .. text.quote(input.context.purpose) .. " is not",
               { code = "AI_TRAINING_PURPOSE", at = { input.product, "purposes" },
                 hint = "give context.purpose: one of " .. text.list(params.purposes) })
    elseif not declared(input, params) then
      out.deny("the product does not declare that models may be trained with it",
               { code = "AI_TRAINING", at = { input.product, "purposes" },
                 hint = "declare one of " .. text.list(params.purposes)
                   .. " if people were told; a purpose above it is not enough" })
    end
  end,
}
