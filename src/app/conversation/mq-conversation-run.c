/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out steps between versions; sends the user's messages, also a second time, their own
 * scripts, and what they changed by hand in the Blender that is open; starts the runs that take
 * them. */
#include "app/conversation/mq-conversation-private.h"

#include "client/executor/mq-measure-again.h"
#include "client/run/mq-message-preview.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define MAX_NOTE 400 /* bytes */

/* A request of the user to a conversation. */
typedef struct
{
  MqConversation *self;
  MqMessage
      *message; /* (nullable): its id is that of the run that it starts; %NULL: a run has it */
  MqVersion *base;
  MqHandEdit *hand_edit; /* (nullable): what the script does only a part of */
  JsonObject *made;      /* (nullable): plan and script of a run without a version */
  gboolean regenerates;  /* starts from @base, whatever the user chose; %NULL: makes it anew */
  gboolean begun;
  gboolean confirmed;  /* the user knows what the team leaves out */
  gboolean is_first;   /* the first message, without a picture: its team may not know the object */
  DexPromise *version; /* (nullable): of the user's own script */
  char *script;        /* (nullable): that script */
  MqTakenModel *model; /* (nullable): of which the script is */
  char *notes;         /* (nullable): a line for each that there is about it */
} Request;

/* Shows the reason and announces it. */
static void
report_refused (MqConversation *self, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);

  mq_timeline_add_notice (mq_conversation_get_timeline (self), "warning", "not-taken", lines[0],
                          lines[0] != NULL ? lines[1] : NULL, g_get_real_time ());
  mq_conversation_announce (self, error->message, TRUE);
}

/* Undo, redo and going back to a version, by words, by keys or by a button: the version becomes the
 * current one at once, without a team and without Blender. The timeline shows it, and the library
 * keeps it. A version that is measured again is such a step without a run, too. */

/* Finds the version and makes it the current one. @words: (nullable): as the user wrote them */
static MqRunEvent *
carry_out (MqConversation *self, const MqVersionStep *step, const char *words, GError **error)
{
  MqVersion *before = mq_conversation_get_current_version (self);
  guint from = before != NULL ? mq_version_get_number (before) : 0;
  guint number = mq_version_history_find (self->history, step, from, self->versions, error);
  g_autoptr (MqVersion) version = mq_version_find (self->versions, number);
  g_autoptr (MqRunEvent) event = NULL;

  if (version == NULL && words == NULL)
    return NULL;

  event = mq_run_event_new (version != NULL ? MQ_EVENT_CURRENT : MQ_EVENT_NOTICE);
  if (version != NULL)
    {
      event->current.version = number;
      event->current.from = from;
    }
  else
    {
      event->notice.level = MQ_NOTICE_LEVEL_INFO;
      event->notice.code = g_strdup ("no-version");
      event->notice.text = g_strdup ((*error)->message);
    }
  event->time = g_get_real_time ();
  if (words != NULL)
    mq_timeline_add_message (mq_conversation_get_timeline (self), mq_message_new (words, NULL),
                             "user", FALSE, event->time);
  mq_conversation_apply (self, NULL, event);
  if (version != NULL)
    mq_conversation_set_current_version (self, version);
  mq_conversation_touch (self);
  return g_steal_pointer (&event);
}

/* @words: (nullable): the message that asks for it, which the timeline shows. Awaits. Returns:
 * (transfer full): as mq_conversation_step(); with @words, resolves also when there is no such
 * version: the timeline says so */
static DexFuture *
take_step (MqConversation *self, int kind, guint number, const char *words)
{
  const MqVersionStep step = { (MqVersionStepKind)kind, number };
  g_autoptr (MqRunEvent) event = NULL;
  g_autofree char *sentence = NULL;
  GError *error = NULL;
  MqLibrary *library;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);
  if (self->session == NULL || mq_open_run_get_variants (self->run) != NULL
      || mq_conversation_state_is_busy (self->state))
    {
      error = g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                   _ ("Wait for the current run to finish, or stop it first"));
      if (words != NULL)
        {
          g_autoptr (MqMessage) message = mq_message_new (words, NULL);

          mq_conversation_restore_message (self, message, FALSE);
          report_refused (self, error);
        }
      return dex_future_new_for_error (error);
    }

  event = carry_out (self, &step, words, &error);
  if (event == NULL)
    return dex_future_new_for_error (error);

  /* Translators: said by a screen reader, after undo and redo */
  sentence = event->kind == MQ_EVENT_CURRENT
                 ? g_strdup_printf (_ ("Back to version %u"), (guint)event->current.version)
                 : g_strdup (event->notice.text);
  mq_conversation_announce (self, sentence, FALSE);
  g_clear_error (&error);

  /* A run that waits has another version; the next change begins one from the current version. It
   * is finished first, so that the records are in order. */
  if (mq_conversation_state_is_turn (self->state)
      && !dex_await (mq_conversation_finish (self), &error))
    g_info ("The run that waits could not be finished: %s", error->message);
  g_clear_error (&error);
  library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;
  if (library != NULL
      && dex_await (mq_library_save_step (library, self->session, words, event), &error))
    mq_workspace_upload (self->workspace, self->session);
  else if (library != NULL)
    g_message ("A step between versions could not be saved: %s", error->message);
  g_clear_error (&error);
  return dex_future_new_true ();
}

/**
 * mq_conversation_step:
 * @self: a conversation
 * @kind: undo, redo, or to a version
 * @number: of the version, for %MQ_VERSION_STEP_TO
 *
 * Makes another version the current one, as a step that can be undone itself. No team and no
 * Blender take part.
 *
 * Returns: (transfer full): resolves to %TRUE when that is saved; rejects with %MQ_ERROR_NOT_FOUND
 *   and a sentence for the user when there is no such version, and with %MQ_ERROR_CONFLICT while a
 *   run works
 */
DexFuture *
mq_conversation_step (MqConversation *self, MqVersionStepKind kind, guint number)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, take_step, (MQ_TYPE_CONVERSATION, self),
                              (G_TYPE_INT, (int)kind), (G_TYPE_UINT, number),
                              (G_TYPE_STRING, (const char *)NULL));
}

static DexFuture *
measure_fiber (MqConversation *self, MqVersion *version)
{
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;
  g_autoptr (MqRunEvent) event = NULL;
  MqWorkerSettings settings;
  GError *error = NULL;

  if (library == NULL || self->session == NULL)
    return dex_future_new_false ();
  if (!mq_workspace_read_worker_settings (self->workspace, &settings, &error)
      || !(event = dex_await_boxed (mq_measure_again (library, self->session, version, &settings),
                                    &error)))
    return dex_future_new_for_error (error);

  mq_conversation_apply (self, NULL, event);
  mq_conversation_touch (self);
  if (self->workspace != NULL)
    mq_workspace_upload (self->workspace, self->session);
  return dex_future_new_true ();
}

/**
 * mq_conversation_measure_again:
 * @version: one of its versions
 *
 * Measures the version again; the timeline and the library get what was found.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_measure_again()
 */
DexFuture *
mq_conversation_measure_again (MqConversation *self, MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, measure_fiber,
                              (MQ_TYPE_CONVERSATION, self), (MQ_TYPE_VERSION, version));
}

/* Messages that the user sends. */

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->message != NULL)
    mq_outbox_finish (request->self->outbox, request->message->id);
  g_object_unref (request->self);
  g_clear_pointer (&request->message, mq_message_free);
  g_free (request->script);
  g_free (request->notes);
  g_clear_object (&request->base);
  g_clear_object (&request->hand_edit);
  g_clear_object (&request->model);
  g_clear_pointer (&request->made, json_object_unref);
  dex_clear (&request->version);
  g_free (request);
}

/* Takes @message, which gets an id if it has none, and waits in the outbox. */
static Request *
request_new (MqConversation *self, MqMessage *message)
{
  Request *request = g_new0 (Request, 1);

  request->self = g_object_ref (self);
  request->message = message;
  if (message->id == NULL)
    message->id = mq_json_new_id ();
  mq_outbox_add (self->outbox, message, MQ_OUTBOX_WAITING);
  return request;
}

static gboolean
is_stopped (MqConversation *self, GError **error)
{
  if (self->state != MQ_CONVERSATION_STOPPING)
    return FALSE;

  g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped"));
  return TRUE;
}

/* Checks that the workspace can start a run. */
static gboolean
check_workspace (MqConversation *self, GError **error)
{
  MqWorkspace *workspace = self->workspace;

  if (workspace == NULL || mq_workspace_get_library (workspace) == NULL)
    return mq_fail (error, MQ_ERROR_READ_ONLY, _ ("The library is not open"));
  if (mq_workspace_find_problem (workspace, MQ_PROBLEM_LIBRARY_READ_ONLY) != NULL)
    return mq_fail (error, MQ_ERROR_READ_ONLY,
                    _ ("The library is read-only, so nothing new can be saved"));
  if (mq_workspace_get_blender (workspace) == NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER, _ ("No Blender was found"));

  return TRUE;
}

static MqRunOptions *
make_options (MqConversation *self, const char *mode, const MqMessage *message, MqVersion *base)
{
  /* No team: the service uses its default, which follows the settings. */
  MqRunOptions *options = mq_run_options_new (mode, "", NULL);

  mq_message_free (options->message);
  options->message = mq_message_copy (message);
  options->keep_session = TRUE;
  options->server = g_strdup (mq_workspace_get_server (self->workspace));
  g_set_object (&options->ready, mq_workspace_get_ready_worker (self->workspace));
  g_set_object (&options->session, self->session);
  if (base != NULL)
    {
      g_set_object (&options->base, base);
      g_set_object (&options->base_session, self->session);
    }

  return options;
}

/**
 * mq_conversation_prepare_run:
 * @self: a conversation
 *
 * The user begins to write: starts a Blender for the run that will follow, unless one is there.
 */
void
mq_conversation_prepare_run (MqConversation *self)
{
  g_return_if_fail (MQ_IS_CONVERSATION (self));

  if (mq_open_run_get_run (self->run) == NULL && self->workspace != NULL)
    mq_workspace_prepare_worker (self->workspace);
}

/* Shows a message as queued until a run has accepted it. */
static void
show_waiting (Request *request)
{
  mq_timeline_add_message (mq_conversation_get_timeline (request->self),
                           mq_message_copy (request->message), "user", TRUE, g_get_real_time ());
}

static char *
keep_picture (const char *path, gpointer conversation)
{
  MqConversation *self = conversation;
  g_autoptr (GError) error = NULL;
  char *kept = dex_await_string (
      mq_library_add_picture (mq_workspace_get_library (self->workspace), self->session, path),
      &error);

  if (kept == NULL)
    g_info ("A picture could not be kept: %s", error->message);
  return kept;
}

/* Copies the pictures of a message into the session, without those that no longer exist. Awaits. */
static void
keep_pictures (MqConversation *self, MqMessage *message)
{
  if (self->session != NULL)
    mq_message_map_pictures (message, keep_picture, self);
}

/* Returns a message that the service refused to the composer. */
static DexFuture *
refined (DexFuture *future, gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  g_autoptr (GError) error = NULL;

  /* Stopping a run or detaching from it handles the messages that are left. */
  if (dex_future_get_value (future, &error) != NULL || self->workspace == NULL
      || mq_open_run_is_leaving (self->run) || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
      || !mq_timeline_remove_message (mq_conversation_get_timeline (self), request->message->id))
    return dex_future_new_true ();

  mq_conversation_restore_message (self, request->message, TRUE);
  report_refused (self, error);
  /* Perhaps nobody is signed in any more. */
  dex_future_disown (mq_service_account_load (mq_workspace_get_account (self->workspace)));
  if (mq_open_run_is_turn (self->run))
    mq_conversation_change (self, MQ_CONVERSATION_TURN);
  return dex_future_new_true ();
}

/* Sends a message to the run. If the service refuses it, for example for too many pictures, the
 * signal `returned` returns it to the composer and the timeline shows the reason. @message:
 * (transfer full): its pictures are in the session's folder. */
void
mq_conversation_refine (MqConversation *self, MqMessage *message)
{
  Request *request = request_new (self, message);

  mq_outbox_change (self->outbox, message->id, MQ_OUTBOX_UNSENT);
  dex_future_disown (dex_future_finally (
      mq_run_refine (mq_open_run_get_run (self->run), mq_message_copy (message)), refined, request,
      request_free));
}

/* Returns the messages that the run did not handle to the composer. */
void
mq_conversation_restore_queue (MqConversation *self)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  guint n_queued = mq_timeline_get_n_queued (timeline);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  gboolean has_any = n_queued > 0;
  g_autoptr (MqMessage) all = mq_message_new ("", NULL);
  const MqMessage *pending;

  for (guint i = n_items - n_queued; i < n_items; i++)
    {
      g_autoptr (MqMessageItem) item = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      if (mq_outbox_get_state (self->outbox, item->message->id) != MQ_OUTBOX_PENDING)
        mq_message_append (all, item->message);
    }

  /* These were not sent to a run yet; their senders still own the pictures. */
  while ((pending = mq_outbox_find (self->outbox, MQ_OUTBOX_PENDING)) != NULL)
    {
      g_autoptr (MqMessage) words = mq_message_copy (pending);

      has_any = TRUE;
      mq_message_take_pictures (words, NULL);
      mq_message_append (all, words);
      mq_outbox_remove (self->outbox, pending->id);
    }

  mq_timeline_remove_queued (timeline);
  if (has_any)
    mq_conversation_restore_message (self, all, TRUE);
}

/* Waits for the workspace and checks that a run can start. Awaits. */
static gboolean
prepare (Request *request, GError **error)
{
  MqConversation *self = request->self;

  if (!dex_await (mq_workspace_wait_open (self->workspace), error) || !check_workspace (self, error)
      || is_stopped (self, error))
    return FALSE;

  if (mq_open_run_is_suspended (self->run))
    dex_await (mq_conversation_attach (self), NULL);
  mq_open_run_make_room (self->run);
  return !is_stopped (self, error);
}

/* Adds a conversation with its first message to the sidebar. */
static void
enlist (Request *request)
{
  MqConversation *self = request->self;
  /* Translators: a session that began with a picture and no words, until its plan has a title. */
  g_autofree char *title = *request->message->text != '\0'
                               ? mq_session_make_title (request->message->text)
                               : g_strdup (_ ("From a picture"));

  if (self->session == NULL)
    mq_conversation_set_title (self, title);
  mq_conversation_touch (self);
  g_signal_emit_by_name (self, "sent");
}

/* Shows the first message, and what can be made instead: kinds that the team knows, or a plain one;
 * without a run or a session. @preview: what the team says of it */
static void
show_unknown (MqConversation *self, const char *text, JsonObject *preview)
{
  static const char *const usual[] = { "Chair", "Table lamp", "House", "Rocket" };
  g_autoptr (GStrvBuilder) kinds = g_strv_builder_new ();
  g_autoptr (MqRunEvent) answer = mq_run_event_new (MQ_EVENT_NOTICE);

  answer->time = g_get_real_time ();
  answer->notice.level = MQ_NOTICE_LEVEL_INFO;
  if (mq_json_get_boolean (preview, "known", FALSE))
    {
      answer->notice.code = g_strdup ("not-included");
      answer->notice.text = mq_message_preview_describe_omission (preview);
      answer->notice.next = g_strdup (mq_json_get_string (preview, "title", ""));
    }
  else
    {
      answer->notice.code = g_strdup ("unknown-kind");
      answer->notice.text = g_strdup (mq_json_get_string (preview, "text", ""));
      /* The kinds that are most like the words, or well-known ones. */
      answer->notice.items = mq_json_to_strings (mq_json_get_array (preview, "nearest"));
      if (answer->notice.items[0] == NULL)
        {
          g_strfreev (answer->notice.items);
          for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
            if (g_strv_contains (mq_workspace_get_kinds (self->workspace), usual[i]))
              g_strv_builder_add (kinds, usual[i]);
          answer->notice.items = g_strv_builder_end (kinds);
        }
    }

  mq_timeline_add_message (mq_conversation_get_timeline (self), mq_message_new (text, NULL), "user",
                           FALSE, answer->time);
  mq_conversation_apply (self, NULL, answer);
  mq_conversation_announce (self, answer->notice.text, FALSE);
}

/* Asks whether the team knows the object of a first message. @unknown: (out) (nullable): what it
 * says if it does not know it, or makes only a plain one; %NULL also if nobody answers: then a run
 * may start. Awaits. */
static gboolean
check_object (Request *request, JsonObject **unknown, GError **error)
{
  MqConversation *self = request->self;
  g_autoptr (JsonObject) preview = NULL;
  g_autofree char *omission = NULL;

  if (!request->is_first || request->confirmed)
    return TRUE;

  /* No kinds: the team attempts anything, or is not loaded yet. */
  if (mq_workspace_get_kinds (self->workspace)[0] != NULL)
    {
      preview = dex_await_boxed (
          mq_workspace_preview_message (self->workspace, request->message->text), NULL);
      omission = mq_message_preview_describe_omission (preview);
      if (!mq_json_get_boolean (preview, "known", TRUE) || omission != NULL)
        *unknown = g_steal_pointer (&preview);
    }
  if (self->workspace == NULL)
    return mq_fail (error, MQ_ERROR_CANCELLED, _ ("Stopped"));

  return !is_stopped (self, error);
}

/* Restores the state before begin_run(): no run has started. */
static void
step_back (MqConversation *self, gboolean was_new)
{
  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
  mq_conversation_restore_queue (self);
  if (mq_open_run_get_run (self->run) == NULL)
    mq_conversation_change (self, MQ_CONVERSATION_REFUSE);
  if (was_new)
    g_signal_emit_by_name (self, "refused");
}

/* How many runs the request starts. */
static guint
count_variants (Request *request)
{
  return request->message->variant == 0 ? request->message->variants : 1;
}

/* Prepares and starts a run; restores the earlier state if that fails. Awaits. */
static gboolean
begin_run (Request *request, const char *mode, GError **error)
{
  MqConversation *self = request->self;
  gboolean is_new = self->state == MQ_CONVERSATION_NEW;
  g_autoptr (JsonObject) unknown = NULL;
  g_autofree char *made = NULL;
  MqRunOptions *options;
  const MqMessage *pending;

  mq_conversation_change (self, MQ_CONVERSATION_SAY);
  if (!prepare (request, error) || !check_object (request, &unknown, error))
    {
      step_back (self, is_new);
      return FALSE;
    }
  if (unknown != NULL)
    {
      step_back (self, is_new);
      mq_conversation_set_title (self, NULL);
      mq_outbox_remove_all (self->outbox, MQ_OUTBOX_ASKED);
      mq_outbox_change (self->outbox, request->message->id, MQ_OUTBOX_ASKED);
      show_unknown (self, request->message->text, unknown);
      /* The requirements are for another object, too. */
      if (!mq_json_get_boolean (unknown, "known", FALSE) && request->message->requirements != NULL)
        {
          g_autoptr (MqMessage) rest = mq_message_new ("", NULL);

          rest->requirements = mq_json_copy_array (request->message->requirements);
          mq_conversation_restore_message (self, rest, FALSE);
        }
      return TRUE;
    }

  if (request->is_first)
    enlist (request);
  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
  options = make_options (self, mode, request->message, request->base);
  options->begun = g_steal_pointer (&request->made);
  if (request->version != NULL)
    {
      options->script = g_strdup (request->script);
      g_set_object (&options->hand_edit, request->hand_edit);
    }
  if (request->model != NULL)
    {
      g_set_object (&self->model, request->model);
      options->meshes = g_strdup (mq_taken_model_get_meshes (request->model));
      options->title = g_strdup (mq_taken_model_get_title (request->model));
    }

  /* A title that is only the beginning of the message is not kept: the plan's title replaces it. */
  if (self->session != NULL)
    made = mq_session_make_title (mq_session_get_first_message (self->session));
  if (self->session == NULL && self->renamed)
    options->title = g_strdup (self->title);
  else if (self->session != NULL && !g_str_equal (mq_session_get_title (self->session), made))
    options->title = g_strdup (mq_session_get_title (self->session));

  request->begun = TRUE;
  if (!dex_await (
          mq_open_run_start (self->run, options, count_variants (request), request->version),
          error))
    return FALSE;

  /* Sends the messages that were written while the run was being started. */
  while (mq_open_run_get_run (self->run) != NULL
         && (pending = mq_outbox_find (self->outbox, MQ_OUTBOX_PENDING)) != NULL)
    {
      g_autoptr (MqMessage) message = mq_message_copy (pending);

      /* If the run ends meanwhile, mq_conversation_restore_queue() returns the message. */
      mq_outbox_change (self->outbox, message->id, MQ_OUTBOX_WAITING);
      keep_pictures (self, message);
      if (mq_open_run_get_run (self->run) != NULL)
        mq_conversation_refine (self, g_steal_pointer (&message));
      else
        mq_outbox_remove (self->outbox, message->id);
    }

  return TRUE;
}

/* Returns the message to the composer and shows the reason, unless the run was started: then its
 * events show it. */
static DexFuture *
refuse (Request *request, GError *error)
{
  MqConversation *self = request->self;

  mq_conversation_restore_message (self, request->message, FALSE);
  if (!request->begun && !g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    report_refused (self, error);

  return dex_future_new_for_error (error);
}

/* Sends a message to the run, or queues it until there is a run. Awaits. */
static gboolean
send_to_run (Request *request, GError **error)
{
  MqConversation *self = request->self;
  DexFuture *taken;

  if (mq_open_run_get_run (self->run) != NULL)
    {
      mq_conversation_change (self, MQ_CONVERSATION_WORK);
      mq_conversation_refine (self, g_steal_pointer (&request->message));
      return TRUE;
    }

  taken = mq_outbox_queue (self->outbox, request->message->id);
  show_waiting (request);
  g_clear_pointer (&request->message, mq_message_free);
  return dex_await (taken, error);
}

static DexFuture *
send_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  gboolean goes_on;
  GError *error = NULL;
  MqVersion *current;

  mq_outbox_remove_all (self->outbox, MQ_OUTBOX_REFUSED);
  if (self->workspace == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "%s", _ ("Stopped"));
  if (!dex_await (mq_conversation_load (self), &error))
    return refuse (request, error);
  if (!request->regenerates && mq_conversation_take_pose (self, request->message))
    return dex_future_new_true ();
  if (mq_open_run_get_variants (self->run) != NULL
      || ((count_variants (request) > 1 || request->regenerates)
          && mq_conversation_state_is_busy (self->state)))
    return refuse (
        request, g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                      _ ("Wait for the current run to finish, or stop it first")));

  /* Queues a message while the workspace opens: a run of the service may turn up. */
  if (self->state != MQ_CONVERSATION_NEW && !mq_conversation_state_is_busy (self->state)
      && (mq_workspace_is_opening (self->workspace) || !mq_workspace_knows_runs (self->workspace)))
    {
      show_waiting (request);
      dex_await (mq_workspace_wait_open (self->workspace), NULL);
      dex_await (mq_workspace_wait_runs (self->workspace), NULL);
      mq_timeline_remove_queued (mq_conversation_get_timeline (self));
    }
  goes_on = count_variants (request) == 1 && !request->regenerates
            && mq_conversation_state_is_turn (self->state)
            && (mq_open_run_get_latest (self->run) == NULL
                || mq_conversation_get_current_version (self)
                       == mq_open_run_get_latest (self->run));
  /* Handle the earlier events of the run first. */
  if (goes_on && self->state == MQ_CONVERSATION_SUSPENDED)
    goes_on = dex_await (mq_conversation_attach (self), NULL)
              && mq_open_run_get_run (self->run) != NULL;
  if (goes_on || mq_conversation_state_is_busy (self->state))
    {
      keep_pictures (self, request->message);
      return send_to_run (request, &error) ? dex_future_new_true ()
                                           : dex_future_new_for_error (error);
    }

  current = request->regenerates ? request->base : mq_conversation_get_current_version (self);
  request->is_first = self->state == MQ_CONVERSATION_NEW && self->session == NULL
                      && *request->message->pictures == NULL;
  if (!request->is_first || mq_workspace_is_opening (self->workspace))
    enlist (request);
  g_set_object (&request->base, current);
  if (mq_workspace_is_opening (self->workspace))
    show_waiting (request);
  return begin_run (request, current != NULL ? "continue" : "create", &error)
             ? dex_future_new_true ()
             : refuse (request, error);
}

/* The message only asks for a step between versions. */
static DexFuture *
step_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqVersionStep step;

  mq_version_step_read (request->message->text, &step);
  return take_step (request->self, step.kind, step.number, request->message->text);
}

/* Takes @request. */
static DexFuture *
spawn (DexFiberFunc fiber, Request *request)
{
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, fiber, request, request_free);
}

/**
 * mq_conversation_send:
 * @self: a conversation
 * @message: (transfer full): the user's message
 *
 * Sends a message to the open run, which handles it at once if it waits and queues it if it works.
 * Without an open run, starts one from the current version. If the user chose another version than
 * the waiting run has, finishes that run and starts one from the chosen version. While the
 * workspace is opening, the message is shown as queued. Words that only ask for a step between
 * versions, and point at nothing, need no run, see mq_conversation_step(). Variants are each made
 * by a run of their own, for which a run that waits for the user is finished.
 *
 * Returns: (transfer full): resolves to %TRUE when a run has accepted the message; rejects if no
 *   run can start: %MQ_ERROR_NO_BLENDER, %MQ_ERROR_READ_ONLY, … Then the signal `returned` was
 *   emitted and the timeline shows the reason
 */
DexFuture *
mq_conversation_send (MqConversation *self, MqMessage *message)
{
  g_autoptr (MqMessage) owned = message;
  MqVersionStep step;
  gboolean is_step;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (message != NULL);

  is_step = *message->pictures == NULL && message->targets == NULL && message->variants == 1
            && g_list_model_get_n_items (self->versions) > 0
            && mq_version_step_read (message->text, &step);
  return spawn (is_step ? step_fiber : send_fiber, request_new (self, g_steal_pointer (&owned)));
}

static DexFuture *
try_again_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;

  if (library != NULL && self->session != NULL
      && mq_conversation_get_current_version (self) == NULL)
    {
      g_autoptr (GPtrArray) events
          = dex_await_boxed (mq_library_load_events (library, self->session), NULL);

      request->made = events != NULL ? mq_library_find_draft (events) : NULL;
      if (request->made != NULL && !json_object_has_member (request->made, "plan"))
        g_clear_pointer (&request->made, json_object_unref);
    }

  return send_fiber (request);
}

/**
 * mq_conversation_try_again:
 * @self: a conversation whose run failed, or was stopped
 *
 * Sends the user's last message again, with its pictures. If the run had no version yet, the new
 * run continues with its plan and its script.
 *
 * Returns: (transfer full): as mq_conversation_send(); rejects with %MQ_ERROR_CONFLICT while a run
 *   works, and with %MQ_ERROR_NOT_FOUND if there is no message
 */
DexFuture *
mq_conversation_try_again (MqConversation *self)
{
  MqMessageItem *words;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  words = mq_timeline_get_last_message (mq_conversation_get_timeline (self));
  if (mq_conversation_state_is_busy (self->state))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));
  if (words == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("There are no messages yet"));

  return spawn (try_again_fiber, request_new (self, mq_message_copy_unsent (words->message)));
}

/**
 * mq_conversation_confirm:
 * @self: a conversation that has asked whether to make the object without what the team cannot do
 *
 * Makes it: sends the same message again, in place of the one that is shown.
 *
 * Returns: (transfer full): as mq_conversation_send(); rejects with %MQ_ERROR_NOT_FOUND if nothing
 *   was asked
 */
DexFuture *
mq_conversation_confirm (MqConversation *self)
{
  const MqMessage *asked;
  Request *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  asked = mq_outbox_find (self->outbox, MQ_OUTBOX_ASKED);
  if (asked == NULL || self->state != MQ_CONVERSATION_NEW)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("There are no messages yet"));

  mq_timeline_remove_question (mq_conversation_get_timeline (self));
  request = request_new (self, mq_message_copy (asked));
  request->confirmed = TRUE;
  return spawn (send_fiber, request);
}

/* Messages that are sent again: the version that a message started from, and another version of the
 * same words. Nothing is overwritten: what is sent again makes a branch. */

/* @before: (out): the last version above the message; @made: (out): the first one that it made; 0:
 * none */
static void
find_versions (MqConversation *self, MqMessageItem *message, guint *before, guint *made)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (self));
  gboolean is_below = FALSE;

  *before = *made = 0;
  for (guint i = 0; i < g_list_model_get_n_items (items) && *made == 0; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);
      GPtrArray *facts = MQ_IS_VARIANTS_ITEM (item) ? MQ_VARIANTS_ITEM (item)->facts : NULL;
      guint number = 0;

      /* That of a card, or of the first variant that has one. */
      if (MQ_IS_VERSION_ITEM (item) && MQ_VERSION_ITEM (item)->version != NULL)
        number = mq_version_get_number (MQ_VERSION_ITEM (item)->version);
      for (guint j = 0; facts != NULL && j < facts->len && number == 0; j++)
        number = ((const MqVariantFacts *)facts->pdata[j])->version;

      if (is_below && MQ_IS_MESSAGE_ITEM (item)
          && g_strcmp0 (MQ_MESSAGE_ITEM (item)->role, "user") == 0)
        return;
      if (is_below)
        *made = number;
      else if (number > 0)
        *before = number;
      is_below |= (gpointer)item == (gpointer)message;
    }
}

/**
 * mq_conversation_find_base:
 * @self: a conversation
 * @message: a message of the user
 *
 * Returns: (transfer full) (nullable): the version that the message changed; %NULL: it began
 *   something new
 */
MqVersion *
mq_conversation_find_base (MqConversation *self, MqMessageItem *message)
{
  g_autoptr (MqVersion) version = NULL;
  guint before, made;

  g_return_val_if_fail (MQ_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (message), NULL);

  find_versions (self, message, &before, &made);
  if (made > 0)
    version = mq_version_find (self->versions, made);
  return mq_version_find (self->versions,
                          version != NULL ? mq_version_get_parent (version) : before);
}

/**
 * mq_conversation_can_edit:
 * @self: a conversation
 * @message: a message
 *
 * Returns: whether its words can be changed and sent again
 */
gboolean
mq_conversation_can_edit (MqConversation *self, MqMessageItem *message)
{
  g_autoptr (MqVersion) version = NULL;
  guint before, made;

  g_return_val_if_fail (MQ_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (message), FALSE);

  if (g_strcmp0 (message->role, "user") != 0 || message->queued
      || mq_conversation_state_is_busy (self->state))
    return FALSE;

  find_versions (self, message, &before, &made);
  version = made > 0 ? mq_version_find (self->versions, made) : NULL;
  /* The version of a script, of values or of a change in Blender repeats the message. */
  return version == NULL
         || g_strcmp0 (mq_version_get_instruction (version), mq_version_get_summary (version)) != 0;
}

/* How many versions the same words made of the same version. */
static guint
count_made (MqConversation *self, MqMessageItem *message, MqVersion *base)
{
  guint parent = base != NULL ? mq_version_get_number (base) : 0;
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, i);

      n += version != NULL && mq_version_get_parent (version) == parent
           && g_strcmp0 (mq_version_get_instruction (version), message->message->text) == 0;
    }

  return n;
}

/**
 * mq_conversation_can_regenerate:
 * @self: a conversation
 * @message: a message
 *
 * Returns: whether the same words can make another version
 */
gboolean
mq_conversation_can_regenerate (MqConversation *self, MqMessageItem *message)
{
  g_autoptr (MqVersion) base = NULL;

  if (self->session == NULL || !mq_conversation_can_edit (self, message))
    return FALSE;

  base = mq_conversation_find_base (self, message);
  return count_made (self, message, base) < MQ_RUN_MAX_VARIANTS;
}

/**
 * mq_conversation_regenerate:
 * @self: a conversation whose run does not work
 * @message: a message of the user
 *
 * Makes another version of the same words, from the version that the message changed.
 *
 * Returns: (transfer full): as mq_conversation_send(); rejects with %MQ_ERROR_CONFLICT while a run
 *   works
 */
DexFuture *
mq_conversation_regenerate (MqConversation *self, MqMessageItem *message)
{
  Request *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (MQ_IS_MESSAGE_ITEM (message));

  request = request_new (self, mq_message_copy_unsent (message->message));
  request->base = mq_conversation_find_base (self, message);
  request->regenerates = TRUE;
  request->message->variant = request->message->variants = count_made (self, message, request->base)
                                                           + 1;
  return spawn (send_fiber, request);
}

/**
 * mq_conversation_try_later:
 * @self: a conversation whose run failed
 *
 * As mq_conversation_try_again(), when the user has signed in or accepted the terms.
 */
void
mq_conversation_try_later (MqConversation *self)
{
  MqMessageItem *last;

  g_return_if_fail (MQ_IS_CONVERSATION (self));

  if ((last = mq_timeline_get_last_message (mq_conversation_get_timeline (self))) != NULL)
    mq_outbox_add (self->outbox, last->message, MQ_OUTBOX_REFUSED);
}

/* The user has signed in: sends the last message again if the service refused it before. */
void
mq_conversation_send_refused (MqConversation *self)
{
  if (mq_outbox_find (self->outbox, MQ_OUTBOX_REFUSED) != NULL)
    dex_future_disown (mq_conversation_try_again (self));
}

/* Makes versions of scripts that the user edited, and of what they changed by hand in the Blender
 * that is open. */

static DexFuture *
script_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  GError *error = NULL;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);

  if (self->workspace == NULL || mq_conversation_state_is_busy (self->state))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));

  request->version = dex_promise_new ();
  mq_conversation_touch (self);
  g_signal_emit_by_name (self, "sent");

  if (!begin_run (request, "script", &error))
    return dex_future_new_for_error (error);

  if (request->notes != NULL)
    mq_timeline_add_notice (mq_conversation_get_timeline (self), "info", "taken-in", request->notes,
                            NULL, g_get_real_time ());
  return dex_ref (DEX_FUTURE (request->version));
}

/* @hand_edit: (nullable): what was taken from Blender. Returns: as mq_conversation_run_script() */
static DexFuture *
start_script (MqConversation *self, const char *words, const char *script, MqVersion *base,
              MqHandEdit *hand_edit)
{
  Request *request = request_new (self, mq_message_new (words, NULL));

  request->script = g_strdup (script);
  g_set_object (&request->base, base);
  g_set_object (&request->hand_edit, hand_edit);
  return spawn (script_fiber, request);
}

/**
 * mq_conversation_run_script:
 * @self: a conversation whose run does not work
 * @script: the user's own
 * @base: (nullable): the version that the new one is based on
 * @words: (nullable): the message that the timeline shows; %NULL: "Edited script"
 *
 * Checks, runs, measures and renders the script unchanged.
 *
 * Returns: (transfer full): resolves to the #MqVersion; rejects with the error of the script, see
 *   mq_conversation_get_fault_line(), or with %MQ_ERROR_CONFLICT while a run works
 */
DexFuture *
mq_conversation_run_script (MqConversation *self, const char *script, MqVersion *base,
                            const char *words)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (script != NULL);
  dex_return_error_if_fail (base == NULL || MQ_IS_KEPT_VERSION (base));

  /* Translators: what the conversation says when the user runs the script that they edited */
  return start_script (self, words != NULL ? words : _ ("Edited script"), script, base, NULL);
}

/**
 * mq_conversation_begin_with_model:
 * @self: a conversation that is new
 * @model: a model of another program
 * @words: the message that the timeline shows
 *
 * Makes a version of the model, unchanged. A notice has what was guessed, left out or is broken in
 * it.
 *
 * Returns: (transfer full): as mq_conversation_run_script()
 */
DexFuture *
mq_conversation_begin_with_model (MqConversation *self, MqTakenModel *model, const char *words)
{
  JsonArray *notes = mq_json_get_array (mq_taken_model_get_facts (model), "notes");
  g_autoptr (GString) text = g_string_new (NULL);
  Request *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (MQ_IS_TAKEN_MODEL (model) && words != NULL);

  MQ_JSON_EACH_STRING (notes, i, note)
    {
      g_autofree char *clean = mq_text_clean (note, MAX_NOTE);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", g_strdelimit (clean, "\n\t", ' '));
    }
  request = request_new (self, mq_message_new (words, NULL));
  request->script = g_strdup (mq_taken_model_get_script (model));
  g_set_object (&request->model, model);
  if (text->len > 0)
    request->notes = g_string_free_and_steal (g_steal_pointer (&text));
  return spawn (script_fiber, request);
}

static DexFuture *
take_fiber (MqConversation *self)
{
  g_autoptr (MqHandEdit) hand_edit = NULL;
  MqWorkerSettings settings;
  GError *error = NULL;
  g_autofree char *words = NULL;
  g_auto (GStrv) lines = NULL;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);
  if (self->session == NULL || mq_conversation_state_is_busy (self->state))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));
  if (!check_workspace (self, &error)
      || !mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    return dex_future_new_for_error (error);

  hand_edit = dex_await_object (
      mq_hand_edit_fetch (mq_workspace_get_library (self->workspace), &settings, self->session),
      &error);
  if (hand_edit == NULL)
    return dex_future_new_for_error (error);

  words = mq_hand_edit_describe_unpacked (hand_edit);
  lines = words != NULL ? g_strsplit (words, "\n", 2) : NULL;
  if (lines != NULL)
    mq_timeline_add_notice (mq_conversation_get_timeline (self), "warning", "unpacked", lines[0],
                            lines[1], g_get_real_time ());
  return start_script (self, mq_hand_edit_get_summary (hand_edit),
                       mq_hand_edit_get_script (hand_edit), mq_hand_edit_get_base (hand_edit),
                       hand_edit);
}

/**
 * mq_conversation_take_from_blender:
 * @self: a conversation whose run does not work
 *
 * Makes a version of what the user changed by hand in the Blender that is open.
 *
 * Returns: (transfer full): resolves to the #MqVersion; rejects like mq_hand_edit_fetch(), or with
 *   %MQ_ERROR_CONFLICT while a run works
 */
DexFuture *
mq_conversation_take_from_blender (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn_with (NULL, MQ_CONVERSATION_STACK, take_fiber,
                              (MQ_TYPE_CONVERSATION, self));
}
