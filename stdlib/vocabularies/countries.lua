-- SPDX-License-Identifier: Apache-2.0
--
-- vocabularies/countries.lua - countries, the EEA, adequacy decisions, and the regions of cloud providers.
-- Sources: ISO 3166-1 alpha-2 (officially assigned codes); the EEA Agreement (27 members of the EU, Iceland,
-- Liechtenstein, Norway); adequacy decisions of the European Commission under GDPR Art. 45 as of early 2026; the
-- providers' public region lists (names that are a continent or span countries are left out). Read by `country`. Codes
-- are packed into texts to keep the sandbox's state small.

return {
  codes = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    .. "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
    .. "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    .. "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT "
    .. "MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    .. "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ "
    .. "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ",

  eea = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO ",

  -- A condition means that the decision covers only some recipients of that country.
  adequacy = {
    AD = { basis = "Decision 2010/625/EU" },
    AR = { basis = "Decision 2003/490/EC" },
    BR = { basis = "Implementing Decision (EU) 2026/179" },
    CA = { basis = "Decision 2002/2/EC", condition = "commercial organisations under PIPEDA" },
    CH = { basis = "Decision 2000/518/EC" },
    FO = { basis = "Decision 2010/146/EU" },
    GB = { basis = "Implementing Decision (EU) 2021/1772, renewed 2025-12-19", until_ = "2031-12-27" },
    GG = { basis = "Decision 2003/821/EC" },
    IL = { basis = "Decision 2011/61/EU" },
    IM = { basis = "Decision 2004/411/EC" },
    JE = { basis = "Decision 2008/393/EC" },
    JP = { basis = "Implementing Decision (EU) 2019/419", condition = "business operators under APPI" },
    KR = { basis = "Implementing Decision (EU) 2022/254", condition = "personal information controllers under PIPA" },
    NZ = { basis = "Implementing Decision 2013/65/EU" },
    US = { basis = "Implementing Decision (EU) 2023/1795", condition = "organisations certified under the EU-US Data Privacy Framework" },
    UY = { basis = "Implementing Decision 2012/484/EU" },
  },

  -- "name:CC", between spaces. AWS, then Google Cloud, then Azure.
  regions = " us-east-1:US us-east-2:US us-west-1:US us-west-2:US us-gov-east-1:US us-gov-west-1:US ca-central-1:CA ca-west-1:CA "
    .. "mx-central-1:MX sa-east-1:BR eu-central-1:DE eu-central-2:CH eu-north-1:SE eu-south-1:IT eu-south-2:ES eu-west-1:IE "
    .. "eu-west-2:GB eu-west-3:FR il-central-1:IL me-central-1:AE me-south-1:BH af-south-1:ZA ap-east-1:HK ap-south-1:IN "
    .. "ap-south-2:IN ap-northeast-1:JP ap-northeast-2:KR ap-northeast-3:JP ap-southeast-1:SG ap-southeast-2:AU ap-southeast-3:ID "
    .. "ap-southeast-4:AU ap-southeast-5:MY ap-southeast-7:TH cn-north-1:CN cn-northwest-1:CN "
    .. "africa-south1:ZA asia-east1:TW asia-east2:HK asia-northeast1:JP asia-northeast2:JP asia-northeast3:KR asia-south1:IN "
    .. "asia-south2:IN asia-southeast1:SG asia-southeast2:ID australia-southeast1:AU australia-southeast2:AU europe-central2:PL "
    .. "europe-north1:FI europe-north2:SE europe-southwest1:ES europe-west1:BE europe-west2:GB europe-west3:DE europe-west4:NL "
    .. "europe-west6:CH europe-west8:IT europe-west9:FR europe-west10:DE europe-west12:IT me-central1:QA me-central2:SA "
    .. "me-west1:IL northamerica-northeast1:CA northamerica-northeast2:CA northamerica-south1:MX southamerica-east1:BR "
    .. "southamerica-west1:CL us-central1:US us-east1:US us-east4:US us-east5:US us-south1:US us-west1:US us-west2:US us-west3:US "
    .. "us-west4:US "
    .. "australiacentral:AU australiaeast:AU australiasoutheast:AU austriaeast:AT brazilsouth:BR brazilsoutheast:BR canadacentral:CA "
    .. "canadaeast:CA centralindia:IN centralus:US chilecentral:CL eastasia:HK eastus:US eastus2:US francecentral:FR francesouth:FR "
    .. "germanynorth:DE germanywestcentral:DE indonesiacentral:ID israelcentral:IL italynorth:IT japaneast:JP japanwest:JP "
    .. "koreacentral:KR koreasouth:KR malaysiawest:MY mexicocentral:MX newzealandnorth:NZ northcentralus:US northeurope:IE "
    .. "norwayeast:NO norwaywest:NO polandcentral:PL qatarcentral:QA southafricanorth:ZA southafricawest:ZA southcentralus:US "
    .. "southeastasia:SG southindia:IN spaincentral:ES swedencentral:SE swedensouth:SE switzerlandnorth:CH switzerlandwest:CH "
    .. "uaecentral:AE uaenorth:AE uksouth:GB ukwest:GB westcentralus:US westeurope:NL westindia:IN westus:US westus2:US westus3:US ",
}
