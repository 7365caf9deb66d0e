-- SPDX-License-Identifier: Apache-2.0
--
-- For editors that read LuaCATS annotations; generated, see luacats-head.lua. Never loaded by Writ.
---@meta

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

---@class writ.product.column
---@field port? string
---@field path? string table.column; nested members continue with dots, array items with []
---@field type? string
---@field format? string
---@field description? string
---@field required? boolean
---@field key? boolean
---@field classification? string
---@field categories? string[]
---@field tags? string[]
---@field personal "yes"|"no"|"unknown"
---@field definition? string
---@field transforms_from? string[]

---@class writ.product.port
---@field id? string
---@field direction? "output"|"input"|"discovery"|"observability"|"control"|"management"
---@field protocol? string
---@field format? string
---@field location? string
---@field namespace? string[]
---@field region? string
---@field contract? string
---@field version? string
---@field status? string
---@field personal? "yes"|"no"|"unknown"
---@field auto_approve? boolean
---@field schema? string
---@field sla? writ.product.sla[]

---@class writ.product.sla
---@field property? string
---@field value? string|number|boolean
---@field unit? string
---@field element? string
---@field port? string

---@class writ.product
---@field dialect string odcs, dcs, odps, dps, dpds, datastoreapi, odps-lf, witboost, dprod, ord, or the name of a mesh's own dialect
---@field dialect_version? string
---@field kind? "product"|"contract"
---@field id? string
---@field name? string
---@field version? string
---@field status? string draft, active, deprecated, retired, or the author's own word in lower case
---@field domain? string
---@field owner? string
---@field tenant? string
---@field description? string
---@field limitations? string
---@field contacts? writ.product.contacts[]
---@field purposes? string[]
---@field terms? string[]
---@field tags? string[]
---@field personal "yes"|"no"|"unknown"
---@field ports? writ.product.port[]
---@field columns? writ.product.column[]
---@field inputs? writ.product.inputs[]
---@field retention? writ.product.retention
---@field sla? writ.product.sla[]
---@field quality? writ.product.quality[]
---@field lifecycle? writ.product.lifecycle
---@field gov? writ.product.gov Members that no public specification carries, filled from the mesh's extension profile; it may name others.

---@class writ.product.gov
---@field lawful_basis? any
---@field art9_condition? any
---@field subject_key? any
---@field consent_key? any
---@field legal_hold? any
---@field transfer_mechanism? any
---@field dpia? any
---@field embargo_until? any
---@field jurisdiction? any
---@field record_class? any
---@field processing_region? any
---@field declassification? any
---@field policies? any
---@field [string] any

---@class writ.product.lifecycle
---@field deprecated? boolean
---@field end_of_support? string
---@field end_of_life? string

---@class writ.product.quality
---@field path? string
---@field rule? string
---@field dimension? string

---@class writ.product.retention
---@field min? string kept at least: an ISO 8601 duration
---@field max? string kept at most: an ISO 8601 duration
---@field unlimited? boolean
---@field unclear? string a period that has no unit or is not understood, as written; it is not guessed
---@field element? string the column that carries a row's age
---@field basis? string

---@class writ.product.inputs
---@field product? string
---@field port? string
---@field contract? string
---@field version? string

---@class writ.product.contacts
---@field role? string
---@field id? string

---what a named person has approved for one consumer and one product, until a date. Source: this project's data file data/approvals.yaml: a list of { kind, product, consumer, approver, end } and what the kind needs besides, such as `condition`. `consumer` is the id of a subject or its team; `start` may be absent.
---@class writ.approvals
local approvals = {}

---Whether an approval has begun and not ended.
---@param record table
---@param now any
---@return boolean
function approvals.in_force(record, now) end

---The approval of a kind for a request.
---@param input table
---@param kind string
---@param role string the role that its approver needs
---@return table|nil record
function approvals.find(input, kind, role) end

---the conditions under which special categories of personal data may be processed. Source: GDPR Art. 9(2)(a) to (j); the terms of the Data Privacy Vocabulary's EU GDPR extension ("eu-gdpr:A9-2-a") are understood as well.
---@class writ.article9
local article9 = {}

---The code of a condition.
---@param text any
---@return string|nil code one of article9.codes; nil when it is none
function article9.code(text) end

---the lawful bases of processing, whichever way a descriptor writes them. Source: GDPR Art. 6(1)(a) to (f); the names of the W3C Data Privacy Vocabulary 2.2 are understood as well.
---@class writ.basis
local basis = {}

---The code of a lawful basis.
---@param text any
---@return string|nil code one of basis.codes; nil when it is none
function basis.code(text) end

---find the other products and contracts of the mesh. Source: docs/reference/policy-api.md (`input.mesh.products`: the models of every descriptor, by file).
---@class writ.catalogue
local catalogue = {}

---Every model of the mesh.
---@param input table
---@return table[]
function catalogue.models(input) end

---Whether a model is a contract.
---@param model table
---@return boolean
function catalogue.is_contract(model) end

---What the functions of this module look things up in: models by id, and by the contracts they offer; columns of products
---that others may be joined with, by the name of a key and by definition. A mesh has it ready as `input.mesh.index`.
---@param models table[]
---@return { ids: table, providers: table, keys: table, definitions: table }
function catalogue.index(models) end

---The model with an id; of a product and a contract with one id the product.
---@param input table
---@param id any
---@return table|nil
function catalogue.find(input, id) end

---The contract with an id: the one of that version, else the last.
---@param input table
---@param id any
---@param version any
---@return table|nil
function catalogue.contract(input, id, version) end

---The models that offer a contract: those with a port, no input port, that names it.
---@param input table
---@param contract any the contract's id
---@return table[]
function catalogue.providers(input, contract) end

---The first key of that name in another product, as { column = …, model = … }. Its type is one that `types` knows.
---@param input table
---@param name string without the table
---@return table|nil
function catalogue.key(input, name) end

---The first column of another product that links a definition, in the same form.
---@param input table
---@param definition any
---@return table|nil
function catalogue.defined(input, definition) end

---Whether the descriptor being judged is a contract that some product offers: what is asked of whole products is then
---asked of that product, which has everything the contract says.
---@param input table
---@return boolean
function catalogue.is_part(input) end

---what data is about, as dotted codes: "user.contact.email" is a "user.contact". Source: the data categories of the IAB Tech Lab Privacy Taxonomy (fideslang); special categories are GDPR Art. 9(1), criminal offences Art. 10. Which codes identify a person directly is this project's reading of GDPR Art. 4(1) and 4(5).
---@class writ.category
local category = {}

---Whether a category is another one or below it.
---@param code any
---@param ancestor string
---@return boolean
function category.is(code, ancestor) end

---A test of categories: whether one is one of some or below one of them.
---@param ancestors string[]
---@return fun(code: any): boolean
function category.below(ancestors) end

---Whether a category alone singles out one person.
---@param code any
---@return boolean
function category.is_direct_identifier(code) end

---Whether a category is one that GDPR Art. 9(1) protects specially.
---@param code any
---@return boolean
function category.is_special(code) end

---Whether a category is about criminal convictions and offences (GDPR Art. 10).
---@param code any
---@return boolean
function category.is_criminal(code) end

---Whether a category is about a person at all, as far as the codes say.
---@param code any
---@return boolean
function category.is_personal(code) end

---The first category of a list that a test accepts.
---@param codes string[]|nil
---@param test fun(code: string): boolean
---@return string|nil
function category.first(codes, test) end

---what is different between two versions of a product, by meaning, and which new version that needs. Source: Semantic Versioning 2.0.0, 4 and 6 to 8, applied to the product model: what readers relied on and lose is breaking, what is new to them or binds somebody else is compatible, what only explains is documentation.
---@class writ.changes
local changes = {}

---What is different, what breaks first.
---@param old table a model
---@param new table a model
---@return { class: string, code: string, message: string, at: table, gone: table|nil }[] changes class is breaking, compatible or documentation; `at` is a place in the new version, `gone` that of what only the old one has
function changes.between(old, new) end

---The part of a version that the most serious change of a list needs to be raised.
---@param list table[] of changes.between
---@return string part major, minor, patch or none
function changes.needed(list) end

---Whether the step from one version to another announces what is needed. Before 1.0.0 a minor step announces what breaks,
---if that is allowed. A version that cannot be read announces nothing.
---@param from any
---@param to any
---@param needed string
---@param initial_minor boolean|nil not when it is false
---@return boolean
function changes.announced(from, to, needed, initial_minor) end

---Everything that `writ diff` shows.
---@param old table a model
---@param new table a model
---@param params table|nil those of interoperability.breaking-changes, where the mesh has that policy
---@return { changes: table[], needed: string, announced: boolean, why: string } report why is what the version did instead
function changes.report(old, new, params) end

---the rows of people who have not said no. Source: the right to opt out and the right to limit of the California Civil Code 1798.120 and 1798.121.
---@class writ.choice
local choice = {}

---The column that carries a choice: the one that a member of gov names, else the only one with a usual name.
---@param product table
---@param member string
---@param usual string[]
---@return table|nil
function choice.column(product, member, usual) end

---The predicate for the rows of people who have not said no.
---@param column table
---@param now string the time of the decision
---@return table|nil predicate nil when the column's type cannot carry a choice
function choice.rows(column, now) end

---how sensitive data is, as an ordered ladder: public < internal < confidential < restricted. Source: the four levels most guilds derive from ISO/IEC 27001:2022 Annex A 5.12 (classification of information); the standard asks for a scheme and does not prescribe these names.
---@class writ.classification
local classification = {}

---The step of a level, 1 for public.
---@param level any
---@return integer|nil step nil when the level is unknown
function classification.rank(level) end

---Whether a level is on the ladder.
---@param level any
---@return boolean
function classification.known(level) end

---Whether what one has reaches what is needed.
---@param have any a clearance
---@param need any a classification
---@return boolean
function classification.at_least(have, need) end

---The higher of two levels; an unknown one is higher than all known ones and is returned as it is.
---@param a any
---@param b any
---@return any
function classification.higher(a, b) end

---The most sensitive column of a list.
---@param columns table[]|nil
---@return table|nil column nil when none is classified
function classification.top(columns) end

---find columns of the product model. Source: docs/reference/product-model.md. Descriptors name a column by its path ("plays.user_id") or by its name alone ("user_id").
---@class writ.columns
local columns = {}

---The columns that a decision is about: those the request asks for, else all of the product.
---@param input table
---@return table[]
function columns.asked(input) end

---The column that a text names: the one with that path, else the only one with that name.
---@param list table[]|nil columns of the product model
---@param name any
---@return table|nil column nil when there is none, or more than one
function columns.find(list, name) end

---The schema (table, topic, definition) that a column belongs to.
---@param column table
---@return string
function columns.table_of(column) end

---where data is, and whether personal data of the EEA may go there. Source: ISO 3166-1 alpha-2, the EEA Agreement, adequacy decisions under GDPR Art. 45 as of early 2026, region lists of cloud providers (all in vocabularies/countries).
---@class writ.country
local country = {}

---The code of a country in upper case. "UK" is read as "GB", "EL" as "GR".
---@param text any
---@return string|nil code nil when it is no assigned ISO 3166-1 alpha-2 code
function country.code(text) end

---Whether a text is the code of a country.
---@param text any
---@return boolean
function country.known(text) end

---Whether a country is a member of the European Economic Area.
---@param text any
---@return boolean
function country.eea(text) end

---The adequacy decision for a country.
---@param text any
---@return { basis: string, condition: string|nil, until_: string|nil }|nil decision a condition: it covers only some recipients
function country.adequacy(text) end

---Whether a decision covers a country without a condition on the recipient.
---@param text any
---@return boolean
function country.adequate(text) end

---The country of a cloud region, or of a country's own code.
---@param region any
---@return string|nil code nil when it is not certain
function country.of_region(region) end

---the currencies of ISO 4217, and where a column's name or description mentions one. Source: ISO 4217 alphabetic codes (vocabularies/currencies).
---@class writ.currency
local currency = {}

---The code of a currency in upper case.
---@param text any
---@return string|nil
function currency.code(text) end

---The currency that the last part of a column's path names.
---@param path any
---@return string|nil
function currency.of_name(path) end

---The currency that a text mentions, in upper case.
---@param text any
---@return string|nil
function currency.of_text(text) end

---what a column's type says, in whichever words of SQL, JSON Schema, Avro or the contract standards. Source: the types of ODCS 3.1 and DCS 1.2, and common names of databases.
---@class writ.datatype
local datatype = {}

---The kind of a column's values.
---@param column table
---@return string|nil kind boolean, date, timestamp, integer or document; nil for everything else
function datatype.of(column) end

---what has been deleted already, as the mesh's register says. Source: this project's data file data/deletions.yaml: product id -> { through: RFC 3339 time or date, whole: the same }. `through` says that no row is left that is older; `whole` that all of the product went then.
---@class writ.deletions
local deletions = {}

---When something of the product was deleted, as the register says.
---@param input table
---@param file string name of the data file
---@param member string through or whole
---@return string|nil
function deletions.recorded(input, file, member) end

---requests that break the glass: access in an emergency, without an agreement, seen by everybody afterwards. Source: none in law; the shape is context.break_glass = { ticket = "INC-1" } of this project's request.
---@class writ.emergency
local emergency = {}

---Whether the request says that it is an emergency, truly or not.
---@param input table
---@return boolean
function emergency.claimed(input) end

---The ticket under which the emergency is handled.
---@param input table
---@return string|nil ticket nil when there is none, or when it is prose
function emergency.ticket(input) end

---Whether somebody whom the register lets do so breaks the glass under a ticket.
---@param input table
---@param roles string[]
---@return boolean
function emergency.valid(input, roles) end

---build the predicate of a row_filter obligation. Source: the predicate tree of this project's policy API (docs/reference/policy-api.md); `like` is SQL's: "%" is any text, "_" is one character.
---@class writ.filter
local filter = {}

---The column equals the value.
---@param column string
---@param value string|number|boolean
---@return table
function filter.eq(column, value) end

---The column differs from the value.
---@param column string
---@param value string|number|boolean
---@return table
function filter.ne(column, value) end

---The column is less than the value.
---@param column string
---@param value string|number|boolean
---@return table
function filter.lt(column, value) end

---The column is at most the value.
---@param column string
---@param value string|number|boolean
---@return table
function filter.le(column, value) end

---The column is greater than the value.
---@param column string
---@param value string|number|boolean
---@return table
function filter.gt(column, value) end

---The column is at least the value.
---@param column string
---@param value string|number|boolean
---@return table
function filter.ge(column, value) end

---The column matches a SQL LIKE pattern.
---@param column string
---@param pattern string
---@return table
function filter.like(column, pattern) end

---The column is one of the values.
---@param column string
---@param values (string|number|boolean)[] at least one
---@return table
function filter.one_of(column, values) end

---The column has no value.
---@param column string
---@return table
function filter.is_null(column) end

---Every predicate of the list holds.
---@param predicates table[] at least one; a list of one gives that one
---@return table
function filter.all(predicates) end

---At least one predicate of the list holds.
---@param predicates table[] at least one; a list of one gives that one
---@return table
function filter.any(predicates) end

---The predicate does not hold.
---@param predicate table
---@return table
function filter.negate(predicate) end

---columns into which people write what they like. Source: this project's own list of English words, made from columns of public descriptors. Standards call every text a string, so the name of a column says more than its type; a type of unlimited length (`clob`, `longtext`) says it alone.
---@class writ.freetext
local freetext = {}

---Whether a column may hold free text: its last word says so, or its type does.
---@param column table
---@param words string[]|nil freetext.words when absent
---@return boolean
function freetext.is(column, words) end

---the members of a product that no public specification carries (product.gov). Source: docs/reference/product-model.md.
---@class writ.gov
local gov = {}

---The value of a member.
---@param product table|nil
---@param member string
---@return any value nil when it is not declared
function gov.value(product, member) end

---The text of a member.
---@param product table|nil
---@param member string
---@return string|nil text nil when it is not declared, blank, or no text
function gov.text(product, member) end

---The values of a member as a list: a single value is a list of one.
---@param product table|nil
---@param member string
---@return any[]
function gov.list(product, member) end

---Where to point for a member: at it, else at the product's own members, else at the product.
---@param product table
---@param member string
---@return table
function gov.at(product, member) end

---the lineage of a whole mesh: products as nodes, what they are made from as edges, and the cycles in it. Source: lineage, which says what one product is made from; here nothing is decided a second time.
---@class writ.graph
local graph = {}

---The graph of a mesh, or the part of it that one product has to do with.
---@param mesh table `input.mesh`
---@param id string|nil of that product
---@return { nodes: table[], edges: table[], cycles: string[][] } graph `nodes` is empty when there is no such product; with an id each node has a `role`: self, upstream or downstream
function graph.build(mesh, id) end

---what the columns of a product hold, as far as a descriptor lets one know. Source: categories (see category) and, where a column has none, its name (see names). `sensitive` is this project's reading of the sensitive personal information of the California Civil Code 1798.140(ae); an account's number without the code that opens it is not part of that.
---@class writ.holdings
local holdings = {}

---Whether a column has no category at all.
---@param column table
---@return boolean
function holdings.uncategorised(column) end

---Why a column holds data of a kind: its category, or what its name suggests.
---@param column table
---@param kind table
---@param by_name boolean|nil whether a column without categories is judged by its name; not when it is false
---@return string|nil why
function holdings.says(column, kind, by_name) end

---The columns of a list that hold data of a kind.
---@param list table[]|nil
---@param kind table
---@param by_name boolean|nil
---@return table[]
function holdings.all(list, kind, by_name) end

---The category of a kind that a product declares for itself as a whole.
---@param product table
---@param kind table
---@return string|nil
function holdings.product_says(product, kind) end

---legal holds on products: while one is in force, nothing of the product is deleted. Source: the mesh's register of holds, data/legal_holds.yaml: id -> { products, domains, record_classes: lists; released: RFC 3339 time or date; why }, and the descriptor's own `gov.legal_hold`: true, or the id of a hold.
---@class writ.holds
local holds = {}

---The holds of the register that cover the product: { id = …, entry = …, released = seconds or nil } for each, by id.
---@param input table
---@param file string name of the data file
---@return table[]
function holds.registered(input, file) end

---The holds on the product that are in force at the time of the decision: { id = …, at = … } for each.
---@param input table
---@param file string
---@return table[]
function holds.in_force(input, file) end

---which columns of two products are the same thing, so that records are matched by them. Source: docs/reference/product-model.md (`key`, `definition`) and the register of global identifiers of the mesh (data/identifiers.yaml: identifier -> { columns: names }).
---@class writ.joins
local joins = {}

---The global identifier that each name of a column stands for.
---@param register any the data file, or nothing
---@return table<string, string>
function joins.identifiers(register) end

---What may be matched with the columns of a list, for joins.partner.
---@param list table[] columns
---@param identifiers table<string, string> of joins.identifiers
---@param generic string[] names that mean something else in every product
---@return table
function joins.index(list, identifiers, generic) end

---The column of an index that a column of another product is matched with.
---@param index table of joins.index
---@param column table
---@return table|nil
function joins.partner(index, column) end

---whether a law of some country concerns a product. Source: ISO 3166-1 alpha-2 and ISO 3166-2 codes, and "EU" and "EEA", in gov.jurisdiction (one or a list).
---@class writ.jurisdiction
local jurisdiction = {}

---Whether a product may lie in one of some jurisdictions.
---@param product table
---@param codes string[]
---@param unknown boolean|nil the answer for a product of unknown jurisdiction; true when absent
---@return boolean
function jurisdiction.may_be(product, codes, unknown) end

---what a product is made from, as far as the mesh knows it. Source: docs/reference/product-model.md: `inputs[]`, the contracts of input ports, and the columns' `transforms_from` ("PRODUCT.table.column", "CONTRACT.table.column", or "table.column" of a product that is named otherwise).
---@class writ.lineage
local lineage = {}

---What a product is made from, and where it says so: { model = …, at = { table, member } } for each model.
---@param input table
---@return table[]
function lineage.links(input) end

---The models that a product is made from, each once.
---@param input table
---@return table[]
function lineage.upstream(input) end

---The columns of an upstream model that a column is made from.
---@param input table
---@param model table one of lineage.upstream
---@param column table a column of the product
---@return table[]
function lineage.sources(input, model, column) end

---The sources that a product names and the mesh does not hold: { id = …, at = { table, member } } for each. A column's
---`transforms_from` may name a table only, so it is left out.
---@param input table
---@return table[]
function lineage.missing(input) end

---The evidence that a product cites for being less sensitive than what it is made from: a text that is more than a yes, or
---an object with members.
---@param product table
---@return string|nil
function lineage.declassification(product) end

---the kinds of a mask obligation and which of them hides more. Source: the data masking types of Apache Ranger. The order is this project's own: a kind hides more than another when what it shows can be computed from what the other one shows. When the kinds of two policies cannot be compared, the engine denies.
---@class writ.mask
local mask = {}

---Whether a text names a kind of mask.
---@param kind any
---@return boolean
function mask.known(kind) end

---Whether one kind hides at least what another hides. False also means: cannot be compared.
---@param stronger any
---@param weaker any
---@return boolean
function mask.hides(stronger, weaker) end

---what the name of a column gives away. Source: this project's own list of English words, made from untagged columns of public descriptors (`birthdate`, `gender`, `email_address` ...). It is a heuristic: it finds forgotten tags, and proves nothing when it stays silent.
---@class writ.names
local names = {}

---The words of a name in lower case: split at everything but letters and digits, and at camelCase.
---@param name any
---@return string[]
function names.words(name) end

---The last part of a column's path, without the marks of an array's items `[]` and a map's values `{}`.
---@param path any
---@return string
function names.last(path) end

---The last word of the last part of a column's path, and the word before it.
---@param path any
---@return string|nil last
---@return string|nil before
function names.ending(path) end

---The first two words of the last part of a column's path.
---@param path any
---@return string|nil first
---@return string|nil second
function names.beginning(path) end

---Whether one of some words is in the last part of a column's path.
---@param path any
---@param wanted table<string, boolean> words in lower case
---@return boolean
function names.has(path, wanted) end

---What personal data a column's name suggests. Only the last part of a path counts.
---@param name any a column's name or path
---@return string|nil what a noun for a message, or nil when the name suggests nothing
function names.suggests(name) end

---Whether a column's name looks like personal data.
---@param name any a column's name or path
---@return boolean
function names.looks_personal(name) end

---which columns of a product somebody needs, as the mesh's data files say. Source: this project's data files: key -> id of a product -> list of columns, each by its path or its name. A key is a purpose or a role.
---@class writ.profiles
local profiles = {}

---The columns that the request's purpose needs of the product: those of the nearest purpose with a profile.
---@param input table
---@param file any the profiles by purpose
---@param vocabulary table|nil the mesh's purposes
---@return string|string[]|nil
function profiles.for_purpose(input, file, vocabulary) end

---The columns that the subject's roles need of the product, taken together.
---@param input table
---@param file any the profiles by role
---@return string[]|nil nil when no role has a profile for the product
function profiles.for_roles(input, file) end

---Whether some profile of the file is about a product.
---@param file any
---@param id any
---@return boolean
function profiles.mention(file, id) end

---Whether a profile names a column, by its path or its name.
---@param profile string|string[]|nil
---@param column table
---@return boolean
function profiles.names(profile, column) end

---leave columns out of an answer. Source: docs/reference/obligations.md (drop_column, which stands above every mask).
---@class writ.projection
local projection = {}

---Whether something of what was asked for remains without some of its columns.
---@param input table
---@param list table[] columns that were asked for
---@return boolean
function projection.remains(input, list) end

---Oblige to drop columns; deny when nothing would remain.
---@param input table
---@param out table
---@param list table[] columns that were asked for
---@param denial { message: string, code: string, hint: string, at: table|nil } `at`: else the first of the columns
function projection.withhold(input, out, list, denial) end

---service levels compared: is what a product promises now weaker than what it promised before? Source: docs/reference/product-model.md (`sla[]`); the names of properties are those of the Open Data Contract Standard, as stdlib/vocabularies/sla.lua folds them.
---@class writ.promises
local promises = {}

---What makes two promises the same one, with other values perhaps.
---@param promise table an item of `sla`
---@return string
function promises.key(promise) end

---Whether a promise still holds for who relied on it: it is the same or a better one.
---@param before table an item of `sla`
---@param after table
---@return boolean|nil kept nil when it cannot be said
function promises.keeps(before, after) end

---what kind of access a port's protocol gives: tables, files, streams or an API. Source: the server types of ODCS 3.1 and DCS 1.2, the port types of DPDS 1.0 (servicesType) and of ODPS (Linux Foundation) 4.1 (outputPorttype), and the words of their published examples.
---@class writ.protocol
local protocol = {}

---The kind of access that a protocol gives: tables, files, streams or api.
---@param name any
---@return string|nil
function protocol.kind(name) end

---The same of a port: what its protocol says, else the scheme of its location.
---@param port table
---@return string|nil
function protocol.of_port(port) end

---compare the purpose of a request with the purposes a product declares. Source: W3C Data Privacy Vocabulary 2.2 for the hierarchy (vocabularies/purposes); the dotted codes and their prefix rule follow the IAB Tech Lab Privacy Taxonomy ("user" is not a parent of "user_data").
---@class writ.purpose
local purpose = {}

---Whether a text is prose, and so cannot be compared: it holds spaces, is longer than 64 characters, or is no text.
---IRIs of the DPV are never prose.
---@param text any
---@return boolean
function purpose.is_prose(text) end

---The form in which purposes are compared: a DPV term in its own spelling, any other code in lower case.
---@param text any
---@return string|nil code nil when the text is prose
function purpose.canonical(text) end

---What the mesh's vocabulary says about a purpose, whichever way it is written.
---@param text any
---@param vocabulary table|nil
---@return any entry nil when the vocabulary does not know it
function purpose.entry(text, vocabulary) end

---The purposes directly above one: of the mesh's vocabulary, of the DPV, and of its dotted code.
---@param text any
---@param vocabulary table|nil
---@return string[]
function purpose.parents(text, vocabulary) end

---A purpose and everything above it, nearest first.
---@param text any
---@param vocabulary table|nil
---@return string[]
function purpose.lineage(text, vocabulary) end

---Whether a purpose is one of the declared ones or below one of them. Nothing declared covers nothing.
---@param declared string|string[]|nil
---@param asked any
---@param vocabulary table|nil the mesh's own terms
---@return boolean
function purpose.covers(declared, asked, vocabulary) end

---which quasi-identifier a column is: what tells little of a person alone, and with others singles one out. Source: GDPR recital 26 ("singling out"); the kinds themselves are the caller's: a guild knows its data.
---@class writ.quasi
local quasi = {}

---A reader of columns: which of the kinds one is.
---@param kinds table<string, { categories: string[], names: string[] }>
---@return fun(column: table): string|nil
function quasi.reader(kinds) end

---in which role, for which purpose and at which port a request asks. Source: docs/reference/request.md (context.purpose, resource.id, attributes of the subject).
---@class writ.requester
local requester = {}

---Whether the subject has one of the roles.
---@param input table
---@param roles string|string[]
---@return boolean
function requester.has_role(input, roles) end

---Whether the mesh's register gives the subject one of the roles; what a request says of its subject does not count.
---@param input table
---@param roles string|string[]
---@return boolean
function requester.has_registered_role(input, roles) end

---Whether the request's purpose is one of some purposes or below one.
---@param input table
---@param purposes string|string[]
---@param file string|nil name of the data file with the mesh's purposes
---@return boolean
function requester.is_for(input, purposes, file) end

---Whether the request says no purpose that could be compared.
---@param input table
---@return boolean
function requester.purpose_unknown(input) end

---Whether the request may be for one of some purposes: it is, or it does not say.
---@param input table
---@param purposes string|string[]
---@param file string|nil
---@return boolean
function requester.may_be_for(input, purposes, file) end

---The port that the request names after the product's id.
---@param input table
---@return string|nil id nil when it names none
function requester.port(input) end

---how long a product's rows are kept, and what the guild's schedule says of them. Source: docs/reference/product-model.md (`retention`, `gov.record_class`). A schedule is a data file of the mesh: record class -> { min = duration, max = duration, basis = text }, durations of ISO 8601.
---@class writ.retention
local retention = {}

---The class of records that a product says it holds, folded.
---@param product table
---@return string|nil
function retention.class(product) end

---What a schedule says of the product's class.
---@param product table
---@param schedule table|nil
---@return table|nil entry nil when there is no schedule, or no such class in it
function retention.scheduled(product, schedule) end

---The name of the column that carries a row's age: the descriptor's own word, or, where its specification has no place
---for one, the extension `gov.retention_element`.
---@param product table
---@return any
function retention.element(product) end

---A period as a duration of ISO 8601. Without a unit only a text that is a duration already is one; nothing is guessed.
---@param value any
---@param unit any
---@return string|nil
function retention.period(value, unit) end

---whether what reads the last version of a product can still read the next one. Source: the rules of Semantic Versioning 2.0.0 (what is incompatible needs a new major version), applied to what a reader relies on: that a port and a column are there, keep their type and their meaning, and stay filled where that was promised, and that a port is reached as it was.
---@class writ.schema
local schema = {}

---What a reader of the old version would miss in the new one. An empty list means that the two are compatible.
---@param old table a model
---@param new table a model
---@return { code: string, message: string, at: table, gone: table|nil }[] changes code is REMOVED, RETYPED, REDEFINED, NO_LONGER_REQUIRED, NO_LONGER_KEY, PORT_REMOVED or PORT_CHANGED; `gone` is what only the old version has
function schema.compatible(old, new) end

---how usable a product is, by the eight characteristics that a data product should have: discoverable, addressable, understandable, trustworthy, natively accessible, interoperable, valuable on its own, secure. Source: Dehghani, Data Mesh (2022), chapter 3, for the characteristics; what is looked at for each is this project's choice and is written down in docs/reference/score.md.
---@class writ.score
local score = {}

---Every check of one product.
---@param input table
---@return { characteristic: string, check: string, state: string, at: table }[] checks state is declared, missing or unknown
function score.of(input) end

---Every check of every product of a mesh. A contract that a product offers is judged with that product.
---@param mesh table `input.mesh`
---@param data table `input.data`
---@return { products: { id: string, checks: table[] }[] } scores
function score.mesh(mesh, data) end

---versions of the form MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]. Source: Semantic Versioning 2.0.0 (https://semver.org). A leading "v" is not part of a version.
---@class writ.semver
local semver = {}

---The parts of a version.
---@param text any
---@return { major: integer, minor: integer, patch: integer, prerelease: (string|integer)[], build: string[] }|nil version
---@return string|nil message why it is not a version
function semver.parse(text) end

---Which of two versions is later: -1, 0 or 1. Build metadata does not count.
---@param a any
---@param b any
---@return integer|nil order nil when one of them is not a version
---@return string|nil message
function semver.compare(a, b) end

---What the step from one version to a later one raises. A pre-release and its release are a patch apart.
---@param from any
---@param to any
---@return string|nil step major, minor, patch, none or lower; nil when one of them is not a version
function semver.step(from, to) end

---lists of texts or numbers read as sets. Source: elementary set theory; nothing to cite.
---@class writ.sets
local sets = {}

---The values of a list as the keys of a table: for asking many times.
---@param list any
---@return table<any, boolean>
function sets.of(list) end

---Whether a value is in a list.
---@param list any
---@param value any
---@return boolean
function sets.contains(list, value) end

---What is in either list, each value once.
---@param a any
---@param b any
---@return any[]
function sets.union(a, b) end

---What is in both lists, in the order of the first.
---@param a any
---@param b any
---@return any[]
function sets.intersection(a, b) end

---Whether everything in the first list is in the second. The empty set is a subset of every set.
---@param a any
---@param b any
---@return boolean
function sets.subset(a, b) end

---what is known about who asks. Source: OpenID AuthZEN 1.0 (subject.properties) and the mesh's register of subjects, data/subjects.yaml: id -> attributes.
---@class writ.subject
local subject = {}

---The register's entry for the subject of a request.
---@param input table
---@return table|nil
function subject.registered(input) end

---An attribute of the subject: clearance, domain, team, roles and whatever else the register holds.
---@param input table
---@param name string
---@return any value nil when it is not known
function subject.attribute(input, name) end

---Whether the subject belongs to the domain that owns the product. Unknown domains never match.
---@param input table
---@return boolean
function subject.of_owning_domain(input) end

---small things that messages and descriptors need. Source: none; bytes of UTF-8 pass through unchanged, and case is folded for ASCII only.
---@class writ.text
local text = {}

---Without white space at both ends.
---@param value any
---@return string
function text.trim(value) end

---Trimmed, in lower case: the form in which codes are compared.
---@param value any
---@return string
function text.fold(value) end

---Whether there is nothing but white space, or nothing at all.
---@param value any
---@return boolean
function text.blank(value) end

---Whether a text begins with another.
---@param value any
---@param prefix string
---@return boolean
function text.starts_with(value, prefix) end

---Whether a text ends with another.
---@param value any
---@param suffix string
---@return boolean
function text.ends_with(value, suffix) end

---The parts between separators; the separator is plain text, not a pattern. An empty separator splits nothing.
---@param value any
---@param separator string
---@return string[]
function text.split(value, separator) end

---A value as a message quotes it: in single quotes, on one line, at most 80 bytes.
---@param value any
---@return string
function text.quote(value) end

---A list as a message shows it.
---@param list any[]|nil
---@return string
function text.list(list) end

---points in time, and durations added to them. Source: RFC 3339 (date-time and full-date), ISO 8601-1:2019 (durations), XML Schema 1.1 part 2 appendix E for the arithmetic of months and for comparing durations. Everything is computed in UTC with the Gregorian calendar.
---@class writ.time
local time = {}

---Whether a text is a date without a time of day.
---@param text any
---@return boolean
function time.is_date(text) end

---Seconds since 1970-01-01T00:00:00Z. A date without a time of day is its first second in UTC.
---@param text any
---@return integer|nil seconds
---@return string|nil message
function time.parse(text) end

---The last second that a time names: of a whole day for a date, the time itself for the rest. For "valid until".
---@param text any
---@return integer|nil seconds
---@return string|nil message
function time.last_second(text) end

---The text of a time, in UTC.
---@param seconds integer since 1970-01-01T00:00:00Z
---@return string|nil text nil when the year is not within 0001 and 9999
---@return string|nil message
function time.format(seconds) end

---Which of two times is later: -1, 0 or 1.
---@param a any
---@param b any
---@return integer|nil order nil when one of them is not a time
---@return string|nil message
function time.compare(a, b) end

---A duration as whole months and seconds: a month has no fixed length, everything shorter has.
---@param text any
---@return { months: integer, seconds: integer }|nil duration
---@return string|nil message
function time.duration(text) end

---A time and a duration after it. Months first (the 31st becomes the last day of a shorter month), then the rest.
---@param text string
---@param duration string
---@return string|nil text
---@return string|nil message
function time.add(text, duration) end

---A time and a duration before it.
---@param text string
---@param duration string
---@return string|nil text
---@return string|nil message
function time.subtract(text, duration) end

---Which of two durations is longer: -1, 0 or 1. A year against 365 days depends on the year: nil.
---@param a string
---@param b string
---@return integer|nil order nil when a duration cannot be read, or when the order depends on the calendar
---@return string|nil message
function time.compare_durations(a, b) end

---where a request takes data, and what makes a transfer to a third country lawful. Source: GDPR Art. 44 to 47; docs/reference/request.md (context.processing_location, context.destination).
---@class writ.transfer
local transfer = {}

---Whether some port of the product already is in a country.
---@param product table
---@param code string|nil a code of ISO 3166-1
---@return boolean
function transfer.at_home(product, code) end

---The places that a request names.
---@param context table
---@return { what: string, place: any, code: string|nil }[] places code: nil when it is not certainly one country
function transfer.places(context) end

---The kind of a transfer mechanism, from the reference to it.
---@param reference any
---@return string|nil code scc, bcr, dpf, code-of-conduct, certification, instrument or derogation
function transfer.mechanism(reference) end

---the families that the types of columns belong to, whatever a store or a specification calls them. Source: ODCS logicalType, JSON Schema type, the type names of SQL:2016 and of common warehouses and lakes.
---@class writ.types
local types = {}

---The family of a type: text, integer, number, boolean, date, timestamp, time, binary, object or array.
---@param name any
---@return string|nil
function types.family(name) end

---Whether a type holds numbers.
---@param name any
---@return boolean
function types.is_numeric(name) end

---Whether a type holds points in time: dates or timestamps.
---@param name any
---@return boolean
function types.is_temporal(name) end

---what makes a data product usable, as far as a descriptor can say so: asked by the policies of that name one by one, and by score all at once. Source: Dehghani, Data Mesh (2022), chapter 3; the names of service-level properties are those of the Open Data Contract Standard and of public descriptors, letters and digits only, folded.
---@class writ.usability
local usability = {}

---The service-level properties that say how fresh, and how available, a product is.
usability.properties = nil

---Whether a member of the model says nothing: absent, blank, or an empty list.
---@param value any
---@return boolean
function usability.missing(value) end

---Whether a product promises one of some properties: for itself, for an output port, or as the extension gov.NAME.
---@param product table
---@param name string of the extension
---@param properties string[]
---@return boolean
function usability.promises(product, name, properties) end

---The data sets of a product that no quality rule checks: { name = …, at = its first column } for each. A rule without a
---path counts for all; a product without columns is one data set, whose name is empty.
---@param product table
---@return table[]
function usability.unchecked(product) end

---Whether all columns of a product are those of a source, by name and by family of type.
---@param product table with columns
---@param source table
---@return boolean
function usability.is_copy(product, source) end

---A module of the library, or of the mesh: lib/NAME.
---@overload fun(name: "node"): writ.node
---@overload fun(name: "approvals"): writ.approvals
---@overload fun(name: "article9"): writ.article9
---@overload fun(name: "basis"): writ.basis
---@overload fun(name: "catalogue"): writ.catalogue
---@overload fun(name: "category"): writ.category
---@overload fun(name: "changes"): writ.changes
---@overload fun(name: "choice"): writ.choice
---@overload fun(name: "classification"): writ.classification
---@overload fun(name: "columns"): writ.columns
---@overload fun(name: "country"): writ.country
---@overload fun(name: "currency"): writ.currency
---@overload fun(name: "datatype"): writ.datatype
---@overload fun(name: "deletions"): writ.deletions
---@overload fun(name: "emergency"): writ.emergency
---@overload fun(name: "filter"): writ.filter
---@overload fun(name: "freetext"): writ.freetext
---@overload fun(name: "gov"): writ.gov
---@overload fun(name: "graph"): writ.graph
---@overload fun(name: "holdings"): writ.holdings
---@overload fun(name: "holds"): writ.holds
---@overload fun(name: "joins"): writ.joins
---@overload fun(name: "jurisdiction"): writ.jurisdiction
---@overload fun(name: "lineage"): writ.lineage
---@overload fun(name: "mask"): writ.mask
---@overload fun(name: "names"): writ.names
---@overload fun(name: "profiles"): writ.profiles
---@overload fun(name: "projection"): writ.projection
---@overload fun(name: "promises"): writ.promises
---@overload fun(name: "protocol"): writ.protocol
---@overload fun(name: "purpose"): writ.purpose
---@overload fun(name: "quasi"): writ.quasi
---@overload fun(name: "requester"): writ.requester
---@overload fun(name: "retention"): writ.retention
---@overload fun(name: "schema"): writ.schema
---@overload fun(name: "score"): writ.score
---@overload fun(name: "semver"): writ.semver
---@overload fun(name: "sets"): writ.sets
---@overload fun(name: "subject"): writ.subject
---@overload fun(name: "text"): writ.text
---@overload fun(name: "time"): writ.time
---@overload fun(name: "transfer"): writ.transfer
---@overload fun(name: "types"): writ.types
---@overload fun(name: "usability"): writ.usability
---@param name string
---@return any
function require(name) end
