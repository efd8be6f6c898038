/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that goes on from a version of another one has copies of the versions that led to it,
 * with their numbers: it stays whole when the other one is deleted or stays behind. A part of
 * MqLibrary, see mq-library.h. */
#include "client/library/mq-library-private.h"

#include "common/base/mq-fiber.h"

#define FIBER_STACK (256 * 1024)

static gboolean
has_version (MqDatabase *db, const char *session, guint number, gboolean *found, GError **error)
{
  gint64 n = 0;

  if (!mq_library_rows_read_number (
          mq_database_query (db, "SELECT count(*) FROM version WHERE session = ?1 AND number = ?2",
                             error, "si", session, number),
          &n, error))
    return FALSE;

  *found = n > 0;
  return TRUE;
}

/* One job for all: two variants that begin a session together must not copy the same one twice. */
static DexFuture *
do_keep_chain (const char *path, const char *session, GPtrArray *drafts, MqDatabase *db)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  for (guint i = 0; i < drafts->len; i++)
    {
      MqVersionDraft *draft = drafts->pdata[i];
      gboolean is_there;
      MqVersion *version;

      if (!has_version (db, session, draft->number, &is_there, &error))
        return dex_future_new_for_error (error);
      if (is_there)
        continue;
      if (!(version = mq_library_keep (db, path, session, draft, &error)))
        return dex_future_new_for_error (error);
      g_ptr_array_add (kept, version);
    }

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&kept));
}

/* Copies of what is whole; what is not is left out, and the next one follows the last whole one. */
static GPtrArray *
draft_chain (GPtrArray *chain)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_version_draft_unref);
  guint parent = 0;

  for (guint i = 0; i < chain->len; i++)
    {
      MqVersion *version = chain->pdata[i];
      MqVersionDraft *draft
          = mq_version_draft_new_copy (version, parent, mq_version_get_instruction (version), NULL);

      if (draft == NULL)
        continue;

      parent = draft->number = mq_version_get_number (version);
      g_ptr_array_add (drafts, draft);
    }

  return drafts;
}

static DexFuture *
carry_fiber (MqLibrary *library, MqSession *session, MqSession *from, MqVersion *version)
{
  g_autoptr (GPtrArray) chain = mq_version_list_chain (mq_session_get_versions (from), version);
  g_autoptr (GPtrArray) drafts = draft_chain (chain);
  g_autoptr (GPtrArray) kept = NULL;
  MqVersionDraft *last = drafts->len > 0 ? drafts->pdata[drafts->len - 1] : NULL;
  GError *error = NULL;

  kept = dex_await_boxed (mq_library_write (library, do_keep_chain, (G_TYPE_STRING, library->path),
                                            (G_TYPE_STRING, mq_session_get_id (session)),
                                            (G_TYPE_PTR_ARRAY, drafts)),
                          &error);
  if (kept == NULL)
    return dex_future_new_for_error (error);

  for (guint i = 0; i < kept->len; i++)
    mq_session_take_version (session, g_object_ref (kept->pdata[i]));
  return dex_future_new_for_uint (last != NULL ? last->number : 0);
}

/**
 * mq_library_carry_chain:
 * @library: a library
 * @session: a session that goes on from @version, without versions of its own yet
 * @from: another session
 * @version: a version of @from
 *
 * Copies @version, and all that led to it, into @session, with their numbers; what is there already
 * stays. A version that is damaged is left out.
 *
 * Returns: (transfer full): resolves to the number of the newest copy (a uint), 0: there is none;
 *   rejects as mq_library_keep_version()
 */
DexFuture *
mq_library_carry_chain (MqLibrary *library, MqSession *session, MqSession *from, MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));
  dex_return_error_if_fail (MQ_IS_SESSION (from) && MQ_IS_KEPT_VERSION (version));

  return mq_fiber_spawn_with (NULL, FIBER_STACK, carry_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session), (MQ_TYPE_SESSION, from),
                              (MQ_TYPE_VERSION, version));
}
