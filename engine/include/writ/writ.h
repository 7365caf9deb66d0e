/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/writ.h - the whole public API.
 */
#ifndef WRIT_WRIT_H
#define WRIT_WRIT_H

#include "writ/api.h"
#include "writ/coverage.h"
#include "writ/engine.h"
#include "writ/error.h"
#include "writ/impact.h"
#include "writ/log.h"
#include "writ/mesh.h"
#include "writ/policy.h"
#include "writ/recorder.h"
#include "writ/report.h"
#include "writ/rotate.h"
#include "writ/serve.h"
#include "writ/sql.h"
#include "writ/str.h"
#include "writ/verify.h"
#include "writ/why.h"
#include "writ/witness.h"

#endif
