/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of versions: back to an earlier one, or a session of its own that begins with one. */
#include "client/library/mq-library.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

#define STACK (256 * 1024)

/**
 * mq_version_draft_new_copy:
 * @version: a version
 * @parent: of the copy: the number of a version of the same session, or 0
 * @instruction: of the copy
 * @error: %MQ_ERROR_NOT_FOUND if a file of the version is missing
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the copy, to be kept
 */
MqVersionDraft *
mq_version_draft_new_copy (MqVersion *version, guint parent, const char *instruction,
                           GError **error)
{
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), error);
  g_autoptr (MqVersionDraft) draft = NULL;
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
  JsonArray *missing;

  if (content == NULL)
    return NULL;

  missing = mq_json_get_array (content, "missing");
  if (mq_json_length (missing) > 0)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, _ ("The version is incomplete: %s is missing"),
                         mq_json_element_string (missing, 0));

  draft = mq_version_draft_new ();
  draft->parent = parent;
  draft->summary = g_strdup (mq_version_get_summary (version));
  draft->instruction = g_strdup (instruction);
  draft->script = g_strdup (mq_json_get_string (content, "script", ""));
  draft->plan = mq_json_get_object (content, "plan");
  draft->report = mq_json_get_object (content, "report");
  if (draft->plan != NULL)
    json_object_ref (draft->plan);
  if (draft->report != NULL)
    json_object_ref (draft->report);
  draft->from_dir = g_strdup (mq_version_get_dir (version));
  draft->blend = g_strdup ("scene.blend");
  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    g_strv_builder_take (pictures, g_strdup_printf ("renders/render_%u.png", i + 1));
  draft->pictures = g_strv_builder_end (pictures);
  return g_steal_pointer (&draft);
}

static DexFuture *
branch_fiber (MqLibrary *library, MqSession *session, MqVersion *version, const char *title)
{
  GError *error = NULL;
  g_autoptr (MqVersionDraft) draft
      = mq_version_draft_new_copy (version, 0, mq_version_get_instruction (version), &error);
  g_autofree char *base = g_strdup_printf ("%s:%u", mq_session_get_id (session),
                                           mq_version_get_number (version));
  g_autoptr (MqVersion) kept = NULL;
  MqSession *branch;

  if (draft == NULL
      || !(branch = dex_await_object (mq_library_create_session (library, title,
                                                                 mq_session_get_prompt (session),
                                                                 base, NULL, NULL),
                                      &error)))
    return dex_future_new_for_error (error);

  kept = dex_await_object (mq_library_keep_version (library, branch, g_steal_pointer (&draft)),
                           &error);
  if (kept != NULL)
    return dex_future_new_take_object (branch);

  dex_await (mq_library_discard_session (library, branch), NULL);
  g_object_unref (branch);
  return dex_future_new_for_error (error);
}

/**
 * mq_library_branch:
 * @library: a library
 * @session: one of its sessions
 * @version: a version of it
 * @title: of the new session
 *
 * Starts a session of its own with a copy of the version.
 *
 * Returns: (transfer full): resolves to the new #MqSession; rejects as mq_library_keep_version()
 */
DexFuture *
mq_library_branch (MqLibrary *library, MqSession *session, MqVersion *version, const char *title)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (version) && title != NULL);

  return mq_fiber_spawn_with (NULL, STACK, branch_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session), (MQ_TYPE_VERSION, version),
                              (G_TYPE_STRING, title));
}
