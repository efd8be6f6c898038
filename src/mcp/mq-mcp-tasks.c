/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpTasks, see mq-mcp-tasks.h; the extension's specification of 2026-07-28. A task never asks
 * the client anything. */
#include "mcp/mq-mcp-tasks.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define STACK (256 * 1024)
#define EXTENSION "io.modelcontextprotocol/tasks"
#define CAPABILITIES "io.modelcontextprotocol/clientCapabilities"
#define POLL_MS 2000

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

MqMcpTasks *
mq_mcp_tasks_new (void)
{
  MqMcpTasks *self = g_new0 (MqMcpTasks, 1);

  self->tasks = g_ptr_array_new_with_free_func (task_unref);
  self->fibers = g_ptr_array_new_with_free_func (dex_unref);
  return self;
}

void
mq_mcp_tasks_free (MqMcpTasks *self)
{
  g_ptr_array_unref (self->tasks);
  g_ptr_array_unref (self->fibers);
  g_free (self);
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

/* The results of the oldest go, and never one that works. */
static void
make_room (MqMcpTasks *self)
{
  for (guint i = 0; i < self->tasks->len && self->tasks->len >= MQ_MCP_TASKS_MAX;)
    if (((Task *)self->tasks->pdata[i])->state != TASK_WORKING)
      g_ptr_array_remove_index (self->tasks, i);
    else
      i++;

  for (guint i = self->fibers->len; i > 0; i--)
    if (!dex_future_is_pending (self->fibers->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->fibers, i - 1);
}

/* @call: a call whose client may be answered with a task; @func: carries it out. Returns:
 * (transfer full): the answer: a task that works */
JsonObject *
mq_mcp_tasks_start (MqMcpTasks *self, MqMcpCall *call, MqMcpTaskFunc func)
{
  Task *task = g_rc_box_new0 (Task);
  JsonObject *told;

  make_room (self);
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

DexFuture *
mq_mcp_tasks_stop (MqMcpTasks *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    drop (self->tasks->pdata[i]);

  return self->fibers->len == 0
             ? dex_future_new_true ()
             : dex_future_allv ((DexFuture *const *)self->fibers->pdata, self->fibers->len);
}
