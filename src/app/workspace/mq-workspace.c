/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorkspace: its properties and problems, see mq-workspace.h. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"
#include "common/base/mq-error.h"

#include <glib/gi18n.h>

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

enum
{
  SIGNAL_ENDED,
  SIGNAL_FILE_ENDED,
  SIGNAL_MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
team_clear (MqWorkspaceTeam *team)
{
  g_free (team->name);
  g_free (team->title);
  g_strfreev (team->kinds);
}

static void
mq_workspace_finalize (GObject *object)
{
  MqWorkspace *self = MQ_WORKSPACE (object);

  g_free (self->config_file);
  g_clear_handle_id (&self->settings_source, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    g_clear_object (&self->monitors[i]);
  g_free (self->watched);
  g_clear_object (&self->config);
  team_clear (&self->team);
  g_hash_table_unref (self->by_session);
  g_clear_object (&self->conversations);
  g_clear_object (&self->removed);
  g_clear_object (&self->library);
  g_clear_object (&self->drafts);
  g_clear_object (&self->blender);
  g_clear_object (&self->ready_worker);
  g_ptr_array_unref (self->endings);
  g_clear_object (&self->problems);
  g_clear_object (&self->account);
  dex_clear (&self->opening);
  dex_clear (&self->reloading);
  dex_clear (&self->refreshing);
  dex_clear (&self->runs_known);
  dex_clear (&self->connecting);
  g_clear_pointer (&self->unsent, json_array_unref);
  dex_clear (&self->handling);
  g_clear_handle_id (&self->reconnect_source, g_source_remove);
  g_clear_object (&self->connection);
  dex_clear (&self->connection_opening);
  dex_clear (&self->keeping);
  dex_clear (&self->keys_sending);

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

  signals[SIGNAL_ENDED] = g_signal_new ("ended", MQ_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, MQ_TYPE_CONVERSATION);
  signals[SIGNAL_FILE_ENDED] = g_signal_new ("file-ended", MQ_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 2, MQ_TYPE_CONVERSATION,
                                             G_TYPE_STRING);
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", MQ_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
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
  self->account = mq_service_account_new ();
  g_signal_connect_object (self->account, "changed", G_CALLBACK (mq_workspace_handle_account), self,
                           G_CONNECT_SWAPPED);
  self->conversations = g_list_store_new (MQ_TYPE_CONVERSATION);
  self->removed = g_list_store_new (MQ_TYPE_CONVERSATION);
  self->by_session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mq_workspace_new:
 * @config_file: (nullable): another config.yaml
 *
 * Returns: (transfer full): a workspace that is not open yet; nothing is read
 */
MqWorkspace *
mq_workspace_new (const char *config_file)
{
  MqWorkspace *self = g_object_new (MQ_TYPE_WORKSPACE, NULL);

  self->config_file = g_strdup (config_file);
  return self;
}

void
mq_workspace_set_opening (MqWorkspace *self, gboolean opening)
{
  if (self->is_opening == opening)
    return;

  self->is_opening = opening;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPENING]);
}

/* Updates the property "ready". */
void
mq_workspace_update (MqWorkspace *self)
{
  gboolean ready = self->library != NULL && !self->read_only
                   && mq_workspace_get_blender (self) != NULL
                   && mq_workspace_find_problem (self, MQ_PROBLEM_SERVICE) == NULL
                   && !mq_workspace_is_shut (self);

  if (self->ready == ready)
    return;

  self->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

void
mq_workspace_set_problem (MqWorkspace *self, MqProblemKind kind, const char *title,
                          const char *text)
{
  mq_problems_set (self->problems, kind, title, text);
  mq_workspace_update (self);
}

void
mq_workspace_clear_problem (MqWorkspace *self, MqProblemKind kind)
{
  mq_problems_clear (self->problems, kind);
  mq_workspace_update (self);
}

/* Takes @config. */
void
mq_workspace_apply_config (MqWorkspace *self, MqConfig *config)
{
  g_set_object (&self->config, config);
  g_object_unref (config);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIG]);
  mq_service_account_set_config (self->account, config);
}

void
mq_workspace_notify_account (MqWorkspace *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

/* Takes the members of @team. */
void
mq_workspace_apply_team (MqWorkspace *self, MqWorkspaceTeam *team)
{
  team_clear (&self->team);
  self->team = *team;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEAM]);
}

void
mq_workspace_set_blender (MqWorkspace *self, MqBlender *blender)
{
  g_set_object (&self->blender, blender);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLENDER]);
}

void
mq_workspace_handle_state (MqWorkspace *self, MqConversation *conversation)
{
  guint n_working = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->conversations)); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (G_LIST_MODEL (self->conversations),
                                                               i);

      if (item->n_files > 0 || mq_conversation_state_is_busy (mq_conversation_get_state (item)))
        n_working++;
    }

  if (self->n_working == n_working)
    return;

  self->n_working = n_working;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WORKING]);
}

void
mq_workspace_handle_ended (MqWorkspace *self, MqConversation *conversation)
{
  /* The service may have given the run of the quota back. */
  dex_future_disown (mq_service_account_load (self->account));
  /* Its model may have shown what it cannot do: pictures. */
  if (mq_workspace_has_model (self) && !self->closing)
    dex_future_disown (mq_workspace_load_team (self));
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, conversation);
}

void
mq_workspace_handle_file (MqWorkspace *self, MqConversation *conversation, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_FILE_ENDED], 0, conversation, sentence);
}

/* Shows a message that belongs to no open view. */
void
mq_workspace_show_message (MqWorkspace *self, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, sentence);
}

/* The service accepted a run, so its problems are over. */
static void
clear_service_problems (MqWorkspace *self)
{
  mq_workspace_clear_problem (self, MQ_PROBLEM_SERVICE);
  mq_workspace_clear_problem (self, MQ_PROBLEM_QUOTA);
  if (mq_service_account_get_state (self->account) == MQ_ACCOUNT_NONE)
    mq_workspace_clear_problem (self, MQ_PROBLEM_SIGN_IN);
}

/* A live event of a run of any conversation. */
void
mq_workspace_handle_event (MqWorkspace *self, MqRunEventKind kind)
{
  if (kind == MQ_EVENT_WORKER && mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_SANDBOX))
    /* Blender has started in the sandbox, so that works. */
    mq_workspace_clear_problem (self, MQ_PROBLEM_SANDBOX);
  else if (kind == MQ_EVENT_BEGAN)
    clear_service_problems (self);
  else if (kind == MQ_EVENT_TEAM)
    /* The service has counted a run. */
    dex_future_disown (mq_service_account_load (self->account));
}

/**
 * mq_workspace_handle_error:
 * @self: a workspace
 * @error: the error of a run
 *
 * Adds a problem if the next run would fail for the same reason.
 */
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
      mq_workspace_set_problem (self, lasting[i].kind, _ (lasting[i].title), error->message);

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE)
      && mq_workspace_get_server (self) != NULL)
    mq_workspace_set_problem (self, MQ_PROBLEM_SERVICE, _ ("Service Not Reachable"),
                              error->message);
}

/**
 * mq_workspace_get_problems:
 * @self: a workspace
 *
 * Returns: (transfer none): a list of #MqProblem, the worst first
 */
GListModel *
mq_workspace_get_problems (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->problems);
}

/**
 * mq_workspace_find_problem:
 * @self: a workspace
 * @kind: the kind to find
 *
 * Returns: (transfer none) (nullable): the problem, while it lasts
 */
MqProblem *
mq_workspace_find_problem (MqWorkspace *self, MqProblemKind kind)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return mq_problems_find (self->problems, kind);
}

/**
 * mq_workspace_get_conversations:
 * @self: a workspace
 *
 * Returns: (transfer none): a list of #MqConversation, last changed first
 */
GListModel *
mq_workspace_get_conversations (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->conversations);
}

/**
 * mq_workspace_get_account:
 * @self: a workspace
 *
 * Returns: (transfer none): the account at the service of the settings
 */
MqServiceAccount *
mq_workspace_get_account (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return self->account;
}

/**
 * mq_workspace_get_blender:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the Blender that runs use
 */
MqBlender *
mq_workspace_get_blender (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return self->blender;
}

/**
 * mq_workspace_read_worker_settings:
 * @self: a workspace
 * @settings: (out): of a Blender for a version; its Blender is not referenced
 * @error: %MQ_ERROR_NO_BLENDER
 *
 * Blender may be lost at any time: while a dialog is open, or while the user chooses a file.
 *
 * Returns: whether there is a Blender
 */
gboolean
mq_workspace_read_worker_settings (MqWorkspace *self, MqWorkerSettings *settings, GError **error)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  if (self->blender == NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER, _ ("No Blender was found"));

  *settings = mq_worker_settings_read (self->blender, self->config);
  return TRUE;
}

/**
 * mq_workspace_get_config:
 * @self: a workspace
 *
 * Returns: (transfer none): the settings; the defaults until they are loaded
 */
MqConfig *
mq_workspace_get_config (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return self->config;
}

/**
 * mq_workspace_get_library:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the library, once it is open
 */
MqLibrary *
mq_workspace_get_library (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return self->library;
}

/**
 * mq_workspace_get_drafts:
 * @self: a workspace
 *
 * Returns: (transfer none): the drafts of messages and scripts
 */
MqDrafts *
mq_workspace_get_drafts (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  return self->drafts;
}

/**
 * mq_workspace_is_ready:
 * @self: a workspace
 *
 * Returns: whether a run can start
 */
gboolean
mq_workspace_is_ready (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  return self->ready;
}

/**
 * mq_workspace_is_opening:
 * @self: a workspace
 *
 * Returns: whether it is not known yet if a run can start; messages are queued until then
 */
gboolean
mq_workspace_is_opening (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  return self->is_opening;
}

/**
 * mq_workspace_get_n_working:
 * @self: a workspace
 *
 * Returns: the number of conversations whose run works, or that make a file
 */
guint
mq_workspace_get_n_working (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), 0);

  return self->n_working;
}

/**
 * mq_workspace_can_see:
 * @self: a workspace
 *
 * Returns: whether the team supports pictures; %FALSE until the team is loaded
 */
gboolean
mq_workspace_can_see (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  return self->team.sees;
}

/**
 * mq_workspace_get_team_name:
 * @self: a workspace
 *
 * Returns: the name of the team, translated
 */
const char *
mq_workspace_get_team_name (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), NULL);

  /* Translators: the team that needs no AI model: it builds from a fixed set of kinds of object */
  return self->team.title != NULL ? self->team.title : _ ("Built-in Sketcher");
}

/**
 * mq_workspace_get_kinds:
 * @self: a workspace
 *
 * Returns: the kinds that the team can make; empty if it makes anything or is not loaded yet
 */
const char *const *
mq_workspace_get_kinds (MqWorkspace *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (MQ_IS_WORKSPACE (self), none);

  return self->team.kinds != NULL ? (const char *const *)self->team.kinds : none;
}

/* The address of a service to use instead of our own, or NULL. */
const char *
mq_workspace_get_server (MqWorkspace *self)
{
  return mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL);
}
