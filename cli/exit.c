/* SPDX-License-Identifier: Apache-2.0 */
#include "exit.h"

enum writ_exit writ_cli_exit_of(enum writ_status status)
{
    switch (status) {
    case WRIT_OK:
        return WRIT_EXIT_PASS;
    case WRIT_E_LIMIT:
    case WRIT_E_SYNTAX:
    case WRIT_E_SCHEMA:
    case WRIT_E_POLICY:
    case WRIT_E_IO:
    case WRIT_E_CRYPTO: /* `verify` turns this one into WRIT_EXIT_DENY */
    case WRIT_E_NOTFOUND:
    case WRIT_E_CORRUPT:
        return WRIT_EXIT_INPUT;
    case WRIT_E_NOMEM:
    case WRIT_E_BUG:
    case WRIT_E_TIMEOUT:
        return WRIT_EXIT_INTERNAL;
    }
    return WRIT_EXIT_INTERNAL; /* no default above: a new status must choose its exit code */
}

enum writ_exit writ_cli_exit_of_log(enum writ_status status)
{
    return status == WRIT_E_CORRUPT || status == WRIT_E_CRYPTO ? WRIT_EXIT_DENY
                                                               : writ_cli_exit_of(status);
}
