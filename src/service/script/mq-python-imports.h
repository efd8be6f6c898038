/* The imports of a script as a person would write them: one block, sorted, each once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @imports: (element-type MqPythonImport): in any order. `import math` lines, then one `from mathutils import …` a module. */
char *mq_python_imports_to_text (GPtrArray *imports) G_GNUC_WARN_UNUSED_RESULT;

/* Brings the import statements of @statements (element-type MqScriptStatement) together in the place of the first. */
void mq_script_statements_tidy_imports (GPtrArray *statements);

G_END_DECLS
