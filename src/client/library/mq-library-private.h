/* What the files of MqLibrary share: the object, and how work gets to the database's writer thread.
 * The disk is touched on that thread only; the lists are changed on the caller's thread when that is
 * done. Private to the room. */
#pragma once

#include "client/library/mq-library.h"
#include "common/mq-sqlite.h"

G_BEGIN_DECLS

struct _MqLibrary
{
  GObject parent_instance;

  char *path;
  MqSqlite *db;      /* NULL: there is no library, and none can be made */
  GError *read_only; /* NULL: it can be written */
  GListStore *sessions;
  GHashTable *removed;   /* ids that are out of the list while the disk does not know it yet */
  GHashTable *work_dirs; /* path → descriptor + 1, which holds its lock */
};

/* What one piece of work on the writer thread needs; each uses what it needs. */
typedef struct
{
  char *path;
  char *session;
  char *key;
  char *text;
  char *owner;
  gint64 number;
  MqRunStage stage;
  gboolean flag;
  MqSession *new_session;
  MqVersionDraft *draft;
  GPtrArray *events;
} MqLibraryWork;

MqLibraryWork *mq_library_work_new (MqLibrary *self, MqSession *session);
DexFuture *mq_library_read (MqLibrary *self, MqSqliteFunc func, MqLibraryWork *work);
DexFuture *mq_library_write (MqLibrary *self, MqSqliteFunc func, MqLibraryWork *work);

/* Futures from what the tables' functions give. */
DexFuture *mq_library_done (gboolean good, GError **error);
DexFuture *mq_library_answer (GType boxed, gpointer value, GError *error);

/* Two objects for a callback of a future. */
gpointer *mq_library_pair_new (gpointer a, gpointer b);
void mq_library_pair_free (gpointer data);

void mq_library_insert (MqLibrary *self, MqSession *session);
void mq_library_clean_up (MqLibrary *self);

G_END_DECLS
