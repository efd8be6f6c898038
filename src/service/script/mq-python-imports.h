/* Import block of a script: merges import statements into one sorted block without duplicates.
 * Used by the script generator and MqScript. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @imports: (element-type MqPythonImport): in any order. Writes `import math` lines, then one
 * `from mathutils import …` per module. */
char *mq_python_imports_to_text (GPtrArray *imports) G_GNUC_WARN_UNUSED_RESULT;

/* Merges the import statements of @statements (element-type MqScriptStatement) at the position
 * of the first. */
void mq_script_statements_tidy_imports (GPtrArray *statements);

G_END_DECLS
