/* MqScript: a whole generated script as text that can be edited by its functions and parameters: one function a part, a parameter
 * block, build() last (docs/models.md). Anything may stand at the top level; what cannot be cut into statements cannot be edited. */
#pragma once

#include "service/script/mq-python-library.h"

G_BEGIN_DECLS

#define MQ_TYPE_SCRIPT (mq_script_get_type ())
G_DECLARE_FINAL_TYPE (MqScript, mq_script, MQ, SCRIPT, GObject)

MqScript *mq_script_new (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Shared with whoever asks; changes with the next edit. */
const char *mq_script_get_text (MqScript *self);

/* Whether a function, class or parameter (LEG_COUNT = …) of that name is at the top level. */
gboolean mq_script_has (MqScript *self, const char *name);

/**
 * MqScriptEdit:
 * @replaced: functions and parameters that were there and are others now
 * @added: new ones
 * @removed: as asked for
 *
 * What an edit came to, by name.
 */
typedef struct
{
  GPtrArray *replaced;
  GPtrArray *added;
  GPtrArray *removed;
} MqScriptEdit;

void mq_script_edit_free (MqScriptEdit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqScriptEdit, mq_script_edit_free)

/* @patch: Python with whole functions, parameters and imports: each takes the place of the one of its name, new ones go before build(),
 * new parameters after the last one, new imports after the others. @remove: (nullable): names. */
MqScriptEdit *mq_script_edit (MqScript *self, const char *patch, const char *const *remove,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the functions of @library that the script calls and does not have, and all that they need; returns how many. */
guint mq_script_complete (MqScript *self, MqPythonLibrary *library);
/* Without what mq_script_complete() added and has not changed since: shorter, for a model to read. */
char *mq_script_dup_own (MqScript *self, MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

/* The same with line numbers, those of the whole script, as findings and tracebacks have them. */
char *mq_script_dup_numbered (MqScript *self, MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

/* Python out of a model's answer: what stands between ``` fences (all of them, joined), else the whole text. NULL: there is none. */
char *mq_script_unfence (const char *answer, const char *language) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
