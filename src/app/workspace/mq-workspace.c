/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorkspace: what all conversations share, see mq-workspace.h. It opens settings first, then
 * library and Blenders in parallel. A failure becomes an MqProblem and does not stop the rest. */
#include "app/workspace/mq-workspace.h"

#include "app/workspace/mq-settings-watch.h"
#include "client/remote/mq-remote-sessions.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)
#define MAX_KINDS 1000
#define MAX_TITLE 200
/* Sessions that were removed longer ago cannot be restored and are deleted. */
#define UNDO_SECONDS 60
/* The end of the program waits so long for the service. */
#define CLOSE_SECONDS 3

/* The team that runs use by default. */
typedef struct
{
  char *name;          /* NULL: not asked yet */
  char *title;         /* for the user, translated */
  GStrv kinds;         /* that it can make; empty: anything */
  JsonArray *families; /* (nullable): of the kinds: {name, kinds} */
  gboolean sees;
} Team;

struct _MqWorkspace
{
  GObject parent_instance;

  char *config_file;
  MqSettingsWatch *watch;
  MqConfig *config;
  MqLibrary *library;
  MqDrafts *drafts;
  MqBlender *blender;          /* (nullable): used by runs */
  MqReadyWorker *ready_worker; /* (nullable): until the library is open */
  GPtrArray *endings;          /* DexFuture: what close waits for */
  GListStore *problems;
  DexFuture *opening;
  DexFuture *reloading; /* the last reload */
  gboolean is_opening;  /* not known yet whether a run can start */
  gboolean closing;
  gboolean read_only;
  gboolean ready;
  DexPromise *runs_known; /* resolves when the service has listed its runs, or cannot be reached */
  guint n_working;

  Team team;
  gboolean follows_team; /* load the team again when the settings change */
  gboolean lacks_team;   /* the service did not say who its team is */

  MqServiceAccount *account;
  MqServiceLink *link;
  DexFuture *keeping; /* (nullable): what is being kept at the service */
};

G_DEFINE_FINAL_TYPE (MqWorkspace, mq_workspace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_READY,
  PROP_OPENING,
  PROP_N_WORKING,
  PROP_CONFIG,
  PROP_BLENDER,
  PROP_TEAM,
  PROP_ACCOUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
mq_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqWorkspace *self = MQ_WORKSPACE (object);

  switch (id)
    {
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_OPENING:
      g_value_set_boolean (value, self->is_opening);
      break;
    case PROP_N_WORKING:
      g_value_set_uint (value, self->n_working);
      break;
    case PROP_CONFIG:
      g_value_set_object (value, self->config);
      break;
    case PROP_BLENDER:
      g_value_set_object (value, mq_workspace_get_blender (self));
      break;
    case PROP_TEAM:
      g_value_set_string (value, mq_workspace_get_team_name (self));
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
team_clear (Team *team)
{
  g_free (team->name);
  g_free (team->title);
  g_strfreev (team->kinds);
  g_clear_pointer (&team->families, json_array_unref);
}

static void
mq_workspace_finalize (GObject *object)
{
  MqWorkspace *self = MQ_WORKSPACE (object);

  g_free (self->config_file);
  g_clear_object (&self->watch);
  g_clear_object (&self->config);
  team_clear (&self->team);
  g_clear_object (&self->library);
  g_clear_object (&self->drafts);
  g_clear_object (&self->blender);
  g_clear_object (&self->ready_worker);
  g_ptr_array_unref (self->endings);
  g_clear_object (&self->problems);
  g_clear_object (&self->account);
  dex_clear (&self->opening);
  dex_clear (&self->reloading);
  dex_clear (&self->runs_known);
  g_clear_object (&self->link);
  dex_clear (&self->keeping);

  G_OBJECT_CLASS (mq_workspace_parent_class)->finalize (object);
}

static void
mq_workspace_class_init (MqWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mq_workspace_get_property;
  object_class->finalize = mq_workspace_finalize;

  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  properties[PROP_OPENING] = g_param_spec_boolean ("opening", NULL, NULL, TRUE, flags);
  properties[PROP_N_WORKING] = g_param_spec_uint ("n-working", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONFIG] = g_param_spec_object ("config", NULL, NULL, MQ_TYPE_CONFIG, flags);
  properties[PROP_BLENDER] = g_param_spec_object ("blender", NULL, NULL, MQ_TYPE_BLENDER, flags);
  properties[PROP_TEAM] = g_param_spec_string ("team", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, MQ_TYPE_SERVICE_ACCOUNT,
                                                  flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  mq_signal_new (MQ_TYPE_WORKSPACE, "library-opened", 1, JSON_TYPE_ARRAY);
  mq_signal_new (MQ_TYPE_WORKSPACE, "merged", 1, MQ_TYPE_MERGE_RESULT);
  mq_signal_new (MQ_TYPE_WORKSPACE, "message", 1, G_TYPE_STRING);
  mq_signal_new (MQ_TYPE_WORKSPACE, "closing", 0);
}

/* The problems of which there is at most one at a time. */
static const MqProblemKind doors[] = {
  MQ_PROBLEM_SIGN_IN,
  MQ_PROBLEM_SIGNING_IN,
  MQ_PROBLEM_TERMS,
};

static void
set_opening (MqWorkspace *self, gboolean opening)
{
  if (self->is_opening == opening)
    return;

  self->is_opening = opening;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPENING]);
}

static void
update_ready (MqWorkspace *self)
{
  gboolean ready = self->library != NULL && !self->read_only
                   && mq_workspace_get_blender (self) != NULL
                   && mq_workspace_find_problem (self, MQ_PROBLEM_SERVICE) == NULL;

  /* The service lets nobody in before signing in, or accepting its terms. */
  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    ready = ready && mq_workspace_find_problem (self, doors[i]) == NULL;
  if (self->ready == ready)
    return;

  self->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
set_problem (MqWorkspace *self, MqProblemKind kind, const char *title, const char *text)
{
  mq_problems_set (self->problems, kind, title, text);
  update_ready (self);
}

static void
clear_problem (MqWorkspace *self, MqProblemKind kind)
{
  mq_problems_clear (self->problems, kind);
  update_ready (self);
}

GListModel *
mq_workspace_get_problems (MqWorkspace *self)
{
  return G_LIST_MODEL (self->problems);
}

MqProblem *
mq_workspace_find_problem (MqWorkspace *self, MqProblemKind kind)
{
  return mq_problems_find (self->problems, kind);
}

/* The account at the service. */

/* Sets one before it clears the others, so that "ready" does not change in between. @title:
 * (nullable): %NULL: clears all */
static void
show_only (MqWorkspace *self, MqProblemKind kind, const char *title, const char *text)
{
  if (title != NULL)
    set_problem (self, kind, title, text);
  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    if (title == NULL || doors[i] != kind)
      clear_problem (self, doors[i]);
}

/* A lack of the account is a problem until the user is let in. @let_in: whether the user has just
 * signed in or accepted the terms */
static void
handle_account (MqWorkspace *self, gboolean let_in)
{
  const char *problem = mq_service_account_get_problem (self->account);

  if (self->closing)
    return;

  switch (mq_service_account_get_state (self->account))
    {
    case MQ_ACCOUNT_NONE:
      show_only (self, 0, NULL, NULL);
      break;
    case MQ_ACCOUNT_SIGNED_OUT:
      show_only (self, MQ_PROBLEM_SIGN_IN, _ ("Sign-In Needed"),
                 problem != NULL ? problem
                                 : _ ("The service requires you to sign in.\nMaquette opens your "
                                      "browser, where you sign in. Your password stays there."));
      break;
    case MQ_ACCOUNT_SIGNING_IN:
      show_only (self, MQ_PROBLEM_SIGNING_IN, _ ("Signing In"), _ ("Continue in your browser."));
      break;
    case MQ_ACCOUNT_SIGNED_IN:

      if (mq_service_account_wants_terms (self->account))
        show_only (self, MQ_PROBLEM_TERMS, _ ("Terms Not Accepted Yet"),
                   _ ("Read and accept the terms of the service before the first run."));
      else
        show_only (self, 0, NULL, NULL);

      if (mq_service_account_get_runs_left (self->account) != 0)
        clear_problem (self, MQ_PROBLEM_QUOTA);

      break;
    default:
      g_assert_not_reached ();
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
  if (let_in)
    {
      /* The connection was refused, or is another account's. */
      dex_future_disown (mq_service_link_disconnect (self->link));
      mq_service_link_connect (self->link);
    }
}

/* Runs show how Blender, the service and the account are. */

/* A live event of a run of any conversation. */
void
mq_workspace_handle_event (MqWorkspace *self, MqRunEventKind kind)
{
  if (kind == MQ_EVENT_WORKER && mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_SANDBOX))
    /* Blender has started in the sandbox, so that works. */
    clear_problem (self, MQ_PROBLEM_SANDBOX);
  else if (kind == MQ_EVENT_BEGAN)
    {
      /* The service accepted a run, so its problems are over. */
      clear_problem (self, MQ_PROBLEM_SERVICE);
      clear_problem (self, MQ_PROBLEM_QUOTA);
      if (mq_service_account_get_state (self->account) == MQ_ACCOUNT_NONE)
        clear_problem (self, MQ_PROBLEM_SIGN_IN);
    }
  else if (kind == MQ_EVENT_TEAM)
    /* The service has counted a run. */
    dex_future_disown (mq_service_account_load (self->account));
}

/* Adds a problem if the next run would fail for the same reason. */
void
mq_workspace_handle_error (MqWorkspace *self, const GError *error)
{
  static const struct
  {
    MqError code;
    MqProblemKind kind;
    const char *title;
  } lasting[] = {
    { MQ_ERROR_SIGN_IN, MQ_PROBLEM_SIGN_IN, N_ ("Sign-In Needed") },
    { MQ_ERROR_TERMS, MQ_PROBLEM_TERMS, N_ ("Terms Not Accepted Yet") },
    { MQ_ERROR_QUOTA, MQ_PROBLEM_QUOTA, N_ ("Quota Used Up") },
    { MQ_ERROR_NO_BLENDER, MQ_PROBLEM_SANDBOX, N_ ("Blender Did Not Start Safely") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lasting); i++)
    if (g_error_matches (error, MQ_ERROR, lasting[i].code))
      set_problem (self, lasting[i].kind, _ (lasting[i].title), error->message);

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE)
      && mq_workspace_get_server (self) != NULL)
    set_problem (self, MQ_PROBLEM_SERVICE, _ ("Service Not Reachable"), error->message);
}

/* The service. */

static void
note_health (MqWorkspace *self, const char *url, JsonObject *health, const GError *error)
{
  g_autofree char *text = NULL;

  if (health != NULL && mq_json_get_int (health, "protocol", 0) > 0
      && mq_json_get_string (health, "status", NULL) != NULL)
    {
      clear_problem (self, MQ_PROBLEM_SERVICE);
      if (mq_service_account_get_state (self->account) == MQ_ACCOUNT_NONE)
        clear_problem (self, MQ_PROBLEM_SIGN_IN);
      return;
    }

  if (error != NULL && error->domain == MQ_ERROR
      && (error->code == MQ_ERROR_SIGN_IN || error->code == MQ_ERROR_TERMS
          || error->code == MQ_ERROR_QUOTA))
    {
      clear_problem (self, MQ_PROBLEM_SERVICE);
      mq_workspace_handle_error (self, error);
      return;
    }

  if (error != NULL && g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    {
      text = g_strdup_printf (_ ("%s\nIs the address right, and is this computer online?"),
                              error->message);
      set_problem (self, MQ_PROBLEM_SERVICE, _ ("Service Not Reachable"), text);
      return;
    }

  text = g_strdup_printf (_ ("The server at %s is not a Maquette service.\n"
                             "Check the address in Preferences, or use this computer."),
                          url);
  set_problem (self, MQ_PROBLEM_SERVICE, _ ("Not a Maquette Service"), text);
}

static DexFuture *
check_fiber (MqWorkspace *self)
{
  g_autofree char *url = g_strdup (mq_workspace_get_server (self));
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (JsonObject) health = NULL;
  g_autoptr (GError) error = NULL;

  if (url == NULL)
    {
      clear_problem (self, MQ_PROBLEM_SERVICE);
      clear_problem (self, MQ_PROBLEM_QUOTA);
      return dex_future_new_true ();
    }

  if (!g_str_has_prefix (url, "http://") && !g_str_has_prefix (url, "https://"))
    {
      set_problem (self, MQ_PROBLEM_SERVICE, _ ("Not a Maquette Service"),
                   _ ("The address in Preferences does not begin with https:// or http://."));
      return dex_future_new_true ();
    }

  client = mq_service_client_new_for_url (url);
  health = dex_await_boxed (mq_service_client_get (client, "/v1/health"), &error);
  /* If the settings changed meanwhile, another check is on its way. */
  if (g_strcmp0 (url, mq_workspace_get_server (self)) == 0)
    note_health (self, url, health, error);

  return mq_service_account_load (self->account);
}

/* Checks the service at the configured address, if any, and sets or clears the problems of the
 * service. Returns: (transfer full): resolves to %TRUE */
static DexFuture *
check_server (MqWorkspace *self)
{
  DexFuture *check = mq_fiber_spawn_with (NULL, STACK, check_fiber, (MQ_TYPE_WORKSPACE, self));

  mq_workspace_add_ending (
      self, dex_future_first (dex_timeout_new_seconds (CLOSE_SECONDS), dex_ref (check), NULL));
  return check;
}

static void
on_connected (MqWorkspace *self, gboolean is_connected)
{
  if (!is_connected)
    mq_workspace_note_runs_known (self);
  else if (mq_workspace_find_problem (self, MQ_PROBLEM_SERVICE) != NULL)
    dex_future_disown (check_server (self));
}

/* Resolves mq_workspace_wait_runs(): the service has listed its runs, or cannot be reached. */
void
mq_workspace_note_runs_known (MqWorkspace *self)
{
  if (!mq_workspace_knows_runs (self))
    dex_promise_resolve_boolean (self->runs_known, TRUE);
}

DexFuture *
mq_workspace_wait_runs (MqWorkspace *self)
{
  return dex_ref (DEX_FUTURE (self->runs_known));
}

gboolean
mq_workspace_knows_runs (MqWorkspace *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->runs_known));
}

/* Sends the keys that are kept in this process to the service, and loads the team again if it is
 * shown. Returns: (transfer full): resolves to %TRUE when the service has the keys */
DexFuture *
mq_workspace_send_keys (MqWorkspace *self)
{
  DexFuture *sending;

  sending = mq_service_link_send_keys (self->link);
  if (self->follows_team && !self->closing)
    dex_future_disown (mq_workspace_load_team (self));
  return sending;
}

/* Keeping sessions at a shared service in the background, after a run there, a new title, and at
 * the start; one after the other. */

static DexFuture *
keep_fiber (MqWorkspace *self, MqSession *session, DexFuture *before)
{
  g_autofree char *server = NULL;
  g_autoptr (GPtrArray) merged = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MqWorkerSettings settings;
  gboolean has_blender;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);

  server = g_strdup (mq_workspace_get_server (self));
  if (server == NULL || self->library == NULL)
    return dex_future_new_true ();

  has_blender = mq_workspace_read_worker_settings (self, &settings, NULL);
  merged = dex_await_boxed (
      mq_remote_sessions_put (self->library, server, session, has_blender ? &settings : NULL),
      &error);
  if (merged == NULL)
    g_info ("Not kept at the service: %s", error->message);
  /* Only errors that the user can fix. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_SPACE)
      || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    {
      /* Translators: a session, after a run. %s is the reason, a sentence. */
      text = g_strdup_printf (_ ("Not kept at the service: %s"), error->message);
      g_signal_emit_by_name (self, "message", text);
    }
  for (guint i = 0; merged != NULL && i < merged->len; i++)
    g_signal_emit_by_name (self, "merged", merged->pdata[i]);
  return dex_future_new_true ();
}

/* Keeps at the service what has changed, unless the settings forbid it. It disturbs nobody: what
 * fails is tried again with the next change or the next start. */
void
mq_workspace_upload (MqWorkspace *self, MqSession *session)
{
  g_autoptr (DexFuture) before = NULL;

  if (mq_workspace_get_server (self) == NULL || self->library == NULL || self->read_only
      || !mq_config_get_boolean (self->config, MQ_CONFIG_SERVER_KEEP_SESSIONS))
    return;

  before = g_steal_pointer (&self->keeping);
  self->keeping = mq_fiber_spawn_with (NULL, STACK, keep_fiber, (MQ_TYPE_WORKSPACE, self),
                                       (MQ_TYPE_SESSION, session), (DEX_TYPE_FUTURE, before));
}

static void
on_settings_changed (MqWorkspace *self)
{
  dex_future_disown (mq_workspace_reload_settings (self));
}

static void
mq_workspace_init (MqWorkspace *self)
{
  self->endings = g_ptr_array_new_with_free_func (dex_unref);
  self->runs_known = dex_promise_new ();
  self->is_opening = TRUE;
  self->config = mq_config_new ();
  self->drafts = mq_drafts_new (NULL);
  self->problems = g_list_store_new (MQ_TYPE_PROBLEM);
  self->account = g_object_new (MQ_TYPE_SERVICE_ACCOUNT, NULL);
  g_signal_connect_object (self->account, "changed", G_CALLBACK (handle_account), self,
                           G_CONNECT_SWAPPED);
  self->watch = g_object_new (MQ_TYPE_SETTINGS_WATCH, NULL);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (on_settings_changed), self,
                           G_CONNECT_SWAPPED);
  self->link = g_object_new (MQ_TYPE_SERVICE_LINK, NULL);
  mq_service_link_set_config (self->link, self->config);
  g_signal_connect_object (self->link, "connected", G_CALLBACK (on_connected), self,
                           G_CONNECT_SWAPPED);
}

/* Returns: (transfer full): a workspace that is not open yet; nothing is read */
MqWorkspace *
mq_workspace_new (const char *config_file)
{
  MqWorkspace *self = g_object_new (MQ_TYPE_WORKSPACE, NULL);

  self->config_file = g_strdup (config_file);
  return self;
}

void
mq_workspace_set_n_working (MqWorkspace *self, guint n_working)
{
  if (self->n_working == n_working)
    return;

  self->n_working = n_working;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WORKING]);
}

/* The settings. */

/* Takes @config. */
static void
apply_config (MqWorkspace *self, MqConfig *config)
{
  g_set_object (&self->config, config);
  g_object_unref (config);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIG]);
  mq_service_account_set_config (self->account, config);
  mq_service_link_set_config (self->link, config);
}

static DexFuture *
read_config_fiber (gpointer user_data)
{
  GError *error = NULL;
  MqConfig *config = mq_config_load (user_data, &error);

  return config != NULL ? dex_future_new_take_object (config) : dex_future_new_for_error (error);
}

/* If a file is malformed, the last settings stay; before there were any, the defaults. */
static void
read_config (MqWorkspace *self)
{
  g_autoptr (GError) error = NULL;
  MqConfig *config;

  mq_settings_watch_start (self->watch, self->config_file);
  config = dex_await_object (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), STACK,
                                             read_config_fiber, g_strdup (self->config_file),
                                             g_free),
                             &error);

  if (config == NULL)
    {
      set_problem (self, MQ_PROBLEM_CONFIG, _ ("Settings Cannot Be Read"), error->message);
      apply_config (self, g_object_ref (self->config));
      return;
    }

  if (mq_config_get_problem (config) != NULL)
    set_problem (self, MQ_PROBLEM_CONFIG, _ ("Settings Cannot Be Read"),
                 mq_config_get_problem (config));
  else
    clear_problem (self, MQ_PROBLEM_CONFIG);
  apply_config (self, config);
  if (mq_config_get_boolean (config, MQ_CONFIG_BLENDER_SANDBOX))
    clear_problem (self, MQ_PROBLEM_SANDBOX);
  else
    set_problem (self, MQ_PROBLEM_SANDBOX, _ ("Sandbox Is Off"),
                 _ ("Scripts that Maquette runs can do whatever you can do: read, change "
                    "and delete your files. To turn the sandbox on, remove “sandbox: off” from "
                    "config.yaml."));
}

/* Library and Blenders. */

static void
take_library (MqWorkspace *self, DexFuture *opening)
{
  g_autoptr (JsonArray) unsent = NULL;
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (opening, &error);

  if (library == NULL)
    {
      set_problem (self, MQ_PROBLEM_LIBRARY, _ ("Library Cannot Be Opened"), error->message);
      return;
    }

  clear_problem (self, MQ_PROBLEM_LIBRARY);
  self->read_only = !mq_library_check_writable (library, &error);
  if (self->read_only)
    set_problem (self, MQ_PROBLEM_LIBRARY_READ_ONLY, _ ("Library Is Read-Only"), error->message);
  else
    {
      clear_problem (self, MQ_PROBLEM_LIBRARY_READ_ONLY);
      dex_future_disown (mq_library_purge_removed (library, UNDO_SECONDS));
    }

  /* Before anyone has the library: what is there now is of an earlier process. */
  if (!self->read_only)
    unsent = dex_await_boxed (mq_library_load_unsent (library), NULL);
  g_clear_object (&self->library);
  self->library = library;
  if (!self->read_only)
    {
      g_clear_object (&self->ready_worker);
      self->ready_worker = mq_ready_worker_new (library);
    }
  g_signal_emit_by_name (self, "library-opened", unsent);
}

static const char *
get_executable (MqWorkspace *self)
{
  return mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE);
}

static DexFuture *
find_fiber (MqWorkspace *self)
{
  g_autofree char *executable = g_strdup (get_executable (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) blenders = dex_await_object (mq_blender_find (executable), &error);
  g_autoptr (MqBlender) newest = NULL;

  /* The settings name another Blender meanwhile: the reload looks for that one. */
  if (g_strcmp0 (executable, get_executable (self)) != 0)
    return dex_future_new_true ();

  newest = blenders != NULL ? g_list_model_get_item (blenders, 0) : NULL;
  g_set_object (&self->blender, newest);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLENDER]);
  if (blenders == NULL)
    set_problem (self, MQ_PROBLEM_NO_BLENDER, _ ("No Blender Found"), error->message);
  else
    clear_problem (self, MQ_PROBLEM_NO_BLENDER);
  return dex_future_new_true ();
}

/* Slow: starting each Blender to read its version takes seconds. */
static DexFuture *
find_blenders (MqWorkspace *self)
{
  return mq_fiber_spawn_with (NULL, STACK, find_fiber, (MQ_TYPE_WORKSPACE, self));
}

static DexFuture *
open_fiber (MqWorkspace *self)
{
  DexFuture *library = self->library == NULL ? mq_library_open (NULL, FALSE) : NULL;
  DexFuture *blenders;

  read_config (self);
  blenders = find_blenders (self);
  if (library != NULL)
    take_library (self, library);

  dex_future_disown (check_server (self));
  dex_await (blenders, NULL);
  update_ready (self);
  set_opening (self, FALSE);
  mq_service_link_connect (self->link);
  mq_workspace_upload (self, NULL);
  return dex_future_new_true ();
}

/* Reads the settings, opens the library, finds Blenders. Failures become problems; a second call
 * retries them. Returns: (transfer full): resolves to %TRUE */
DexFuture *
mq_workspace_open (MqWorkspace *self)
{
  if (self->opening == NULL || !dex_future_is_pending (self->opening))
    {
      dex_clear (&self->opening);
      set_opening (self, TRUE);
      self->opening = mq_fiber_spawn_with (NULL, STACK, open_fiber, (MQ_TYPE_WORKSPACE, self));
    }

  return dex_ref (self->opening);
}

/* Returns: (transfer full): resolves to %TRUE when it is open */
DexFuture *
mq_workspace_wait_open (MqWorkspace *self)
{
  return self->opening != NULL ? dex_ref (self->opening) : mq_workspace_open (self);
}

/* @future: (nullable). Awaits. */
static void
wait_for (DexFuture *future)
{
  if (future != NULL)
    dex_await (dex_ref (future), NULL);
}

static DexFuture *
reload_fiber (MqWorkspace *self, DexFuture *earlier)
{
  g_autoptr (MqConfig) before = NULL;
  g_autofree char *server = NULL;
  g_autofree char *executable = NULL;

  wait_for (earlier);
  if (self->closing)
    return dex_future_new_true ();

  before = g_object_ref (mq_workspace_get_config (self));
  server = g_strdup (mq_workspace_get_server (self));
  executable = g_strdup (get_executable (self));
  read_config (self);
  if (g_strcmp0 (server, mq_workspace_get_server (self)) != 0)
    {
      dex_await (mq_service_link_disconnect (self->link), NULL);
      mq_service_link_connect (self->link);
    }
  if (self->follows_team && !mq_config_equal (before, mq_workspace_get_config (self)))
    dex_future_disown (mq_workspace_load_team (self));
  if (g_strcmp0 (executable, get_executable (self)) != 0)
    dex_await (find_blenders (self), NULL);

  return dex_future_new_true ();
}

static DexFuture *
reloaded (DexFuture *future, gpointer user_data)
{
  MqWorkspace *self = user_data;

  return self->closing ? dex_future_new_true () : check_server (self);
}

/* Reads the settings again. Searches for Blenders only if the settings name another one. Open runs
 * keep their settings. Returns: (transfer full): resolves to %TRUE */
DexFuture *
mq_workspace_reload_settings (MqWorkspace *self)
{
  g_autoptr (DexFuture) before = NULL;

  before = g_steal_pointer (&self->reloading);
  self->reloading = mq_fiber_spawn_with (NULL, STACK, reload_fiber, (MQ_TYPE_WORKSPACE, self),
                                         (DEX_TYPE_FUTURE, before));
  return dex_future_then (dex_ref (self->reloading), reloaded, g_object_ref (self), g_object_unref);
}

/* @ending: (transfer full): resolves when a process that a widget started has ended */
void
mq_workspace_add_ending (MqWorkspace *self, DexFuture *ending)
{
  for (guint i = self->endings->len; i > 0; i--)
    if (!dex_future_is_pending (self->endings->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->endings, i - 1);
  g_ptr_array_add (self->endings, ending);
}

/* Starts a Blender for the run that will follow, unless one is there. */
void
mq_workspace_prepare_worker (MqWorkspace *self)
{
  if (self->ready_worker != NULL && self->blender != NULL)
    dex_future_disown (mq_ready_worker_prepare (self->ready_worker, self->blender, self->config));
}

void
mq_workspace_stop_worker (MqWorkspace *self)
{
  if (self->ready_worker != NULL)
    mq_workspace_add_ending (self, mq_ready_worker_stop (self->ready_worker));
}

static void
wait_endings (MqWorkspace *self)
{
  while (self->endings->len > 0)
    dex_await (g_ptr_array_steal_index (self->endings, 0), NULL);
}

/* The endings that others add at the signal "closing" come before that of the connection. */
static DexFuture *
close_fiber (MqWorkspace *self)
{
  g_autoptr (DexFuture) stopped = mq_service_link_stop (self->link);

  self->closing = TRUE;
  mq_settings_watch_stop (self->watch);
  mq_service_account_close (self->account);
  wait_for (self->opening);
  wait_for (self->reloading);
  wait_for (stopped);

  g_signal_emit_by_name (self, "closing");
  wait_endings (self);
  /* The rest is kept at the next start. */
  if (self->keeping != NULL)
    dex_await (
        dex_future_first (dex_timeout_new_seconds (CLOSE_SECONDS), dex_ref (self->keeping), NULL),
        NULL);
  mq_workspace_stop_worker (self);
  wait_endings (self);
  dex_await (mq_service_link_disconnect (self->link), NULL);
  dex_await (mq_drafts_flush (self->drafts), NULL);
  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE when all processes of this window have ended; the
 * next start resumes the runs */
DexFuture *
mq_workspace_close (MqWorkspace *self)
{
  return mq_fiber_spawn_with (NULL, STACK, close_fiber, (MQ_TYPE_WORKSPACE, self));
}

MqServiceAccount *
mq_workspace_get_account (MqWorkspace *self)
{
  return self->account;
}

MqBlender *
mq_workspace_get_blender (MqWorkspace *self)
{
  return self->blender;
}

/* Blender may be lost at any time: while a dialog is open, or while the user chooses a file.
 * Returns: whether there is a Blender */
gboolean
mq_workspace_read_worker_settings (MqWorkspace *self, MqWorkerSettings *settings, GError **error)
{
  if (self->blender == NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER, _ ("No Blender was found"));

  *settings = mq_worker_settings_read (self->blender, self->config);
  return TRUE;
}

MqConfig *
mq_workspace_get_config (MqWorkspace *self)
{
  return self->config;
}

MqLibrary *
mq_workspace_get_library (MqWorkspace *self)
{
  return self->library;
}

MqDrafts *
mq_workspace_get_drafts (MqWorkspace *self)
{
  return self->drafts;
}

gboolean
mq_workspace_is_ready (MqWorkspace *self)
{
  return self->ready;
}

gboolean
mq_workspace_is_opening (MqWorkspace *self)
{
  return self->is_opening;
}

guint
mq_workspace_get_n_working (MqWorkspace *self)
{
  return self->n_working;
}

gboolean
mq_workspace_can_see (MqWorkspace *self)
{
  return self->team.sees;
}

const char *
mq_workspace_get_team_name (MqWorkspace *self)
{
  /* Translators: the team that needs no AI model: it builds from a fixed set of kinds of object */
  return self->team.title != NULL ? self->team.title : _ ("Built-in Sketcher");
}

/* Returns: the kinds that the team can make; empty if it makes anything or is not loaded yet */
const char *const *
mq_workspace_get_kinds (MqWorkspace *self)
{
  static const char *const none[] = { NULL };

  return self->team.kinds != NULL ? (const char *const *)self->team.kinds : none;
}

/* Returns: (nullable): the names of kinds by what they are for: `{name, kinds}` each */
JsonArray *
mq_workspace_get_families (MqWorkspace *self)
{
  return self->team.families;
}

/* The address of a service to use instead of our own, or NULL. */
const char *
mq_workspace_get_server (MqWorkspace *self)
{
  return mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL);
}

MqServiceLink *
mq_workspace_get_link (MqWorkspace *self)
{
  return self->link;
}

gboolean
mq_workspace_is_closing (MqWorkspace *self)
{
  return self->closing;
}

gboolean
mq_workspace_is_read_only (MqWorkspace *self)
{
  return self->read_only;
}

MqReadyWorker *
mq_workspace_get_ready_worker (MqWorkspace *self)
{
  return self->ready_worker;
}

/* Returns: (transfer full): resolves to a #GStrv of session ids, best first; see
 * mq_library_search() */
DexFuture *
mq_workspace_search (MqWorkspace *self, const char *words)
{
  if (self->library == NULL)
    return dex_future_new_take_boxed (G_TYPE_STRV, g_new0 (char *, 1));

  return mq_library_search (self->library, words);
}

static DexFuture *
on_refused (DexFuture *future, gpointer user_data)
{
  MqWorkspace *self = user_data;

  self->lacks_team = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEAM]);
  return dex_ref (future);
}

static DexFuture *
learned (DexFuture *future, gpointer user_data)
{
  MqWorkspace *self = user_data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObject *answer = g_value_get_boxed (dex_future_get_value (future, NULL));
  JsonArray *teams = mq_json_get_array (answer, "teams");
  const char *name = mq_json_get_string (answer, "default", NULL);
  JsonArray *kinds, *families;
  JsonObject *team = NULL;

  /* The team of runs that name none. An older service has one team only, and sends no `default`. */
  if (name != NULL)
    team = mq_json_find (teams, "name", name);
  else if (mq_json_length (teams) > 0)
    team = mq_json_element_object (teams, 0);
  name = mq_json_get_string (team, "name", NULL);
  if (name == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The service does not name its team"));

  kinds = mq_json_get_array (team, "kinds");
  families = mq_json_get_array (team, "families");
  for (guint i = 0; i < MIN (mq_json_length (kinds), MAX_KINDS); i++)
    {
      const char *kind = mq_json_element_string (kinds, i);

      if (kind == NULL)
        kind = mq_json_get_string (mq_json_element_object (kinds, i), "title", NULL);
      if (kind != NULL)
        g_strv_builder_add (builder, kind);
    }
  team_clear (&self->team);
  self->team = (Team){
    .name = g_strdup (name),
    .title = mq_text_clean (mq_json_get_string (team, "title", name), MAX_TITLE),
    .kinds = g_strv_builder_end (builder),
    .families = families != NULL ? json_array_ref (families) : NULL,
    .sees = mq_json_get_boolean (team, "sees", FALSE),
  };
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEAM]);
  return dex_future_new_true ();
}

/* Loads the service's default team into the property "team". From then on it follows the settings.
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND when the service is
 * older, %MQ_ERROR_UNREACHABLE, … */
DexFuture *
mq_workspace_load_team (MqWorkspace *self)
{
  DexFuture *team;

  self->follows_team = TRUE;
  team = dex_future_then (mq_service_link_ask (self->link, g_strdup ("/v1/teams"), NULL), learned,
                          g_object_ref (self), g_object_unref);
  return dex_future_catch (team, on_refused, g_object_ref (self), g_object_unref);
}

/* Returns: whether the team uses a language model; %FALSE until the team is loaded */
gboolean
mq_workspace_has_model (MqWorkspace *self)
{
  return self->team.name != NULL && !g_str_equal (self->team.name, "sketcher");
}

const char *
mq_workspace_get_team (MqWorkspace *self)
{
  return self->team.name != NULL ? self->team.name : "sketcher";
}

gboolean
mq_workspace_knows_team (MqWorkspace *self)
{
  return self->team.name != NULL;
}

/* Returns: whether the service has not yet said which team it has; then the property "team" will be
 * notified */
gboolean
mq_workspace_awaits_team (MqWorkspace *self)
{
  return self->team.name == NULL && !self->lacks_team;
}
