/* MqLibrary: every session and version of this user, on disk. `library.db` (SQLite) says what there
 * is; `sessions/ID/versions/N/` holds the files. Several processes may use one library at once. */
#pragma once

#include "client/library/mq-session.h"

G_BEGIN_DECLS

/**
 * MqVersionDraft:
 * @parent: the number of the version it goes on from, 0 for none
 * @summary: (nullable): what it is
 * @instruction: (nullable): the user's words
 * @script: the script
 * @plan: (nullable): the team's plan
 * @report: what was measured
 * @from_dir: the worker's folder; what lies there is not trusted
 * @blend: below @from_dir
 * @pictures: below @from_dir, PNG, in the order of the views
 *
 * What is to be kept as a version.
 */
typedef struct
{
  guint parent;
  char *summary;
  char *instruction;
  char *script;
  JsonObject *plan;
  JsonObject *report;
  char *from_dir;
  char *blend;
  GStrv pictures;
} MqVersionDraft;

MqVersionDraft *mq_version_draft_new (void);
void mq_version_draft_free (MqVersionDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqVersionDraft, mq_version_draft_free)

#define MQ_TYPE_LIBRARY (mq_library_get_type ())
G_DECLARE_FINAL_TYPE (MqLibrary, mq_library, MQ, LIBRARY, GObject)

DexFuture *mq_library_open (const char *path, gboolean for_reading) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_library_get_path (MqLibrary *self);
GListModel *mq_library_get_sessions (MqLibrary *self);
MqSession *mq_library_find_session (MqLibrary *self, const char *id);
DexFuture *mq_library_refresh (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_library_make_work_dir (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_remove_work_dir (MqLibrary *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_library_create_session (MqLibrary *self, const char *title, const char *prompt,
                                      const char *base) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_rename_session (MqLibrary *self, MqSession *session,
                                      const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_library_discard_session (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_keep_version (MqLibrary *self, MqSession *session,
                                    MqVersionDraft *draft) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_library_add_message (MqLibrary *self, MqSession *session, const char *role,
                                   const char *text) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_load_messages (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_note_run (MqLibrary *self, MqSession *session, const char *run,
                                gint64 last_event, gboolean ended) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_load_runs (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
