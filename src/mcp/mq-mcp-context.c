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

/* tasks of one program that may have a Blender at the same time */
#define MQ_MCP_MAX_JOBS 2

/* tasks whose results are kept; the oldest that have ended go first */
#define MQ_MCP_TASKS_MAX 32

/* MqMcpTasks: the extension io.modelcontextprotocol/tasks: calls of tools that take long are
 * answered at once with a task, whose result the program asks for later; it outlives the request.
 * Used by mq-mcp-offer.c. */

#define STACK (256 * 1024)
#define EXTENSION "io.modelcontextprotocol/tasks"
#define CAPABILITIES "io.modelcontextprotocol/clientCapabilities"
#define POLL_MS 2000
/* Bytes that are free before a task begins: a Blender writes scenes and pictures. */
#define LEAST_FREE (G_GUINT64_CONSTANT (1) << 30)

typedef enum
{
  TASK_WORKING,
  TASK_COMPLETED,
  TASK_FAILED,
  TASK_CANCELLED,
} TaskState;

static const char *const states[] = { "working", "completed", "failed", "cancelled" };

typedef struct
{
  char *id;
  TaskState state;
  char *message;
  GDateTime *created;
  GDateTime *updated;
  JsonObject *result; /* of a completed one; the error of a failed one */
  MqMcpServer *server;
  JsonObject *params;
  MqMcpTaskFunc func;
  DexPromise *dropped;
} Task;

struct _MqMcpTasks
{
  GPtrArray *tasks; /* the oldest first */
  GPtrArray *fibers;
};

static void
task_clear (Task *self)
{
  g_free (self->id);
  g_free (self->message);
  g_date_time_unref (self->created);
  g_date_time_unref (self->updated);
  g_clear_pointer (&self->result, json_object_unref);
  g_clear_object (&self->server);
  json_object_unref (self->params);
  dex_unref (self->dropped);
}

static void
task_unref (gpointer task)
{
  g_rc_box_release_full (task, (GDestroyNotify)task_clear);
}

/* Returns: whether its client may be answered with a task */
gboolean
mq_mcp_tasks_is_wanted (MqMcpCall *call)
{
  JsonObject *meta = mq_json_get_object (call->params, "_meta");
  JsonObject *capabilities = mq_json_get_object (meta, CAPABILITIES);

  return mq_json_get_object (mq_json_get_object (capabilities, "extensions"), EXTENSION) != NULL;
}

static void
set_state (Task *self, TaskState state, const char *message)
{
  self->state = state;
  g_set_str (&self->message, message);
  g_date_time_unref (self->updated);
  self->updated = g_date_time_new_now_utc ();
}

static void
on_progress (const char *text, gpointer task)
{
  set_state (task, TASK_WORKING, text);
}

static DexFuture *
task_fiber (gpointer data)
{
  Task *self = data;
  MqMcpCall call = { .server = self->server,
                     .params = self->params,
                     .dropped = DEX_FUTURE (self->dropped),
                     .on_progress = on_progress,
                     .progress_data = self,
                     .progress = -1 };
  g_autoptr (GError) error = NULL;

  self->result = self->func (&call, &error);
  g_clear_object (&self->server);
  if (dex_future_is_rejected (DEX_FUTURE (self->dropped)))
    {
      g_clear_pointer (&self->result, json_object_unref);
      set_state (self, TASK_CANCELLED, "Cancelled");
      return dex_future_new_true ();
    }

  dex_promise_resolve_boolean (self->dropped, FALSE);
  if (self->result != NULL)
    set_state (self, TASK_COMPLETED, NULL);
  else
    {
      self->result = mq_json_new (
          "code:i message:s", error->domain == MQ_MCP_ERROR ? error->code : MQ_MCP_ERROR_INTERNAL,
          error->message);
      set_state (self, TASK_FAILED, error->message);
    }

  return dex_future_new_true ();
}

static JsonObject *
describe (Task *self)
{
  g_autofree char *created = g_date_time_format_iso8601 (self->created);
  g_autofree char *updated = g_date_time_format_iso8601 (self->updated);
  JsonObject *told = mq_json_new (
      "taskId:s status:s statusMessage:s? createdAt:s lastUpdatedAt:s pollIntervalMs:i", self->id,
      states[self->state], self->message, created, updated, POLL_MS);

  json_object_set_null_member (told, "ttlMs");
  return told;
}

/* @call: a call whose client may be answered with a task; @func: carries it out. Returns:
 * (transfer full): the answer: a task that works */
JsonObject *
mq_mcp_tasks_start (MqMcpTasks *self, MqMcpCall *call, MqMcpTaskFunc func)
{
  Task *task = g_rc_box_new0 (Task);
  JsonObject *told;

  /* The results of the oldest go, and never one that works. */
  for (guint i = 0; i < self->tasks->len && self->tasks->len >= MQ_MCP_TASKS_MAX;)
    if (((Task *)self->tasks->pdata[i])->state != TASK_WORKING)
      g_ptr_array_remove_index (self->tasks, i);
    else
      i++;

  for (guint i = self->fibers->len; i > 0; i--)
    if (!dex_future_is_pending (self->fibers->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->fibers, i - 1);
  task->id = mq_json_new_id ();
  task->created = g_date_time_new_now_utc ();
  task->updated = g_date_time_ref (task->created);
  task->server = g_object_ref (call->server);
  task->params = json_object_ref (call->params);
  task->func = func;
  task->dropped = dex_promise_new ();
  g_ptr_array_add (self->tasks, task);
  g_ptr_array_add (self->fibers,
                   mq_fiber_spawn (NULL, STACK, task_fiber, g_rc_box_acquire (task), task_unref));

  told = describe (task);
  json_object_set_string_member (told, "resultType", "task");
  return told;
}

static Task *
find (MqMcpTasks *self, MqMcpCall *call, GError **error)
{
  const char *id = mq_json_get_string (call->params, "taskId", "");

  for (guint i = 0; i < self->tasks->len; i++)
    if (g_str_equal (((Task *)self->tasks->pdata[i])->id, id))
      return self->tasks->pdata[i];

  g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "There is no task “%.40s”", id);
  return NULL;
}

/* @call: a call of `tasks/get`; @error: %MQ_MCP_ERROR_PARAMS. Returns: (transfer full)
 * (nullable): the task, with its result when it has one */
JsonObject *
mq_mcp_tasks_get (MqMcpTasks *self, MqMcpCall *call, GError **error)
{
  Task *task = find (self, call, error);
  JsonObject *told;

  if (task == NULL)
    return NULL;

  told = describe (task);
  if (task->result != NULL)
    json_object_set_object_member (told, task->state == TASK_FAILED ? "error" : "result",
                                   json_object_ref (task->result));
  return told;
}

static void
drop (Task *task)
{
  if (task->state == TASK_WORKING && dex_future_is_pending (DEX_FUTURE (task->dropped)))
    dex_promise_reject (task->dropped,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Cancelled"));
}

/* @call: a call of `tasks/cancel`; @error: %MQ_MCP_ERROR_PARAMS. Returns: (transfer full)
 * (nullable): an empty answer; the task ends soon */
JsonObject *
mq_mcp_tasks_cancel (MqMcpTasks *self, MqMcpCall *call, GError **error)
{
  Task *task = find (self, call, error);

  if (task == NULL)
    return NULL;

  drop (task);
  return json_object_new ();
}

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
  self->tasks = g_new0 (MqMcpTasks, 1);
  self->tasks->tasks = g_ptr_array_new_with_free_func (task_unref);
  self->tasks->fibers = g_ptr_array_new_with_free_func (dex_unref);
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
  g_ptr_array_unref (self->tasks->tasks);
  g_ptr_array_unref (self->tasks->fibers);
  g_free (self->tasks);
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
  for (guint i = 0; i < self->tasks->tasks->len; i++)
    drop (self->tasks->tasks->pdata[i]);
  dex_await (self->tasks->fibers->len == 0
                 ? dex_future_new_true ()
                 : dex_future_allv ((DexFuture *const *)self->tasks->fibers->pdata,
                                    self->tasks->fibers->len),
             NULL);
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
  const char *what = mq_json_get_string (arguments, "session", "");
  g_autofree char *bare = g_strndup (what, strcspn (what, ":"));
  g_autofree char *id = mq_session_normalise_id (bare);

  if (!mq_mcp_context_open (self, error))
    return FALSE;

  *session = id != NULL ? mq_library_find_session (self->library, id) : NULL;
  if (*session == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "There is no session “%.40s”. find_sessions lists those that are there", what);
  return (*version = mq_mcp_context_find_numbered (*session, arguments, "version", error)) != NULL;
}

/* Each success is followed by mq_mcp_context_end_job(). @error: %MQ_ERROR_BUSY,
 * %MQ_ERROR_NO_SPACE, or as mq_mcp_context_open_blender(). Returns: whether a task with a
 * Blender may begin */
gboolean
mq_mcp_context_begin_job (MqMcpContext *self, GError **error)
{
  gboolean has_begun = FALSE;

  if (self->n_jobs >= MQ_MCP_MAX_JOBS)
    return mq_fail (error, MQ_ERROR_BUSY,
                    "%d tasks of this program have a Blender now. Call again when one of them has "
                    "ended",
                    MQ_MCP_MAX_JOBS);

  self->n_jobs++;
  if (mq_mcp_context_open (self, error))
    {
      guint64 free_bytes = mq_disk_use_get_free (mq_library_get_path (self->library));
      g_autofree char *left = g_format_size_full (free_bytes, G_FORMAT_SIZE_IEC_UNITS);

      if (free_bytes >= LEAST_FREE)
        has_begun = mq_mcp_context_open_blender (self, error);
      else
        mq_fail (error, MQ_ERROR_NO_SPACE,
                 "Only %s is free where Maquette keeps its sessions, and a task needs 1 GiB. "
                 "Tell the user to free some space",
                 left);
    }

  if (!has_begun)
    self->n_jobs--;
  return has_begun;
}

void
mq_mcp_context_end_job (MqMcpContext *self)
{
  self->n_jobs--;
}
