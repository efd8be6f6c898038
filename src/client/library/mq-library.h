/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLibrary: all sessions and versions of this user, on disk. `library.db` (SQLite) is the
 * catalogue; `sessions/ID/versions/N/` has the files of a version, `sessions/ID/runs/` the
 * records of runs. Several processes may use one library at once. */
#pragma once

#include "client/session/mq-session.h"
#include "common/database/mq-database-query.h"
#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/**
 * MqVersionDraft:
 * @number: that it gets if it is higher than those of the session; 0: the next one
 * @parent: number of the version it is based on, 0: none
 * @summary: (nullable): a description
 * @instruction: (nullable): the user's words
 * @script: the script
 * @plan: (nullable): the team's plan
 * @report: the measurements and checks
 * @from_dir: the worker's folder; its content is not trusted
 * @blend: path below @from_dir
 * @pictures: paths below @from_dir, PNG, in the order of the views
 * @preview: (nullable): path below @from_dir, PNG, of a version whose pictures join it later
 * @likeness: (nullable): folder below @from_dir with %MQ_VERSION_LIKENESS_PICTURE and
 *   %MQ_VERSION_LIKENESS_VERSION
 * @far_poses: (nullable): path below @from_dir, JPEG, of %MQ_VERSION_FAR_POSES
 * @meshes: (nullable): path of the %MQ_VERSION_MESHES that the script loads; not below @from_dir,
 *   where a script may have changed it
 * @model: (nullable): path below @from_dir, GLB, while it is not saved: see
 *   mq_library_keep_draft()
 *
 * The content of a version that is to be saved.
 */
typedef struct
{
  guint number;
  guint parent;
  char *summary;
  char *instruction;
  char *script;
  JsonObject *plan;
  JsonObject *report;
  char *from_dir;
  char *blend;
  GStrv pictures;
  char *preview;
  char *likeness;
  char *far_poses;
  char *meshes;
  char *model;
} MqVersionDraft;

#define MQ_TYPE_VERSION_DRAFT (mq_version_draft_get_type ())
GType mq_version_draft_get_type (void);
MqVersionDraft *mq_version_draft_new (void);
void mq_version_draft_unref (MqVersionDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqVersionDraft, mq_version_draft_unref)

/**
 * MqLibraryEvent:
 * @run: its run's id
 * @event: the event; members that are not stored are absent
 *
 * A stored event of a session. mq_library_search() finds the text of `message` events.
 */
typedef struct
{
  char *run;
  MqRunEvent *event;
} MqLibraryEvent;

void mq_library_event_free (MqLibraryEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqLibraryEvent, mq_library_event_free)

/** MQ_LIBRARY_MAX_EVENT: maximum bytes of one event's stored data; longer texts are cut. */
#define MQ_LIBRARY_MAX_EVENT (256 * 1024)

#define MQ_TYPE_LIBRARY (mq_library_get_type ())
G_DECLARE_FINAL_TYPE (MqLibrary, mq_library, MQ, LIBRARY, GObject)

DexFuture *mq_library_open (const char *path, gboolean for_reading) G_GNUC_WARN_UNUSED_RESULT;
MqDatabase *mq_library_get_database (MqLibrary *self);

/* As mq_database_call() and mq_database_execute(), with the library's database: for jobs that read,
 * and for what writes. They reject if there is none, or if the library is read-only. */
#define mq_library_read(self, func, ...)                                                           \
  (mq_library_get_database (self) != NULL                                                          \
       ? mq_database_call (mq_library_get_database (self), func, __VA_ARGS__)                      \
       : mq_library_reject (self))
#define mq_library_write(self, func, ...)                                                          \
  (mq_library_is_read_only (self) ? mq_library_reject (self)                                       \
                                  : mq_library_read (self, func, __VA_ARGS__))
#define mq_library_execute(self, ...)                                                              \
  (mq_library_is_read_only (self)                                                                  \
       ? mq_library_reject (self)                                                                  \
       : mq_database_execute (mq_library_get_database (self), __VA_ARGS__))
DexFuture *mq_library_reject (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;

const char *mq_library_get_path (MqLibrary *self);
gboolean mq_library_is_read_only (MqLibrary *self);
gboolean mq_library_check_writable (MqLibrary *self, GError **error);
GListModel *mq_library_get_sessions (MqLibrary *self);
MqSession *mq_library_find_session (MqLibrary *self, const char *id);
DexFuture *mq_library_refresh (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;

/* Sessions: mq-library.c */
DexFuture *mq_library_create_session (MqLibrary *self, const char *title, const char *first_message,
                                      const char *base, const char *unsent,
                                      JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_rename_session (MqLibrary *self, MqSession *session,
                                      const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_set_favorite (MqLibrary *self, MqSession *session,
                                    gboolean favorite) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_set_current_version (MqLibrary *self, MqSession *session,
                                           guint number) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_library_discard_session (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_library_remove_session (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_library_restore_session (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_purge_session (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_library_purge_removed (MqLibrary *self, gint64 older_than_s) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_search (MqLibrary *self, const char *words) G_GNUC_WARN_UNUSED_RESULT;

/* Files of a session: mq-library-content.c */
DexFuture *mq_library_make_work_dir (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_remove_work_dir (MqLibrary *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_keep_version (MqLibrary *self, MqSession *session,
                                    MqVersionDraft *draft) G_GNUC_WARN_UNUSED_RESULT;
MqVersionDraft *
mq_version_draft_new_copy (MqVersion *version, guint parent, const char *instruction,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_branch (MqLibrary *library, MqSession *session, MqVersion *version,
                              const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_carry_chain (MqLibrary *library, MqSession *session, MqSession *from,
                                   MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_add_renders (MqLibrary *self, MqSession *session, MqVersion *version,
                                   const char *from_dir, GStrv pictures) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_keep_draft (MqLibrary *self, MqSession *session, const char *run,
                                  gint64 number, MqVersionDraft *draft) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_restore_draft (MqLibrary *self, MqSession *session, const char *run,
                                     gint64 number, const char *to_dir) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_remove_drafts (MqLibrary *self, MqSession *session, const char *run,
                                     gint64 number) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_add_picture (MqLibrary *self, MqSession *session,
                                   const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Record of a session: mq-library-content.c */
DexFuture *mq_library_save_record (MqLibrary *self, MqSession *session, const char *run,
                                   GPtrArray *events, gboolean failed) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_save_step (MqLibrary *self, MqSession *session, const char *words,
                                 MqRunEvent *event) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_load_events (MqLibrary *self, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_library_find_draft (GPtrArray *events) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_add_unsent (MqLibrary *self, MqSession *session, const char *id,
                                  JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_remove_unsent (MqLibrary *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_load_unsent (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
