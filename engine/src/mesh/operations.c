/* SPDX-License-Identifier: Apache-2.0 */
#include "mesh/operations.h"

#include <stddef.h>

#define READS     WRIT_OPERATION_READS
#define DESCRIBES WRIT_OPERATION_DESCRIBES
#define CHANGES   WRIT_OPERATION_CHANGES

/* Actions are those of the baseline's policies where there is one: a legal hold stops `delete`,
 * `truncate`, `overwrite` and `drop`. A view of the kind that asks CreateViewWithSelectFromColumns
 * shows its owner's data to others. docs/reference/service.md has the table for people. */
static const struct writ_operation operations[] = {
    {"SelectFromColumns", "read", READS},
    {"GetRowFilters", "read", READS},
    {"GetColumnMask", "read", READS},
    {"CreateViewWithSelectFromColumns", "share", READS},
    {"AccessCatalog", "discover", DESCRIBES},
    {"FilterCatalogs", "discover", DESCRIBES},
    {"ShowSchemas", "discover", DESCRIBES},
    {"FilterSchemas", "discover", DESCRIBES},
    {"ShowCreateSchema", "discover", DESCRIBES},
    {"ShowTables", "discover", DESCRIBES},
    {"FilterTables", "discover", DESCRIBES},
    {"ShowCreateTable", "discover", DESCRIBES},
    {"ShowColumns", "discover", DESCRIBES},
    {"FilterColumns", "discover", DESCRIBES},
    {"ShowFunctions", "discover", DESCRIBES},
    {"FilterFunctions", "discover", DESCRIBES},
    {"ShowCreateFunction", "discover", DESCRIBES},
    {"InsertIntoTable", "write", CHANGES},
    {"RefreshMaterializedView", "write", CHANGES},
    {"UpdateTableColumns", "overwrite", CHANGES},
    {"DeleteFromTable", "delete", CHANGES},
    {"TruncateTable", "truncate", CHANGES},
    {"DropCatalog", "drop", CHANGES},
    {"DropSchema", "drop", CHANGES},
    {"DropTable", "drop", CHANGES},
    {"DropColumn", "drop", CHANGES},
    {"DropView", "drop", CHANGES},
    {"DropMaterializedView", "drop", CHANGES},
    {"DropFunction", "drop", CHANGES},
    {"CreateCatalog", "create", CHANGES},
    {"CreateSchema", "create", CHANGES},
    {"CreateTable", "create", CHANGES},
    {"CreateView", "create", CHANGES},
    {"CreateMaterializedView", "create", CHANGES},
    {"CreateFunction", "create", CHANGES},
    {"AddColumn", "alter", CHANGES},
    {"AlterColumn", "alter", CHANGES},
    {"RenameColumn", "alter", CHANGES},
    {"RenameSchema", "alter", CHANGES},
    {"RenameTable", "alter", CHANGES},
    {"RenameView", "alter", CHANGES},
    {"RenameMaterializedView", "alter", CHANGES},
    {"SetTableProperties", "alter", CHANGES},
    {"SetMaterializedViewProperties", "alter", CHANGES},
    {"SetTableComment", "alter", CHANGES},
    {"SetViewComment", "alter", CHANGES},
    {"SetMaterializedViewComment", "alter", CHANGES},
    {"SetColumnComment", "alter", CHANGES},
    {"SetSchemaAuthorization", "alter", CHANGES},
    {"SetTableAuthorization", "alter", CHANGES},
    {"SetViewAuthorization", "alter", CHANGES},
    {"ExecuteQuery", "execute", CHANGES},
    {"ExecuteFunction", "execute", CHANGES},
    {"ExecuteProcedure", "execute", CHANGES},
    {"ExecuteTableProcedure", "execute", CHANGES},
    {"CreateViewWithExecuteFunction", "share", CHANGES},
    {"ImpersonateUser", "impersonate", CHANGES},
    {"ViewQueryOwnedBy", "view_query", DESCRIBES},
    {"FilterViewQueryOwnedBy", "view_query", DESCRIBES},
    {"KillQueryOwnedBy", "kill_query", CHANGES},
    {"ReadSystemInformation", "administer", CHANGES},
    {"WriteSystemInformation", "administer", CHANGES},
    {"SetSystemSessionProperty", "set_session", CHANGES},
    {"SetCatalogSessionProperty", "set_session", CHANGES},
};

const struct writ_operation *writ_operation_find(struct writ_str name)
{
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (writ_str_is(name, operations[i].name)) {
            return &operations[i];
        }
    }
    return NULL;
}
