/* MqRun: drives one run, see mq-run.h. One fiber reads the run's events in order and deals with
 * each before it takes the next (mq-run-events.c); beside it only requests of the user go out. */
#include "client/run/mq-run-private.h"

#include "client/run/mq-http.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A service that hangs does not keep the user. */
#define DELETE_SECONDS 3

G_DEFINE_FINAL_TYPE (MqRun, mq_run, G_TYPE_OBJECT)

enum
{
  SIGNAL_EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
mq_run_finalize (GObject *object)
{
  MqRun *self = MQ_RUN (object);

  g_object_unref (self->library);
  g_object_unref (self->config);
  g_object_unref (self->blender);
  mq_order_free (self->order);
  g_clear_object (&self->session);
  g_clear_object (&self->link);
  g_clear_object (&self->worker);
  g_clear_object (&self->hands);
  g_free (self->work_dir);
  g_free (self->team);
  g_free (self->id);
  dex_clear (&self->asked);
  dex_clear (&self->cancelled);
  g_clear_error (&self->output_error);
  g_clear_handle_id (&self->record_source, g_source_remove);
  dex_clear (&self->keeping);
  g_ptr_array_unref (self->record);
  g_free (self->recorded_script);

  G_OBJECT_CLASS (mq_run_parent_class)->finalize (object);
}

static void
mq_run_class_init (MqRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_run_finalize;

  signals[SIGNAL_EVENT] = g_signal_new ("event", MQ_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_STRING, JSON_TYPE_OBJECT);
}

static void
mq_run_init (MqRun *self)
{
  self->asked = dex_promise_new ();
  self->cancelled = dex_promise_new ();
  self->record = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_library_event_free);
}

/**
 * mq_run_new:
 * @library: where versions are kept; writable
 * @config: the settings
 * @blender: which Blender carries it out
 * @order: (transfer full): what is asked for
 *
 * Returns: (transfer full): a run that has not begun
 */
MqRun *
mq_run_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqOrder *order)
{
  MqRun *self = g_object_new (MQ_TYPE_RUN, NULL);

  self->library = g_object_ref (library);
  self->config = g_object_ref (config);
  self->blender = g_object_ref (blender);
  self->order = order;
  return self;
}

/**
 * mq_run_new_resumed:
 * @library: where versions are kept; writable
 * @config: the settings
 * @blender: which Blender carries it out
 * @session: a session in the library
 * @run: the id of one of its runs, that has not ended and that nobody follows
 * @last_event: the last event that was dealt with, as far as the library knows: what counts is what
 *   it has of the run, if it has any of it
 *
 * Returns: (transfer full): a run to be gone on with: mq_run_go() rejects with %MQ_ERROR_NOT_FOUND
 *   when the service does not know it any more, and with %MQ_ERROR_CONFLICT when somebody else
 *   follows it
 */
MqRun *
mq_run_new_resumed (MqLibrary *library, MqConfig *config, MqBlender *blender, MqSession *session,
                    const char *run, gint64 last_event)
{
  MqOrder *order = mq_order_new ("create", mq_session_get_prompt (session), "sketcher");
  MqRun *self = mq_run_new (library, config, blender, order);
  g_autofree char *title = mq_session_make_title (mq_session_get_prompt (session));

  order->keep_session = TRUE;
  /* One that the user gave stays. */
  if (!g_str_equal (mq_session_get_title (session), title))
    order->title = g_strdup (mq_session_get_title (session));
  order->session = g_object_ref (session);
  self->session = g_object_ref (session);
  self->id = g_uri_escape_string (run, NULL, FALSE);
  self->shown = last_event;
  self->resumed = TRUE;
  return self;
}

/**
 * mq_run_wait_begun:
 * @self: a run that goes
 *
 * Returns: (transfer full): resolves to %TRUE when the service has it; rejects with
 *   %MQ_ERROR_CONFLICT when it ended before that
 */
DexFuture *
mq_run_wait_begun (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return dex_ref (DEX_FUTURE (self->asked));
}

/**
 * mq_run_get_session:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): its session, once there is one
 */
MqSession *
mq_run_get_session (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->session;
}

/**
 * mq_run_get_id:
 * @self: a run
 *
 * Returns: (nullable): its id at the service, once that has it
 */
const char *
mq_run_get_id (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->id;
}

/**
 * mq_run_is_guided:
 * @self: a run
 *
 * Returns: whether it has come to the user-guided phase
 */
gboolean
mq_run_is_guided (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return self->guided;
}

void
mq_run_emit (MqRun *self, const char *type, JsonObject *data)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, type, data);
}

/* Takes @data. */
void
mq_run_emit_own (MqRun *self, const char *type, JsonObject *data)
{
  g_autoptr (JsonObject) owned = data;

  mq_run_record (self, type, owned, 0);
  mq_run_emit (self, type, owned);
}

void
mq_run_emit_text (MqRun *self, const char *type, const char *member, const char *text)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, member, text);
  mq_run_emit_own (self, type, data);
}

static void
emit_pid (MqRun *self, const char *type, GPid pid)
{
  JsonObject *data = json_object_new ();

  json_object_set_int_member (data, "pid", pid);
  mq_run_emit_own (self, type, data);
}

static JsonArray *
make_strings (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; strings != NULL && strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);

  return array;
}

/* What the run was begun with; a refinement also says whether it has to wait for its turn. */
static void
emit_message (MqRun *self, const char *text, const char *const *pictures, gboolean refinement)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "role", "user");
  json_object_set_string_member (data, "text", text);
  if (pictures != NULL && *pictures != NULL)
    json_object_set_array_member (data, "pictures", make_strings (pictures));
  if (refinement)
    json_object_set_boolean_member (data, "queued", !self->waiting);
  mq_run_emit_own (self, "message", data);
}

/* How it ended, for whoever looks back at it; a failure that the service told is not told twice. */
static void
emit_ended (MqRun *self, const GError *error)
{
  JsonObject *data = json_object_new ();
  gboolean stopped = g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  const char *lines = error != NULL && !stopped && !self->told ? error->message : NULL;
  const char *next = lines != NULL ? strchr (lines, '\n') : NULL;

  json_object_set_string_member (data, "how",
                                 error == NULL ? "done"
                                 : stopped     ? "stopped"
                                 : self->lost  ? "lost"
                                               : "failed");
  if (lines != NULL)
    {
      g_autofree char *text = next != NULL ? g_strndup (lines, next - lines) : g_strdup (lines);

      json_object_set_string_member (data, "text", text);
      if (next != NULL)
        json_object_set_string_member (data, "next", next + 1);
    }

  mq_run_emit_own (self, "ended", data);
}

/* What is awaited through here ends when the user wants the run to stop. */
DexFuture *
mq_run_unless_cancelled (MqRun *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->cancelled), future);
}

JsonObject *
mq_run_post (MqRun *self, const char *path, JsonObject *body, GError **error)
{
  return dex_await_boxed (mq_run_unless_cancelled (self, mq_link_post (self->link, path, body)),
                          error);
}

char *
mq_run_make_path (MqRun *self, const char *what)
{
  return g_strdup_printf ("/v1/runs/%s/%s", self->id, what);
}

/* The start: session, folder, worker, service; then the request. */

/* What the run goes on from. A script of one's own can do without it. */
static gboolean
add_base (MqRun *self, JsonObject *request, GError **error)
{
  MqOrder *order = self->order;
  g_autoptr (JsonObject) base = dex_await_boxed (mq_version_load (order->base), error);

  if (base == NULL)
    return FALSE;

  if (mq_json_get_string (base, "script", NULL) == NULL)
    {
      if (g_str_equal (order->mode, "script"))
        return TRUE;

      g_set_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND,
                   _ ("The script of version %u is missing in the library (%s)"),
                   mq_version_get_number (order->base), mq_version_get_dir (order->base));
      return FALSE;
    }

  json_object_remove_member (base, "missing");
  if (order->base_session != NULL)
    json_object_set_string_member (base, "title", mq_session_get_title (order->base_session));
  json_object_set_object_member (request, "base", g_steal_pointer (&base));
  return TRUE;
}

static JsonObject *
make_request (MqRun *self, GError **error)
{
  MqOrder *order = self->order;
  g_autoptr (JsonObject) request = json_object_new ();
  JsonObject *blender = json_object_new ();
  JsonObject *render = json_object_new ();

  json_object_set_string_member (blender, "version", mq_blender_get_version (self->blender));
  json_object_set_int_member (render, "num_images",
                              mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES));
  json_object_set_string_member (request, "prompt", order->prompt);
  if (order->team != NULL)
    json_object_set_string_member (request, "team", order->team);
  json_object_set_string_member (request, "mode", order->mode);
  json_object_set_boolean_member (request, "interactive", order->interactive);
  json_object_set_string_member (request, "client", "maquette " MQ_VERSION);
  json_object_set_object_member (request, "blender", blender);
  json_object_set_object_member (request, "render", render);

  if (order->script != NULL)
    json_object_set_string_member (request, "script", order->script);

  if (order->base != NULL && !g_str_equal (order->mode, "create")
      && !add_base (self, request, error))
    return NULL;

  return g_steal_pointer (&request);
}

/* The pictures become the library's own: the user may move theirs. */
static gboolean
keep_pictures (MqRun *self, GError **error)
{
  GStrv pictures = self->order->pictures;

  for (guint i = 0; pictures != NULL && pictures[i] != NULL; i++)
    {
      char *kept = dex_await_string (
          mq_library_add_picture (self->library, self->session, pictures[i]), error);

      if (kept == NULL)
        return FALSE;

      g_free (pictures[i]);
      pictures[i] = kept;
    }

  return TRUE;
}

static gboolean
say_prompt (MqRun *self, GError **error)
{
  MqOrder *order = self->order;

  mq_run_emit_text (self, "session", "session", mq_session_get_id (self->session));
  if (!keep_pictures (self, error))
    return FALSE;

  emit_message (self, order->prompt, (const char *const *)order->pictures, FALSE);
  /* Until the service has it takes a while, and words are not to be lost then. */
  if (order->keep_session)
    dex_future_disown (mq_run_keep_record (self));
  return mq_run_add_message (self, "user", order->prompt, error);
}

/* The session that the order names, whose tree grows a branch; else a new one. */
static gboolean
enter_session (MqRun *self, GError **error)
{
  MqOrder *order = self->order;
  g_autofree char *title = order->title != NULL ? g_strdup (order->title)
                                                : mq_session_make_title (order->prompt);
  g_autofree char *base = NULL;

  if (order->session != NULL)
    {
      self->session = g_object_ref (order->session);
      self->parent = order->base != NULL ? mq_version_get_number (order->base) : 0;
      return say_prompt (self, error);
    }

  if (order->base != NULL)
    base = g_strdup_printf ("%s/%u", mq_session_get_id (order->base_session),
                            mq_version_get_number (order->base));

  self->session = dex_await_object (
      mq_library_create_session (self->library, title, order->prompt, base), error);
  if (self->session == NULL)
    return FALSE;

  return say_prompt (self, error);
}

static void
on_progress (MqRun *self, JsonObject *params)
{
  const char *file = mq_json_get_string (mq_json_get_object (params, "image"), "file", NULL);
  g_autofree char *path = NULL;
  JsonObject *data;

  if (self->looking || file == NULL || *file == '/' || strstr (file, "..") != NULL)
    return;

  path = g_build_filename (self->work_dir, file, NULL);
  data = json_object_new ();
  json_object_set_string_member (data, "picture", path);
  json_object_set_int_member (data, "done", mq_json_get_int (params, "done", 0));
  json_object_set_int_member (data, "of", mq_json_get_int (params, "of", 0));
  mq_run_emit_own (self, "picture", data);
}

static void
on_replaced (MqRun *self, const char *why)
{
  mq_run_emit_text (self, "worker-replaced", "why", why);
}

static void
on_restarted (MqRun *self, int pid)
{
  emit_pid (self, "service-restarted", pid);
}

void
mq_run_make_worker (MqRun *self)
{
  MqWorkerLimits limits = mq_worker_default_limits;

  limits.cpu_seconds = mq_config_get_int (self->config, MQ_CONFIG_LIMITS_SCRIPT_SECONDS);
  limits.memory_bytes = (guint64)mq_config_get_int (self->config, MQ_CONFIG_LIMITS_MEMORY_GIB)
                        << 30;

  self->worker = mq_worker_new (self->blender, self->work_dir,
                                mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_SANDBOX),
                                &limits);
  mq_worker_set_gpu (self->worker,
                     mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_GPU_RENDERING));
  g_signal_connect_object (self->worker, "progress", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->worker, "replaced", G_CALLBACK (on_replaced), self,
                           G_CONNECT_SWAPPED);
  self->hands = mq_hands_new (self->worker, self->work_dir, self->config);
}

static void
emit_warning (MqRun *self, const char *code, const char *text)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "level", "warning");
  json_object_set_string_member (data, "code", code);
  json_object_set_string_member (data, "text", text);
  mq_run_emit_own (self, "notice", data);
}

/* Settings that a person may have forgotten. */
static void
say_settings (MqRun *self)
{
  if (!mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_SANDBOX))
    emit_warning (self, "sandbox-off",
                  "The sandbox is off (blender.sandbox): scripts run with all of your rights");

  if (!mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_HEADLESS_RENDERING))
    emit_warning (self, "headless-only",
                  "This version renders in the background only; blender.headless_rendering: false "
                  "changes nothing yet");
}

DexFuture *
mq_run_open_link (MqRun *self)
{
  self->link = self->order->server != NULL ? mq_link_new_for_url (self->order->server)
                                           : mq_link_new (mq_config_get_path (self->config));
  if (self->order->replay != NULL && self->order->server == NULL)
    mq_link_set_replay (self->link, self->order->replay);
  g_signal_connect_object (self->link, "restarted", G_CALLBACK (on_restarted), self,
                           G_CONNECT_SWAPPED);
  return mq_run_unless_cancelled (self, mq_link_open (self->link));
}

/* Blender and the service start side by side; both have to be there before the run is asked for, so
 * that a sandbox that does not hold is said before anything else. */
static gboolean
start (MqRun *self, GError **error)
{
  DexFuture *worker;
  JsonObject *data;

  /* In a conversation they stand below the words, at the command line above all. */
  if (!self->order->keep_session)
    say_settings (self);
  if (!enter_session (self, error))
    return FALSE;
  if (self->order->keep_session)
    say_settings (self);

  if (!(self->work_dir = dex_await_string (mq_library_make_work_dir (self->library), error)))
    return FALSE;

  mq_run_make_worker (self);
  worker = mq_worker_start (self->worker);

  if (!dex_await (mq_run_open_link (self), error))
    {
      dex_unref (worker);
      return FALSE;
    }

  emit_pid (self, "service", mq_link_get_pid (self->link));
  if (!dex_await (mq_run_unless_cancelled (self, worker), error))
    return FALSE;

  data = json_object_new ();
  json_object_set_int_member (data, "pid", mq_worker_get_pid (self->worker));
  json_object_set_string_member (data, "blender", mq_blender_get_version (self->blender));
  mq_run_emit_own (self, "worker", data);
  return TRUE;
}

static void
say_team (MqRun *self, JsonObject *team)
{
  if (team == NULL)
    return;

  g_set_str (&self->team, mq_json_get_string (team, "name", ""));
  mq_run_emit_own (self, "team", json_object_ref (team));
}

static gboolean
ask (MqRun *self, GError **error)
{
  g_autoptr (JsonObject) request = make_request (self, error);
  g_autoptr (JsonObject) answer = request != NULL ? mq_run_post (self, "/v1/runs", request, error)
                                                  : NULL;
  const char *id = answer != NULL ? mq_json_require_string (answer, "id", error) : NULL;

  if (id == NULL)
    return FALSE;

  self->id = g_uri_escape_string (id, NULL, FALSE);
  mq_link_follow (self->link, self->id);
  self->ours = TRUE;
  say_team (self, mq_json_get_object (answer, "team"));
  /* Before there is a run to be taken up it is known what it began with. */
  mq_run_say_began (self);
  if (!mq_run_note (self, MQ_RUN_STAGE_WORKING, error))
    return FALSE;

  dex_promise_resolve_boolean (self->asked, TRUE);
  return TRUE;
}

/* Whatever happened: nothing of it is left running or lying about. */
static void
clean_up (MqRun *self, const GError *why)
{
  g_autoptr (GError) error = NULL;

  mq_run_close_record (self);
  mq_run_save_transcript (self);

  if (!self->done && !self->detached && dex_future_is_resolved (DEX_FUTURE (self->asked)))
    {
      g_autofree char *path = g_strdup_printf ("/v1/runs/%s", self->id);
      g_autoptr (GError) trouble = NULL;

      if (!dex_await (mq_http_with_timeout (mq_link_delete (self->link, path), DELETE_SECONDS),
                      &trouble))
        g_debug ("The run could not be stopped at the service: %s", trouble->message);
    }

  if (self->worker != NULL && !dex_await (mq_worker_stop (self->worker), &error))
    g_warning ("Blender could not be stopped: %s", error->message);
  g_clear_error (&error);

  if (self->link != NULL && !dex_await (mq_link_close (self->link), &error))
    g_warning ("The agent service could not be stopped: %s", error->message);
  g_clear_error (&error);

  if (!mq_run_note_end (self, why, &error))
    g_debug ("%s", error->message);
  g_clear_error (&error);

  if (self->work_dir != NULL
      && !dex_await (mq_library_remove_work_dir (self->library, self->work_dir), &error))
    g_debug ("%s", error->message);
  g_clear_error (&error);

  if (self->session != NULL && !self->order->keep_session
      && mq_session_get_last_version (self->session) == NULL
      && !dex_await (mq_library_discard_session (self->library, self->session), &error))
    g_debug ("%s", error->message);
}

static DexFuture *
go_fiber (gpointer user_data)
{
  MqRun *self = user_data;
  GError *error = NULL;
  gboolean good = (self->resumed ? mq_run_take_up (self, &error)
                                 : start (self, &error) && ask (self, &error))
                  && mq_run_follow (self, &error);

  if (!self->detached || self->done)
    emit_ended (self, error);
  clean_up (self, error);
  if (dex_future_is_pending (DEX_FUTURE (self->asked)))
    dex_promise_reject (self->asked, g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                                          _ ("The run ended before that")));

  if (!good)
    return dex_future_new_for_error (error);
  if (self->output_error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&self->output_error));

  return dex_future_new_true ();
}

/**
 * mq_run_go:
 * @self: a run that has not begun
 *
 * Does all of it. When the user's turn comes (an event `waiting`), mq_run_refine() or
 * mq_run_finish() is expected.
 *
 * Returns: (transfer full): resolves to %TRUE when the run has ended well; rejects with what it
 *   failed of, %MQ_ERROR_CANCELLED after mq_run_cancel(). Versions that were kept stay. A session
 *   without any is forgotten
 */
DexFuture *
mq_run_go (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (self->work_dir == NULL);

  return mq_fiber_spawn (NULL, MQ_RUN_STACK, go_fiber, g_object_ref (self), g_object_unref);
}

typedef struct
{
  MqRun *run;
  char *what;
  char *text;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->run);
  g_free (wish->what);
  g_free (wish->text);
  g_free (wish);
}

static DexFuture *
wish_fiber (gpointer user_data)
{
  Wish *wish = user_data;
  MqRun *self = wish->run;
  g_autofree char *path = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  GError *error = NULL;

  if (!dex_await (dex_ref (DEX_FUTURE (self->asked)), &error))
    return dex_future_new_for_error (error);

  /* What the service has heard is known to have been said. */
  dex_await (mq_run_keep_record (self), NULL);
  path = mq_run_make_path (self, wish->what);
  if (wish->text != NULL)
    json_object_set_string_member (body, "text", wish->text);

  return mq_link_post (self->link, path, body);
}

static DexFuture *
send_wish (MqRun *self, const char *what, const char *text)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->run = g_object_ref (self);
  wish->what = g_strdup (what);
  wish->text = g_strdup (text);
  return mq_fiber_spawn (NULL, MQ_RUN_STACK, wish_fiber, wish, wish_free);
}

/**
 * mq_run_refine:
 * @self: a run that was asked for interactively
 * @text: what is to change
 * @pictures: (nullable): paths in the library of pictures that came with it, for the record
 *
 * May be called as soon as the run goes: the service queues what it cannot take up yet.
 *
 * Returns: (transfer full): resolves when the service has taken it; rejects with
 *   %MQ_ERROR_CONFLICT when the run ended before that
 */
DexFuture *
mq_run_refine (MqRun *self, const char *text, const char *const *pictures)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (text != NULL);

  emit_message (self, text, pictures, TRUE);
  self->waiting = FALSE;
  dex_future_disown (mq_run_keep_record (self));
  return send_wish (self, "refinements", text);
}

/**
 * mq_run_repeat:
 * @self: a run that is taken up again
 * @text: what it was told and the service has not heard
 *
 * Returns: (transfer full): as mq_run_refine(); it is not shown as said again
 */
DexFuture *
mq_run_repeat (MqRun *self, const char *text)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (text != NULL);

  self->waiting = FALSE;
  return send_wish (self, "refinements", text);
}

/**
 * mq_run_finish:
 * @self: a run that was asked for interactively
 *
 * Returns: (transfer full): resolves when the service has taken it; the run ends when what it is at
 *   is done
 */
DexFuture *
mq_run_finish (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return send_wish (self, "finish", NULL);
}

/**
 * mq_run_cancel:
 * @self: a run
 *
 * Stops it at once; mq_run_go() rejects with %MQ_ERROR_CANCELLED when all is cleaned up.
 */
void
mq_run_cancel (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    dex_promise_reject (self->cancelled,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}

/**
 * mq_run_detach:
 * @self: a run that goes
 *
 * Lets go of it: our processes end, but not the run, which can be gone on with later. mq_run_go()
 * rejects with %MQ_ERROR_CANCELLED when all is cleaned up.
 */
void
mq_run_detach (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (!dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    return;

  self->detached = self->ours;
  mq_run_cancel (self);
}
