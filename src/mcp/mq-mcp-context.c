/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpContext, see mq-mcp-context.h. */
#include "mcp/mq-mcp-context.h"

#include "client/blender/mq-disk-use.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <string.h>

/* Bytes that are free before a task begins: a Blender writes scenes and pictures. */
#define LEAST_FREE (G_GUINT64_CONSTANT (1) << 30)

/**
 * mq_mcp_context_new:
 * @config: the settings
 *
 * Begins to open the library, which takes longer than the first answer may.
 *
 * Returns: (transfer full): a context
 */
MqMcpContext *
mq_mcp_context_new (MqConfig *config)
{
  MqMcpContext *self = g_new0 (MqMcpContext, 1);

  self->config = g_object_ref (config);
  self->connected = -1;
  self->opening = mq_library_open (NULL, FALSE);
  self->tasks = mq_mcp_tasks_new ();
  return self;
}

void
mq_mcp_context_free (MqMcpContext *self)
{
  dex_clear (&self->opening);
  dex_clear (&self->noting);
  g_clear_fd (&self->connected, NULL);
  g_clear_object (&self->config);
  g_clear_object (&self->library);
  g_clear_object (&self->blender);
  g_clear_object (&self->connection);
  g_free (self->indexed_blender);
  g_clear_pointer (&self->functions, mq_python_library_free);
  g_clear_pointer (&self->toolkit, mq_toolkit_free);
  mq_mcp_tasks_free (self->tasks);
  g_free (self->program);
  g_free (self);
}

/* Opens the library, and reads what other programs have changed in it. @error: as
 * mq_library_open(). Returns: whether it is open */
gboolean
mq_mcp_context_open (MqMcpContext *self, GError **error)
{
  g_autoptr (MqLibrary) library = NULL;

  if (self->library != NULL)
    return dex_await (mq_library_refresh (self->library), error);

  library = dex_await_object (dex_ref (self->opening), error);
  if (library == NULL)
    {
      dex_unref (self->opening);
      self->opening = mq_library_open (NULL, FALSE);
      return FALSE;
    }

  g_set_object (&self->library, library);
  return mq_library_check_writable (library, error);
}

/* @error: as mq_mcp_context_open(), or %MQ_ERROR_NO_BLENDER. Returns: whether library and
 * Blender are there */
gboolean
mq_mcp_context_open_blender (MqMcpContext *self, GError **error)
{
  g_autoptr (GListModel) blenders = NULL;

  if (!mq_mcp_context_open (self, error))
    return FALSE;
  if (self->blender != NULL)
    return TRUE;

  blenders = dex_await_object (
      mq_blender_find (mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE)), error);
  if (blenders != NULL && self->blender == NULL)
    self->blender = g_list_model_get_item (blenders, 0);
  return blenders != NULL;
}

/**
 * mq_mcp_context_close:
 * @self: a context that no call uses any more
 *
 * Ends the tasks that go on, and lets the service go.
 */
void
mq_mcp_context_close (MqMcpContext *self)
{
  dex_await (mq_mcp_tasks_stop (self->tasks), NULL);
  if (self->connection != NULL)
    dex_await (mq_service_connection_close (self->connection), NULL);
}

/* Returns: whether the functions are there that scripts may call */
gboolean
mq_mcp_context_load_toolkit (MqMcpContext *self, GError **error)
{
  g_autofree char *library = mq_paths_find_data ("sketcher/library");
  g_autofree char *agents = mq_paths_find_data ("agents");
  g_autoptr (MqPythonLibrary) functions = mq_python_library_new ();
  g_autoptr (MqToolkit) toolkit = NULL;

  if (self->functions != NULL)
    return TRUE;
  if (library == NULL || agents == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "The toolkit is not installed");
  if (!mq_python_library_load (functions, library, error)
      || !(toolkit = mq_toolkit_load (agents, functions, error)))
    return FALSE;

  self->functions = g_steal_pointer (&functions);
  self->toolkit = g_steal_pointer (&toolkit);
  return TRUE;
}

/* @arguments: of a tool, with `session`; @session: (out) (transfer none): the session; @error:
 * %MQ_ERROR_NOT_FOUND. Returns: whether it is there */
static gboolean
find_session (MqMcpContext *self, JsonObject *arguments, MqSession **session, GError **error)
{
  const char *what = mq_json_get_string (arguments, "session", "");
  g_autofree char *bare = g_strndup (what, strcspn (what, ":"));
  g_autofree char *id = mq_session_normalise_id (bare);

  if (!mq_mcp_context_open (self, error))
    return FALSE;

  *session = id != NULL ? mq_library_find_session (self->library, id) : NULL;
  return *session != NULL
         || mq_fail (error, MQ_ERROR_NOT_FOUND,
                     "There is no session “%.40s”. find_sessions lists those that are there", what);
}

/* @arguments: of a tool; @member: the argument with the number; without it, the one behind the
 * session's id, as in "ID:2", or the current version is meant; @error: %MQ_ERROR_NOT_FOUND.
 * Returns: (transfer full) (nullable): the version */
MqVersion *
mq_mcp_context_find_numbered (MqSession *session, JsonObject *arguments, const char *member,
                              GError **error)
{
  const char *colon = strchr (mq_json_get_string (arguments, "session", ""), ':');
  gint64 behind = colon != NULL ? g_ascii_strtoll (colon + 1, NULL, 10) : 0;
  gint64 number = mq_json_get_int (arguments, member, behind);
  MqVersion *current = mq_session_get_current_version (session);
  MqVersion *version = number == 0 ? (current != NULL ? g_object_ref (current) : NULL)
                                   : mq_version_find (mq_session_get_versions (session), number);

  if (version == NULL)
    mq_fail (error, MQ_ERROR_NOT_FOUND, "The session “%s” has no version %" G_GINT64_FORMAT,
             mq_session_get_id (session), number);
  return version;
}

/* @arguments: of a tool, with `session` and maybe `version`; @session: (out) (transfer none):
 * the session; @version: (out) (transfer full): the version; the current one, if none is named;
 * @error: %MQ_ERROR_NOT_FOUND. Returns: whether both are there */
gboolean
mq_mcp_context_find_version (MqMcpContext *self, JsonObject *arguments, MqSession **session,
                             MqVersion **version, GError **error)
{
  return find_session (self, arguments, session, error)
         && (*version = mq_mcp_context_find_numbered (*session, arguments, "version", error))
                != NULL;
}

static gboolean
check_space (MqMcpContext *self, GError **error)
{
  guint64 free_bytes = mq_disk_use_get_free (mq_library_get_path (self->library));
  g_autofree char *left = g_format_size_full (free_bytes, G_FORMAT_SIZE_IEC_UNITS);

  return free_bytes >= LEAST_FREE
         || mq_fail (error, MQ_ERROR_NO_SPACE,
                     "Only %s is free where Maquette keeps its sessions, and a task needs 1 GiB. "
                     "Tell the user to free some space",
                     left);
}

/* Each success is followed by mq_mcp_context_end_job(). @error: %MQ_ERROR_BUSY,
 * %MQ_ERROR_NO_SPACE, or as mq_mcp_context_open_blender(). Returns: whether a task with a
 * Blender may begin */
gboolean
mq_mcp_context_begin_job (MqMcpContext *self, GError **error)
{
  if (self->n_jobs >= MQ_MCP_MAX_JOBS)
    return mq_fail (error, MQ_ERROR_BUSY,
                    "%d tasks of this program have a Blender now. Call again when one of them has "
                    "ended",
                    MQ_MCP_MAX_JOBS);

  self->n_jobs++;
  if (mq_mcp_context_open (self, error) && check_space (self, error)
      && mq_mcp_context_open_blender (self, error))
    return TRUE;

  self->n_jobs--;
  return FALSE;
}

void
mq_mcp_context_end_job (MqMcpContext *self)
{
  self->n_jobs--;
}
