/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOptions: reads the command line and the configuration, see mq-options.h. */
#include "service/program/mq-options.h"

#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>

#define MAX_IDLE_MINUTES 1440

void
mq_options_free (MqOptions *self)
{
  if (self == NULL)
    return;

  g_free (self->socket);
  g_free (self->listen);
  g_free (self->data);
  g_free (self->replay);
  g_free (self->model_memory);
  g_strfreev (self->kinds);
  g_clear_object (&self->config);
  g_free (self);
}

static gboolean
check_fd (const char *option, int fd, GError **error)
{
  if (fd == -1 || (fd > 2 && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s %d: this is no open file", option, fd);
}

/* @config: settings. Returns: the limits of a run; the user's turn has none */
MqRunLimits
mq_options_read_limits (MqConfig *config)
{
  MqRunLimits limits = mq_run_default_limits;

  limits.repairs = (guint)mq_config_get_int (config, MQ_CONFIG_LIMITS_REPAIRS);
  limits.rounds = (guint)mq_config_get_int (config, MQ_CONFIG_LIMITS_ROUNDS);
  limits.script_seconds = (guint)mq_config_get_int (config, MQ_CONFIG_LIMITS_SCRIPT_SECONDS);
  limits.budget = (MqBudget){
    .calls = mq_config_get_int (config, MQ_CONFIG_LIMITS_CALLS),
    .tokens = mq_config_get_int (config, MQ_CONFIG_LIMITS_TOKENS),
    .cost = mq_config_get_double (config, MQ_CONFIG_LIMITS_COST),
    .seconds = 60 * (gint64)mq_config_get_int (config, MQ_CONFIG_LIMITS_MINUTES),
  };
  return limits;
}

static gboolean
read_config (MqOptions *self, const char *path, GError **error)
{
  g_autoptr (MqConfig) config = self->until_unused ? mq_config_new ()
                                                   : mq_config_load (path, error);

  if (config == NULL)
    return FALSE;

  if (mq_config_get_problem (config) != NULL)
    g_printerr ("maquette-service: %s\n", mq_config_get_problem (config));

  self->limits = mq_options_read_limits (config);
  /* A service of one's own waits for its user as long as it takes. */
  if (self->listen != NULL && self->parent_fd < 0)
    self->limits.idle_seconds = 60
                                * (guint)mq_config_get_int (config, MQ_CONFIG_LIMITS_IDLE_MINUTES);

  self->config = g_steal_pointer (&config);
  return TRUE;
}

/* Adds the kinds that came with the program, then the user's own, unless folders were named. */
static void
add_default_kinds (MqOptions *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_autofree char *shipped = NULL;
  g_autofree char *data_home = NULL;

  if (self->kinds != NULL)
    return;

  builder = g_strv_builder_new ();
  if ((shipped = mq_paths_find_data ("sketcher")))
    g_strv_builder_add (builder, shipped);

  data_home = mq_paths_get_data_home ();
  g_strv_builder_take (builder, g_build_filename (data_home, "kinds", NULL));
  self->kinds = g_strv_builder_end (builder);
}

/* @error: %MQ_ERROR_BAD_INPUT, or a #GOptionError. Returns: (transfer full) (nullable): the
 * options */
MqOptions *
mq_options_parse (int argc, char **argv, GError **error)
{
  g_autoptr (MqOptions) self = g_new0 (MqOptions, 1);
  g_autofree char *config = NULL;
  g_autofree char *state = NULL;
  int idle_minutes = -1;
  const GOptionEntry entries[] = {
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &self->socket, "Listen at a private Unix socket",
      "PATH" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &self->listen,
      "Listen at a loopback address (" MQ_OPTIONS_DEFAULT_LISTEN ")", "ADDR:PORT" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data, "Folder of the journal of runs", "DIR" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Configuration", "FILE" },
    { "kinds", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->kinds,
      "Folder of kinds that the sketcher knows (repeatable; later ones win)", "DIR" },
    { "ready-fd", 0, 0, G_OPTION_ARG_INT, &self->ready_fd,
      "Write a line to this file descriptor when listening", "N" },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &self->replay,
      "Let the exchanges in this transcript answer instead of any model", "FILE" },
    { "parent-fd", 0, 0, G_OPTION_ARG_INT, &self->parent_fd,
      "Exit when this file descriptor reaches its end", "N" },
    { "until-unused", 0, 0, G_OPTION_ARG_NONE, &self->until_unused,
      "Exit when no client is left; clients send their settings", NULL },
    { "idle-minutes", 0, 0, G_OPTION_ARG_INT, &idle_minutes,
      "Minutes that a run waits for its user, 0 for ever", "N" },
    { "check-config", 0, 0, G_OPTION_ARG_NONE, &self->check_config,
      "Check the configuration and exit", NULL },
    { "online", 0, 0, G_OPTION_ARG_NONE, &self->online,
      "With --check-config: ask the database and the sign-in server, too", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version and exit", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  self->ready_fd = -1;
  self->parent_fd = -1;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "The agent service of Maquette.");
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;

  if (self->version)
    return g_steal_pointer (&self);

  if (argc > 1)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” is not an option of this program",
                         argv[1]);

  if (self->socket != NULL && self->listen != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "--socket and --listen exclude one another");

  if (idle_minutes < -1 || idle_minutes > MAX_IDLE_MINUTES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "--idle-minutes is between 0 and %d",
                         MAX_IDLE_MINUTES);

  if (self->online && !self->check_config)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "--online needs --check-config");

  if (self->until_unused && self->socket == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "--until-unused needs --socket");

  if (self->socket == NULL && self->listen == NULL)
    self->listen = g_strdup (MQ_OPTIONS_DEFAULT_LISTEN);

  if (!check_fd ("--ready-fd", self->ready_fd, error)
      || !check_fd ("--parent-fd", self->parent_fd, error) || !read_config (self, config, error))
    return NULL;

  if (idle_minutes >= 0)
    self->limits.idle_seconds = 60 * (guint)idle_minutes;
  if (self->data == NULL)
    self->data = mq_paths_get_state_home ();
  add_default_kinds (self);
  state = mq_paths_get_state_home ();
  self->model_memory = g_build_filename (state, "models.json", NULL);

  return g_steal_pointer (&self);
}
