/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The service as a program, see mq-program.h. */
#include "service/program/mq-program.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-secret-file.h"
#include "common/settings/mq-config.h"
#include "service/account/mq-account-check.h"
#include "service/account/mq-issuer.h"
#include "service/http/mq-http-server.h"
#include "service/http/mq-in-hand.h"
#include "service/program/mq-journal-settings.h"
#include "service/store/mq-journal-copy.h"
#include "service/store/mq-journal-pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libdex.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* where a service listens that was told nothing */
#define MQ_OPTIONS_DEFAULT_LISTEN "127.0.0.1:8787"

/* MqOptions: the command line of maquette-service, with what the configuration adds to it. */

#define MAX_IDLE_MINUTES 1440
/* Settings that are kept ready: people change them one after the other, and clients differ in few
 */
#define MAX_ENTRIES 8
#define MAX_REPLAY_PATH 4096
/* Folders below a folder of kinds that are looked at for changes */
#define MAX_DEPTH 3
/* How often it is tried to get the lock that a client holds which is about to connect */
#define LOCK_RETRY_MS 50
#define FIRST_FD 3
/* Fields of our own: MQ_ROUTE is the member `route`. */
#define PREFIX "MQ_"
#define EXIT_USAGE 2
/* s: how long a node that starts waits for its database. */
#define DATABASE_SECONDS 60
/* How long the pictures of a run are kept that nobody goes on with. */
#define PICTURE_DAYS 30

typedef struct
{
  const MqOptions *options;
  MqKnowledge *knowledge;
  MqMakeTeams make_teams;
  GQueue names;        /* of the entries, the latest first */
  GHashTable *entries; /* name → MqServiceSettings */
} MqSettingsCache;

typedef struct
{
  MqOptions *options;
  MqMakeTeams make_teams;
  int failure; /* the exit status if it does not start */
  int status;  /* of a check, else 0 */
} Start;

/* Made as the settings name them. */
typedef struct
{
  MqAccountCheck *check; /* (nullable): the service has no accounts */
  MqTerms *terms;
  MqAllowedHosts *hosts;
  char *metrics_token; /* (nullable): for who reads /metrics */
  MqKnowledge *knowledge;
  MqSettingsCache *cache;
  MqServiceSettings *own;
} Loaded;

static void
options_free (MqOptions *self)
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqOptions, options_free)

static gboolean
check_fd (const char *option, int fd, GError **error)
{
  if (fd == -1 || (fd > 2 && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s %d: this is no open file", option, fd);
}

/* @config: settings. Returns: the limits of a run; the user's turn has none */
static MqRunLimits
read_limits (MqConfig *config)
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

/* @error: %MQ_ERROR_BAD_INPUT, or a #GOptionError. Returns: (transfer full) (nullable): the
 * options */
static MqOptions *
options_parse (int argc, char **argv, GError **error)
{
  g_autoptr (MqOptions) self = g_new0 (MqOptions, 1);
  g_autofree char *config = NULL;
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
  g_autofree char *state = mq_paths_get_state_home ();

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
      || !check_fd ("--parent-fd", self->parent_fd, error))
    return NULL;

  /* The rest is what the configuration and the user's folders say. */
  if (!(self->config = self->until_unused ? mq_config_new () : mq_config_load (config, error)))
    return NULL;
  if (mq_config_get_problem (self->config) != NULL)
    g_printerr ("maquette-service: %s\n", mq_config_get_problem (self->config));

  self->limits = read_limits (self->config);
  /* A service of one's own waits for its user as long as it takes. */
  if (idle_minutes < 0 && self->listen != NULL && self->parent_fd < 0)
    idle_minutes = mq_config_get_int (self->config, MQ_CONFIG_LIMITS_IDLE_MINUTES);
  if (idle_minutes >= 0)
    self->limits.idle_seconds = 60 * (guint)idle_minutes;

  /* The kinds that came with the program, then the user's own, unless folders were named. */
  if (self->kinds == NULL)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_autofree char *shipped = mq_paths_find_data ("sketcher");
      g_autofree char *data_home = mq_paths_get_data_home ();

      if (shipped != NULL)
        g_strv_builder_add (builder, shipped);
      g_strv_builder_take (builder, g_build_filename (data_home, "kinds", NULL));
      self->kinds = g_strv_builder_end (builder);
    }

  if (self->data == NULL)
    self->data = g_strdup (state);
  self->model_memory = g_build_filename (state, "models.json", NULL);
  return g_steal_pointer (&self);
}

/* MqSettingsCache: makes teams and models of the settings that clients send, and keeps the latest
 * few, so that runs with the same settings share them. Kinds that changed on disk, and what was
 * found out about a model since, make them anew. */

static void
settings_cache_free (MqSettingsCache *self)
{
  g_object_unref (self->knowledge);
  g_queue_clear (&self->names);
  g_hash_table_unref (self->entries);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSettingsCache, settings_cache_free)

static MqServiceSettings *
make (MqSettingsCache *self, MqConfig *config, JsonObject *variables, const char *replay,
      const MqRunLimits *limits, GError **error)
{
  g_autoptr (MqModels) models = mq_models_new (config, variables, replay, error);
  g_autoptr (MqTeams) teams = NULL;

  if (models == NULL || !(teams = self->make_teams (self->options, models, self->knowledge, error)))
    return NULL;

  return mq_service_settings_new (models, teams, limits);
}

static void
stamp_file (const GStatBuf *info, guint64 *newest, guint *count)
{
  ++*count;
  *newest = MAX (*newest, (guint64)info->st_mtim.tv_sec * G_USEC_PER_SEC
                              + (guint64)info->st_mtim.tv_nsec / 1000);
}

/* When something in a folder changed last, and how much there is. */
static void
stamp_folder (const char *path, int depth, guint64 *newest, guint *count)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_lstat (child, &info) != 0)
        continue;

      stamp_file (&info, newest, count);
      if (S_ISDIR (info.st_mode) && depth < MAX_DEPTH)
        stamp_folder (child, depth + 1, newest, count);
    }
}

/* A #MqFindSettings. @json: the member `settings` of a request; @cache: a #MqSettingsCache;
 * @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): what they make */
static MqServiceSettings *
settings_cache_find (JsonObject *json, gpointer cache, GError **error)
{
  MqSettingsCache *self = cache;
  JsonObject *groups = mq_json_get_object (json, "config");
  JsonObject *variables = mq_json_get_object (json, "variables");
  const char *replay = mq_json_get_string (json, "replay", NULL);
  g_autoptr (JsonObject) none = json_object_new ();
  g_autofree char *whole = mq_json_object_to_string (json, FALSE);
  g_autofree char *text = mq_json_object_to_string (groups != NULL ? groups : none, FALSE);
  g_autofree char *name = NULL;
  g_autoptr (MqConfig) config = NULL;
  MqServiceSettings *settings;
  MqRunLimits limits;
  guint64 newest = 0;
  guint count = 0;
  GStatBuf info;

  if (g_stat (self->options->model_memory, &info) == 0)
    stamp_file (&info, &newest, &count);
  for (gsize i = 0; self->options->kinds != NULL && self->options->kinds[i] != NULL; i++)
    stamp_folder (self->options->kinds[i], 1, &newest, &count);
  name = g_strdup_printf ("%" G_GUINT64_FORMAT " %u %s", newest, count, whole);
  if ((settings = g_hash_table_lookup (self->entries, name)) != NULL)
    return g_object_ref (settings);

  if (!(config = mq_config_parse ("settings", text, strlen (text), error)))
    return NULL;
  if (replay != NULL && (!g_path_is_absolute (replay) || strlen (replay) > MAX_REPLAY_PATH))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“settings.replay” is the absolute path of a transcript");

  limits = read_limits (config);
  limits.unattended_seconds = self->options->limits.unattended_seconds;
  settings = make (self, config, variables != NULL ? variables : none, replay, &limits, error);
  /* A transcript gives each of its answers once: every run has its own. */
  if (settings == NULL || json_object_has_member (json, "replay"))
    return settings;

  if (self->names.length == MAX_ENTRIES)
    g_hash_table_remove (self->entries, g_queue_pop_tail (&self->names));
  g_queue_push_head (&self->names, name);
  g_hash_table_insert (self->entries, g_steal_pointer (&name), g_object_ref (settings));
  return settings;
}

/* The service of one user ends when no client is there any more, and no answer of a model is on its
 * way. Ending and starting exclude one another by @lock, see docs/inside/protocol.md; it is held
 * from then on, until the process is gone. */
static DexFuture *
wait_fiber (MqHttpServer *server, MqRuns *runs, const char *lock, DexFuture *starter_gone)
{
  MqClients *clients = server->clients;

  dex_await (dex_future_first (mq_clients_wait_change (clients), dex_ref (starter_gone), NULL),
             NULL);

  for (;;)
    {
      g_autofd int fd = -1;

      while (mq_clients_get_n (clients) > 0)
        dex_await (mq_clients_wait_change (clients), NULL);

      dex_await (
          dex_future_first (mq_runs_wait_answers (runs), mq_clients_wait_change (clients), NULL),
          NULL);
      if (mq_clients_get_n (clients) > 0)
        continue;

      /* While a client holds the lock, it is looking for a service, and finds this one. Without a
       * lock file there is nobody to exclude. */
      fd = open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
        {
          (void)g_steal_fd (&fd);
          return dex_future_new_true ();
        }

      dex_await (dex_future_first (mq_clients_wait_change (clients),
                                   dex_timeout_new_msec (LOCK_RETRY_MS), NULL),
                 NULL);
    }
}

static gboolean
pipe_cb (int fd, GIOCondition condition, gpointer user_data)
{
  dex_promise_resolve_boolean (user_data, TRUE);
  close (fd);
  return G_SOURCE_REMOVE;
}

/* Tells the service manager, if there is one that wants to know. @state: “READY=1”,
 * “STOPPING=1”. */
static void
systemd_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || (path[0] != '/' && path[0] != '@'))
    return;

  address = path[0] == '@'
                ? g_unix_socket_address_new_with_type (path + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT)
                : g_unix_socket_address_new (path);
  if (!(socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM,
                               G_SOCKET_PROTOCOL_DEFAULT, &error))
      || g_socket_send_to (socket, address, state, strlen (state), NULL, &error) < 0)
    g_message ("The service manager did not take “%s”: %s", state, error->message);
}

/* The log of a service that somebody runs for others: one JSON object a line on standard error, or
 * the entries of systemd's journal. Never users' messages, tokens or names of accounts. */

/* A #GLogWriterFunc. Any thread. Returns: %G_LOG_WRITER_HANDLED */
static GLogWriterOutput
log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  gboolean is_wanted = !g_log_writer_default_would_drop (level, NULL);
  const char *name = "info";
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *time = NULL;
  g_autoptr (JsonObject) line = NULL;
  g_autofree char *json = NULL;
  g_autofree char *whole = NULL;

  /* Information without fields of our own is what GLib's default leaves out, too. */
  for (gsize i = 0; i < n_fields; i++)
    is_wanted = is_wanted || g_str_has_prefix (fields[i].key, PREFIX);
  if (!is_wanted)
    return G_LOG_WRITER_HANDLED;

  if (g_log_writer_is_journald (STDERR_FILENO)
      && g_log_writer_journald (level, fields, n_fields, user_data) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    name = "error";
  else if (level & G_LOG_LEVEL_WARNING)
    name = "warning";
  else if (level & G_LOG_LEVEL_DEBUG)
    name = "debug";
  now = g_date_time_new_now_utc ();
  time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");
  line = mq_json_new ("time:s level:s", time, name);
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *key = fields[i].key;
      gboolean is_own = g_str_has_prefix (key, PREFIX);
      gboolean is_number = is_own && !g_str_equal (key, PREFIX "RUN");
      g_autofree char *member = g_ascii_strdown (is_own ? key + strlen (PREFIX) : key, -1);
      g_autofree char *text = NULL;

      if (!is_own && !g_str_equal (key, "MESSAGE"))
        continue;

      text = g_utf8_make_valid (fields[i].value, fields[i].length);
      is_number = is_number && g_ascii_isdigit (*text)
                  && strspn (text, "0123456789.") == strlen (text);
      if (is_number && strchr (text, '.') != NULL)
        json_object_set_double_member (line, member, g_ascii_strtod (text, NULL));
      else if (is_number)
        json_object_set_int_member (line, member, g_ascii_strtoll (text, NULL, 10));
      else if (*text != '\0')
        json_object_set_string_member (line, member, text);
    }

  json = mq_json_object_to_string (line, FALSE);
  whole = g_strconcat (g_strchomp (json), "\n", NULL);
  /* One call, so that lines of several threads do not mix; a log that is full is no reason to stop.
   */
  if (write (STDERR_FILENO, whole, strlen (whole)) < 0)
    return G_LOG_WRITER_UNHANDLED;

  return G_LOG_WRITER_HANDLED;
}

/* `--check-config --online`: asks the database and the sign-in server that the settings name,
 * changes nothing, and says in a line what each of them answers. */

/* Says how it went. Returns: (transfer none): the worse of the two exit statuses */
static int
report (const char *what, char *answer, GError *why, int status)
{
  g_autofree char *good = answer;
  g_autoptr (GError) error = why;

  if (error == NULL)
    {
      g_print ("%s: %s\n", what, good);
      return status;
    }

  g_print ("%s: %s\n", what, error->message);
  if (status == MQ_EXIT_BAD_SETTINGS
      || (error->domain == MQ_ERROR && error->code != MQ_ERROR_UNREACHABLE
          && error->code != MQ_ERROR_PROTOCOL))
    return MQ_EXIT_BAD_SETTINGS;

  return MQ_EXIT_LATER;
}

/* Awaits. @config: settings that are in order. Returns: the exit status: 0, %MQ_EXIT_LATER if
 * what is wrong may pass by itself, else %MQ_EXIT_BAD_SETTINGS */
static int
check_online (MqConfig *config, const char *data)
{
  const char *issuer_url = mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER);
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  const char *uri = mq_journal_settings_get_database (config);
  g_autofree char *path = mq_journal_settings_dup_path (data);
  g_autoptr (MqIssuer) issuer = NULL;
  char *answer = NULL;
  GError *error = NULL;
  gint64 layout;
  gint64 newest;
  int status;

  if (mq_journal_read_layout (path, uri, &layout, &newest, &error))
    {
      if (layout > newest)
        mq_fail (&error, MQ_ERROR_FAILED,
                 "It was made by a newer Maquette (layout %d, this one knows %d)", (int)layout,
                 (int)newest);
      else if (layout == newest)
        answer = g_strdup_printf ("It is in order (layout %d)", (int)layout);
      else if (layout > 0)
        answer = g_strdup_printf ("It is in order; the service will bring it from layout %d to %d",
                                  (int)layout, (int)newest);
      else
        answer = g_strdup ("It is empty; the service will make its tables");
    }
  status = report ("Database", answer, error, 0);
  if (issuer_url == NULL)
    return status;

  answer = NULL;
  error = NULL;
  issuer = mq_issuer_new (issuer_url, audience, &error);
  if (issuer != NULL && mq_issuer_fetch_keys (issuer, &error))
    answer = g_strdup ("It answers, and has keys that can be used");
  return report ("Sign-in server", answer, error, status);
}

/* Resolves when the one who started the service is gone. */
static gboolean
parent_cb (int fd, GIOCondition condition, gpointer user_data)
{
  DexPromise *gone = user_data;
  char buffer[64];
  gssize n = read (fd, buffer, sizeof buffer);

  if (n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)))
    return G_SOURCE_CONTINUE;

  dex_promise_resolve_boolean (gone, TRUE);
  return G_SOURCE_REMOVE;
}

static void
loaded_clear (Loaded *self)
{
  g_clear_object (&self->own);
  g_clear_pointer (&self->cache, settings_cache_free);
  g_clear_object (&self->knowledge);
  g_clear_pointer (&self->metrics_token, g_free);
  g_clear_pointer (&self->hosts, mq_allowed_hosts_free);
  g_clear_object (&self->terms);
  g_clear_pointer (&self->check, mq_account_check_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loaded, loaded_clear)

/* @error: %MQ_ERROR_BAD_INPUT */
static gboolean
load (Start *start, Loaded *self, GError **error)
{
  const MqOptions *options = start->options;
  MqConfig *config = options->config;
  const char *terms = mq_config_get_string (config, MQ_CONFIG_SERVICE_TERMS);
  const char *token = mq_config_get_string (config, MQ_CONFIG_SERVICE_METRICS_TOKEN);
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  const char *node = mq_config_get_string (config, MQ_CONFIG_SERVICE_NODE_URL);
  g_autofree char *data_dir = mq_paths_find_data ("knowledge");
  g_autofree char *cache_dir = mq_paths_get_cache ("knowledge");

  if (data_dir == NULL)
    return mq_fail (error, MQ_ERROR_FAILED, "Maquette’s knowledge is missing. Reinstall Maquette");

  self->knowledge = mq_knowledge_new (cache_dir, data_dir);
  self->cache = g_new0 (MqSettingsCache, 1);
  self->cache->options = options;
  self->cache->knowledge = g_object_ref (self->knowledge);
  self->cache->make_teams = start->make_teams;
  self->cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  /* A service that reads its own settings refuses a model that they name wrongly: its operator is
   * there to mend it. */
  self->own = make (self->cache, config, NULL, options->replay, &options->limits, error);
  if (self->own != NULL && self->own->models->problem != NULL && !options->until_unused)
    {
      g_propagate_error (error, g_error_copy (self->own->models->problem));
      g_clear_object (&self->own);
    }

  if (self->own == NULL || !mq_account_check_load (config, &self->check, error)
      || (self->check != NULL && terms != NULL && !(self->terms = mq_terms_load (terms, error)))
      || !mq_journal_settings_check (config, error)
      || !(self->hosts
           = mq_allowed_hosts_new (mq_config_get_string (config, MQ_CONFIG_SERVICE_HOSTS),
                                   mq_config_get_string (config, MQ_CONFIG_SERVICE_ORIGINS), error))
      || (token != NULL && !(self->metrics_token = mq_secret_file_read (token, error))))
    {
      if (g_error_matches (*error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
        start->failure = MQ_EXIT_BAD_SETTINGS;
      return FALSE;
    }

  if (audience != NULL)
    mq_allowed_hosts_add_url (self->hosts, audience);
  if (node != NULL)
    mq_allowed_hosts_add_url (self->hosts, node);
  return TRUE;
}

/* After a power cut the database may come up later than this node. Awaits.
 *
 * Returns: (transfer full) (nullable): the journal */
static MqJournal *
await_journal (Start *start, GError **error)
{
  const MqOptions *options = start->options;
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GError) why = NULL;

  for (;;)
    {
      MqJournal *journal = mq_journal_settings_open (options->config, options->data, &why);
      gboolean may_pass = g_error_matches (why, MQ_ERROR, MQ_ERROR_UNREACHABLE)
                          || g_error_matches (why, G_IO_ERROR, G_IO_ERROR_BUSY);

      if (journal != NULL)
        return journal;
      if (may_pass)
        start->failure = MQ_EXIT_LATER;
      if (!may_pass || g_get_monotonic_time () - began > DATABASE_SECONDS * G_TIME_SPAN_SECOND)
        break;

      g_warning ("%s; trying again", why->message);
      g_clear_error (&why);
      dex_await (dex_timeout_new_seconds (2), NULL);
    }

  return mq_fail_null_with (error, &why);
}

/* Says that the service is ready, and waits until it is told to end, or nobody is left to serve.
 * Awaits. */
static void
wait_for_end (const MqOptions *options, MqHttpServer *server, MqRuns *runs, MqTeams *teams)
{
  static const char line[] = "ready\n";
  DexPromise *parent_gone = dex_promise_new ();
  DexFuture *unused = NULL;
  g_autoptr (DexFuture) ending = NULL;

  if (options->parent_fd >= 0)
    g_unix_fd_add_full (G_PRIORITY_DEFAULT, options->parent_fd, G_IO_IN | G_IO_HUP | G_IO_ERR,
                        parent_cb, dex_ref (parent_gone), dex_unref);
  if (options->until_unused)
    {
      g_autofree char *lock = g_strconcat (options->socket, ".lock", NULL);
      g_autoptr (DexPromise) starter_gone = dex_promise_new ();

      /* The client that started us reads from the pipe until it is registered. */
      if (options->ready_fd >= 0)
        g_unix_fd_add_full (G_PRIORITY_DEFAULT, options->ready_fd, G_IO_ERR | G_IO_HUP, pipe_cb,
                            dex_ref (starter_gone), dex_unref);
      unused = mq_fiber_spawn_with (NULL, 0, wait_fiber, (MQ_TYPE_HTTP_SERVER, server),
                                    (MQ_TYPE_RUNS, runs), (G_TYPE_STRING, lock),
                                    (DEX_TYPE_FUTURE, DEX_FUTURE (starter_gone)));
    }

  /* A client that learns that the service is ready may end it right away. */
  ending = dex_future_first (dex_unix_signal_new (SIGTERM), dex_unix_signal_new (SIGINT),
                             DEX_FUTURE (parent_gone), unused, NULL);
  if (options->ready_fd < 0)
    {
      g_print ("maquette-service listens at %s; team: %s\n", server->place,
               mq_team_get_label (mq_teams_get_default (teams)));
      if (server->token_file != NULL)
        g_print ("Access token: %s\n", server->token_file);
    }
  else
    {
      if (write (options->ready_fd, line, strlen (line)) != (gssize)strlen (line))
        g_debug ("The client that started the service is gone: %s", g_strerror (errno));
      /* The service of one user learns by it that the client which started it has died. */
      if (!options->until_unused)
        close (options->ready_fd);
    }

  systemd_notify ("READY=1");
  dex_await (g_steal_pointer (&ending), NULL);
  systemd_notify ("STOPPING=1");
}

/* Starts the server of @runs, with all that the settings say of both. The socket of a service
 * manager is taken, if it has one for us. The protocols between systemd and a service, the sockets
 * it passes (sd_listen_fds(3)) and the states it is told (sd_notify(3)), are a few lines, so that
 * its library is not needed. @error: %MQ_ERROR_BAD_INPUT if there are several sockets, or it is
 * none. Returns: (transfer full) (nullable): the server */
static MqHttpServer *
start_server (const MqOptions *options, Loaded *loaded, MqRuns *runs, GError **error)
{
  MqConfig *config = options->config;
  const char *process = g_getenv ("LISTEN_PID");
  const char *count = g_getenv ("LISTEN_FDS");
  const char *unlimited = mq_config_get_string (config, MQ_CONFIG_SERVICE_UNLIMITED_GROUPS);
  g_auto (GStrv) groups = mq_text_split_list (unlimited != NULL ? unlimited : "");
  g_autoptr (MqHttpServer) server = mq_http_server_new (runs);
  g_autoptr (GSocket) given = NULL;
  gboolean listens;
  guint64 pid;
  guint64 n = 0;

  runs->max_live = (guint)mq_config_get_int (config, MQ_CONFIG_SERVICE_RUNS);
  runs->find_settings = settings_cache_find;
  runs->find_settings_data = loaded->cache;
  g_set_object (&runs->knowledge, loaded->knowledge);
  mq_http_server_set_hosts (server, g_steal_pointer (&loaded->hosts));
  mq_http_server_set_metrics_token (server, loaded->metrics_token);
  if (loaded->check != NULL)
    {
      MqAccounts *accounts
          = mq_accounts_new (runs->journal, loaded->terms,
                             (guint)mq_config_get_int (config, MQ_CONFIG_SERVICE_RUNS_PER_DAY),
                             (const char *const *)groups);

      accounts->session_bytes = G_GINT64_CONSTANT (1000000)
                                * mq_config_get_int (config, MQ_CONFIG_SERVICE_SESSIONS_MB);
      mq_accounts_set_cost_per_month (
          accounts, mq_config_get_double (config, MQ_CONFIG_SERVICE_COST_PER_MONTH));
      accounts->metadata = mq_account_check_describe (loaded->check);
      mq_account_check_set_machine_tokens (loaded->check, accounts->machine_tokens);
      runs->accounts = accounts;
      mq_http_server_set_find_account (server, mq_account_check_find, mq_account_check_may_enter,
                                       mq_account_check_is_ready, loaded->check);
    }

  if (process != NULL && count != NULL
      && g_ascii_string_to_unsigned (process, 10, 1, G_MAXINT, &pid, NULL)
      && pid == (guint64)getpid ()
      && (!g_ascii_string_to_unsigned (count, 10, 0, G_MAXINT, &n, NULL) || n > 1))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "LISTEN_FDS=%s: the service listens at one socket", count);

  if (n == 1)
    {
      /* Child processes must not inherit it. */
      fcntl (FIRST_FD, F_SETFD, FD_CLOEXEC);
      given = g_socket_new_from_fd (FIRST_FD, error);
      listens = given != NULL && mq_http_server_listen_socket (server, given, options->data, error);
    }
  else if (options->socket != NULL)
    listens = mq_http_server_listen_unix (server, options->socket, error);
  else
    listens = mq_http_server_listen_tcp (server, options->listen, options->data, error);
  return listens ? g_steal_pointer (&server) : NULL;
}

static DexFuture *
serve_fiber (gpointer user_data)
{
  Start *start = user_data;
  const MqOptions *options = start->options;
  MqConfig *config = options->config;
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVICE_NODE_URL);
  const char *data = options->data;
  g_autofree char *own = mq_paths_get_state_home ();
  g_autofree char *transcripts = g_build_filename (data, "transcripts", NULL);
  g_auto (Loaded) loaded = { NULL }; /* freed after the server */
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (MqRuns) runs = NULL;
  g_autoptr (MqHttpServer) server = NULL;
  g_autoptr (DexFuture) deleting = NULL;
  GError *error = NULL;
  int keep_days = mq_config_get_int (config, MQ_CONFIG_SERVICE_KEEP_DAYS);

  /* A folder that is given may be open for a reason, so it is refused; the one of our own is
   * closed. */
  if (g_str_equal (data, own))
    {
      if (mq_paths_make_private (data, &error) && g_chmod (data, 0700) != 0)
        mq_fail (&error, MQ_ERROR_BAD_INPUT, "“%s”: %s", data, g_strerror (errno));
    }
  else if (!mq_paths_require_private (data, &error)
           && g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    start->failure = MQ_EXIT_BAD_SETTINGS;
  if (error != NULL || !mq_paths_make_private (transcripts, &error)
      || !load (start, &loaded, &error))
    return dex_future_new_for_error (error);

  if (options->check_config)
    {
      g_print ("The configuration is in order\n");
      if (options->online)
        start->status = check_online (config, data);
      return dex_future_new_true ();
    }

  mq_in_hand_open (data);
  if (!(journal = await_journal (start, &error)))
    return dex_future_new_for_error (error);

  dex_future_disown (
      mq_journal_sweep_pictures (journal, g_get_real_time () - PICTURE_DAYS * G_TIME_SPAN_DAY));
  runs = mq_runs_new (journal, loaded.own);
  g_set_str (&runs->transcripts, transcripts);
  if (!(server = start_server (options, &loaded, runs, &error)))
    {
      /* Another service of the user began to listen meanwhile: the client uses that one. */
      if (options->until_unused && g_error_matches (error, MQ_ERROR, MQ_ERROR_CONFLICT))
        start->failure = EXIT_SUCCESS;
      return dex_future_new_for_error (error);
    }

  if (mq_journal_settings_get_database (config) != NULL)
    {
      g_autoptr (MqNodes) nodes = NULL;

      if (url == NULL
          && (!g_str_has_prefix (server->place, "http")
              || strstr (server->place, "//0.0.0.0:") != NULL
              || strstr (server->place, "//[::]:") != NULL))
        return dex_future_new_reject (
            MQ_ERROR, MQ_ERROR_BAD_INPUT,
            "A service that listens at “%s” needs “service.node_url”, where other nodes reach it",
            server->place);

      nodes = mq_nodes_new (journal, url != NULL ? url : server->place);
      mq_runs_set_nodes (runs, nodes);
      if (!mq_nodes_enter (nodes, &error))
        return dex_future_new_for_error (error);
    }
  if (loaded.check != NULL && !mq_runs_watch_accounts (runs, &error))
    return dex_future_new_for_error (error);

  if (keep_days > 0)
    deleting = mq_runs_delete_old_daily (runs, (guint)keep_days);
  wait_for_end (options, server, runs, loaded.own->teams);

  dex_clear (&deleting);
  mq_http_server_close (server);
  if (!dex_await (mq_runs_close (runs), &error)
      || (runs->nodes != NULL && !mq_nodes_leave (runs->nodes, &error)))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

static void
print_failure (const GError *error, const char *next)
{
  g_autofree char *message = mq_paths_name_pages (error->message);

  g_printerr ("maquette-service: %s\n%s", message, next);
}

/**
 * mq_program_run:
 * @func: makes the teams of this service
 *
 * Runs the service until it is told to end.
 *
 * Returns: the exit status: 0, 2 when it could not start, %MQ_EXIT_LATER when that may pass by
 * itself, %MQ_EXIT_BAD_SETTINGS when it is for what the settings say
 */
int
mq_program_run (int argc, char **argv, MqMakeTeams func)
{
  g_autoptr (MqOptions) options = NULL;
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  Start start;
  g_autofree char *locale_dir = mq_paths_dup_locale_dir ();

  /* People's words are in its files: nobody else reads them. */
  umask (0077);

  /* Only sentences are in the user's language: numbers and the case of letters go into scripts and
   * JSON, and are the same everywhere. (In Turkish, "I" has another small letter.) */
  setlocale (LC_MESSAGES, "");
  if (setlocale (LC_CTYPE, "C.UTF-8") == NULL)
    setlocale (LC_CTYPE, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  mq_http_init ();
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("maquette-service");
  dex_init ();

  if (!(options = options_parse (argc, argv, &error)))
    {
      print_failure (error, "Try “maquette-service --help”.\n");
      return EXIT_USAGE;
    }

  if (options->version)
    {
      g_print ("maquette-service %s\n", MQ_VERSION);
      return EXIT_SUCCESS;
    }

  /* That of one user stays plain: its programs show it. */
  if (!options->until_unused)
    g_log_set_writer_func (log_writer, NULL, NULL);
  start = (Start){ .options = options, .make_teams = func, .failure = EXIT_USAGE };
  done = mq_fiber_spawn (NULL, 256 * 1024, serve_fiber, &start, NULL);
  while (dex_future_is_pending (done))
    g_main_context_iteration (NULL, TRUE);

  /* Replies and streams that were under way end by themselves now. */
  while (g_main_context_iteration (NULL, FALSE))
    ;

  if (dex_future_get_value (done, &error) != NULL)
    return start.status;

  if (start.failure != EXIT_SUCCESS)
    print_failure (error, "");
  return start.failure;
}
