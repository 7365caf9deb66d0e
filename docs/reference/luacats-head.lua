-- SPDX-License-Identifier: Apache-2.0
--
-- What editors know of policies: the part of writ.luacats.lua that is written by hand. Change it here, then run
-- tests/lint/check-annotations --update .

---@class writ.target
---@field resource? string|string[] types of resources, such as "data_product"
---@field action? string|string[]

---@class writ.policy
---@field id string concern.name, in lower case
---@field title string
---@field phase writ.phase|writ.phase[]
---@field level "advisory"|"waivable"|"mandatory"
---@field state? "draft"|"enforced"|"retired"|{ grace_until: string } enforced when absent
---@field basis? string[] what it enforces, such as "GDPR Art. 5(1)(b)"
---@field params? table<string, any> defaults; mesh.yaml may override them
---@field target? writ.target
---@field applies? fun(input: writ.input, params: table<string, any>): boolean
---@field rule fun(input: writ.input, out: writ.out, params: table<string, any>)
---@field grants? boolean its permits count although it is of the mesh layer

---@alias writ.phase "publish"|"access"|"sweep"

---A policy file returns what this gives.
---@param members writ.policy
---@return writ.policy
function policy(members) end

---@class writ.about
---@field code? string upper case with underscores; a deny without one gets the last part of the policy's id
---@field at? any a table of the input, or { table, "member" }
---@field hint? string what to do next

---@class writ.out
---@field permit fun(message: string) grants; counts only from a domain's or product's policy, or with grants = true
---@field deny fun(message: string, about?: writ.about)
---@field warn fun(message: string, about?: writ.about)
---@field oblige fun(obligation: writ.obligation) what the enforcement point must fulfil

---@alias writ.obligation_type
---| "row_filter"
---| "mask"
---| "drop_column"
---| "min_group"
---| "retain_until"
---| "ttl"
---| "delete_on_notice"
---| "notify"
---| "watermark"
---| "attest"
---| "reassess_by"
---| "step_up"

---@class writ.obligation
---@field type writ.obligation_type
---@field at? any as of writ.about
---@field predicate? table row_filter: what `require "filter"` builds
---@field column? string mask, drop_column
---@field kind? string mask
---@field k? integer min_group
---@field time? string retain_until, reassess_by
---@field seconds? integer ttl
---@field who? string notify
---@field text? string watermark, attest
---@field acr? string step_up

---@class writ.agreement
---@field id string
---@field provider string
---@field port? string
---@field consumer? string
---@field consumer_product? string
---@field purpose? string
---@field status string
---@field start? string
---@field end_? string
---@field reassess? string

---@class writ.entity
---@field type? string
---@field id? string
---@field properties? table<string, any>

---@class writ.action
---@field name? string
---@field properties? table<string, any>

---@class writ.finding
---@field code string
---@field message string
---@field hint? string
---@field at? any

---@class writ.input
---@field phase "publish"|"access"|"sweep" what is asked
---@field product? writ.product nil when the resource is no data product
---@field raw? table publish: the descriptor as written
---@field findings? writ.finding[] publish: what the reader noticed
---@field mesh { products: writ.product[] } the models of every descriptor of the mesh
---@field previous? writ.product publish: as it was last published
---@field subject writ.entity access
---@field action writ.action access
---@field resource writ.entity access
---@field context table<string, any> access
---@field columns? writ.product.column[] access: the columns that the request asks for
---@field agreement? writ.agreement access: the standing agreement of the request's subject
---@field time string the time of the decision: RFC 3339, UTC
---@field data table<string, any> the mesh's data/*.yaml, by file name

---Values of a document with their places; for dialects.
---@class writ.node
---@field at fun(node: any, ...: string|integer): any the node under those keys, or nil
---@field text fun(node: any): string? trimmed
---@field value fun(node: any): string|number|boolean|nil
---@field kind fun(node: any): "object"|"array"|"string"|"number"|"boolean"|nil
---@field bool fun(node: any): boolean?
---@field place fun(node: any, value: any): any value with the place of node
---@field list fun(node: any): any[] the items of an array, a scalar as a list of one
---@field pairs fun(node: any): fun(): string, any of an object, in key order
---@field items fun(node: any): fun(): integer, any of an array
