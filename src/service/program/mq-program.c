/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The service as a program, see mq-program.h. */
#include "service/program/mq-program.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/secrets/mq-secret-file.h"
#include "service/account/mq-account-check.h"
#include "service/http/mq-access-token.h"
#include "service/http/mq-http-server.h"
#include "service/program/mq-idle-exit.h"
#include "service/program/mq-journal-settings.h"
#include "service/program/mq-log-writer.h"
#include "service/program/mq-online-check.h"
#include "service/program/mq-systemd.h"
#include "service/store/mq-journal-pictures.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libdex.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2
/* s: how long a node that starts waits for its database. */
#define DATABASE_SECONDS 60
/* How long the pictures of a run are kept that nobody goes on with. */
#define PICTURE_DAYS 30

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

static DexFuture *
wait_for_parent (int fd)
{
  DexPromise *gone = dex_promise_new ();

  if (fd >= 0)
    g_unix_fd_add_full (G_PRIORITY_DEFAULT, fd, G_IO_IN | G_IO_HUP | G_IO_ERR, parent_cb,
                        dex_ref (gone), dex_unref);

  return DEX_FUTURE (gone);
}

static void
report_ready (const MqOptions *options, MqHttpServer *server, MqTeams *teams)
{
  static const char line[] = "ready\n";

  if (options->ready_fd < 0)
    {
      g_print ("maquette-service listens at %s; team: %s\n", server->place,
               mq_team_get_label (mq_teams_get_default (teams)));
      if (server->token_file != NULL)
        g_print ("Access token: %s\n", server->token_file);
      return;
    }

  if (write (options->ready_fd, line, strlen (line)) != (gssize)strlen (line))
    g_debug ("The client that started the service is gone: %s", g_strerror (errno));
  /* The service of one user learns by it that the client which started it has died. */
  if (!options->until_unused)
    close (options->ready_fd);
}

typedef struct
{
  MqOptions *options;
  MqMakeTeams make_teams;
  int failure; /* the exit status if it does not start */
  int status;  /* of a check, else 0 */
} Start;

static MqKnowledge *
open_knowledge (GError **error)
{
  g_autofree char *data_dir = mq_paths_find_data ("knowledge");
  g_autofree char *cache_dir = mq_paths_get_cache ("knowledge");

  if (data_dir != NULL)
    return mq_knowledge_new (cache_dir, data_dir);

  return mq_fail_null (error, MQ_ERROR_FAILED,
                       "Maquette’s knowledge is missing; install Maquette anew");
}

/* At the socket of a service manager, if it has one for us. */
static gboolean
listen_at (MqHttpServer *server, const MqOptions *options, GError **error)
{
  g_autoptr (GSocket) given = NULL;

  if (!mq_systemd_take_socket (&given, error))
    return FALSE;
  if (given != NULL)
    return mq_http_server_listen_socket (server, given, options->data, error);

  return options->socket != NULL
             ? mq_http_server_listen_unix (server, options->socket, error)
             : mq_http_server_listen_tcp (server, options->listen, options->data, error);
}

/* By which names the service may be called, and by which web pages. Returns: (transfer full)
 * (nullable) */
static MqAllowedHosts *
load_hosts (MqConfig *config, GError **error)
{
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  const char *node = mq_config_get_string (config, MQ_CONFIG_SERVICE_NODE_URL);
  MqAllowedHosts *hosts
      = mq_allowed_hosts_new (mq_config_get_string (config, MQ_CONFIG_SERVICE_HOSTS),
                              mq_config_get_string (config, MQ_CONFIG_SERVICE_ORIGINS), error);

  if (hosts != NULL && audience != NULL)
    mq_allowed_hosts_add_url (hosts, audience);
  if (hosts != NULL && node != NULL)
    mq_allowed_hosts_add_url (hosts, node);

  return hosts;
}

/* @token: (out) (nullable): for who reads /metrics */
static gboolean
load_metrics_token (MqConfig *config, char **token, GError **error)
{
  const char *path = mq_config_get_string (config, MQ_CONFIG_SERVICE_METRICS_TOKEN);

  return path == NULL || (*token = mq_secret_file_read (path, error)) != NULL;
}

static gboolean
load_accounts (MqConfig *config, MqAccountCheck **check, MqTerms **terms, GError **error)
{
  const char *path = mq_config_get_string (config, MQ_CONFIG_SERVICE_TERMS);

  return mq_account_check_load (config, check, error)
         && (*check == NULL || path == NULL || (*terms = mq_terms_load (path, error)) != NULL);
}

static MqAccounts *
make_accounts (MqConfig *config, MqAccountCheck *check, MqTerms *terms, MqJournal *journal)
{
  const char *unlimited = mq_config_get_string (config, MQ_CONFIG_SERVICE_UNLIMITED_GROUPS);
  g_auto (GStrv) groups = mq_text_split_list (unlimited != NULL ? unlimited : "");
  MqAccounts *accounts;

  accounts = mq_accounts_new (journal, terms,
                              (guint)mq_config_get_int (config, MQ_CONFIG_SERVICE_RUNS_PER_DAY),
                              (const char *const *)groups);
  accounts->session_bytes = G_GINT64_CONSTANT (1000000)
                            * mq_config_get_int (config, MQ_CONFIG_SERVICE_SESSIONS_MB);
  mq_accounts_set_cost_per_month (accounts,
                                  mq_config_get_double (config, MQ_CONFIG_SERVICE_COST_PER_MONTH));
  accounts->metadata = mq_account_check_describe (check);
  return accounts;
}

/* Awaits. */
static gboolean
enter_nodes (const MqOptions *options, MqRuns *runs, MqHttpServer *server, GError **error)
{
  const char *url = mq_config_get_string (options->config, MQ_CONFIG_SERVICE_NODE_URL);
  g_autoptr (MqNodes) nodes = NULL;

  if (mq_journal_settings_get_database (options->config) == NULL)
    return TRUE;

  if (url == NULL
      && (!g_str_has_prefix (server->place, "http") || strstr (server->place, "//0.0.0.0:") != NULL
          || strstr (server->place, "//[::]:") != NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "A service that listens at “%s” needs “service.node_url”, where other nodes "
                    "reach it",
                    server->place);

  nodes = mq_nodes_new (runs->journal, url != NULL ? url : server->place);
  mq_runs_set_nodes (runs, nodes);
  return mq_nodes_enter (nodes, error);
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

  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

/* One that is given may be open for a reason, so it is refused; the one of our own is closed. */
static gboolean
prepare_data (Start *start, GError **error)
{
  const char *data = start->options->data;
  g_autofree char *own = mq_paths_get_state_home ();

  if (g_str_equal (data, own))
    return mq_paths_make_private (data, error)
           && (g_chmod (data, 0700) == 0
               || mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s”: %s", data, g_strerror (errno)));
  if (mq_paths_require_private (data, error))
    return TRUE;

  if (g_error_matches (*error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    start->failure = MQ_EXIT_BAD_SETTINGS;
  return FALSE;
}

static gboolean
serve (Start *start, GError **error)
{
  const MqOptions *options = start->options;
  g_autofree char *transcripts = g_build_filename (options->data, "transcripts", NULL);
  g_autoptr (MqAccountCheck) check = NULL; /* first, as it outlives the server */
  g_autoptr (MqTerms) terms = NULL;
  g_autoptr (MqAllowedHosts) hosts = NULL;
  g_autofree char *metrics_token = NULL;
  g_autoptr (MqKnowledge) knowledge = NULL;
  g_autoptr (MqSettingsCache) cache = NULL;
  g_autoptr (MqServiceSettings) own = NULL;
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (MqRuns) runs = NULL;
  g_autoptr (MqHttpServer) server = NULL;
  g_autoptr (DexFuture) ending = NULL;
  g_autoptr (DexFuture) deleting = NULL;
  int keep_days = mq_config_get_int (options->config, MQ_CONFIG_SERVICE_KEEP_DAYS);

  if (!prepare_data (start, error) || !mq_paths_make_private (transcripts, error)
      || !(knowledge = open_knowledge (error)))
    return FALSE;

  cache = mq_settings_cache_new (options, knowledge, start->make_teams);
  if (!(own = mq_settings_cache_make_own (cache, error))
      || !load_accounts (options->config, &check, &terms, error)
      || !mq_journal_settings_check (options->config, error)
      || !(hosts = load_hosts (options->config, error))
      || !load_metrics_token (options->config, &metrics_token, error))
    {
      if (g_error_matches (*error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
        start->failure = MQ_EXIT_BAD_SETTINGS;
      return FALSE;
    }

  if (options->check_config)
    {
      g_print ("The configuration is in order\n");
      if (options->online)
        start->status = mq_online_check (options->config, options->data);
      return TRUE;
    }

  if (!(journal = await_journal (start, error)))
    return FALSE;

  dex_future_disown (
      mq_journal_sweep_pictures (journal, g_get_real_time () - PICTURE_DAYS * G_TIME_SPAN_DAY));
  runs = mq_runs_new (journal, own);
  runs->max_live = (guint)mq_config_get_int (options->config, MQ_CONFIG_SERVICE_RUNS);
  mq_runs_set_find_settings (runs, mq_settings_cache_find, cache);
  g_set_object (&runs->knowledge, knowledge);
  g_set_str (&runs->transcripts, transcripts);
  if (check != NULL)
    {
      runs->accounts = make_accounts (options->config, check, terms, journal);
      mq_account_check_set_machine_tokens (check, runs->accounts->machine_tokens);
    }
  server = mq_http_server_new (runs);
  if (check != NULL)
    mq_http_server_set_find_account (server, mq_account_check_find, mq_account_check_may_enter,
                                     mq_account_check_is_ready, check);
  mq_http_server_set_hosts (server, g_steal_pointer (&hosts));
  mq_http_server_set_metrics_token (server, metrics_token);
  if (!listen_at (server, options, error))
    {
      /* Another service of the user began to listen meanwhile: the client uses that one. */
      if (options->until_unused && g_error_matches (*error, MQ_ERROR, MQ_ERROR_CONFLICT))
        start->failure = EXIT_SUCCESS;
      return FALSE;
    }
  if (!enter_nodes (options, runs, server, error)
      || (check != NULL && !mq_runs_watch_accounts (runs, error)))
    return FALSE;

  if (keep_days > 0)
    deleting = mq_runs_delete_old_daily (runs, (guint)keep_days);
  /* A client that learns that the service is ready may end it right away. */
  ending = dex_future_first (
      dex_unix_signal_new (SIGTERM), dex_unix_signal_new (SIGINT),
      wait_for_parent (options->parent_fd),
      options->until_unused ? mq_idle_exit_wait (server, runs, options->socket, options->ready_fd)
                            : NULL,
      NULL);
  report_ready (options, server, own->teams);
  mq_systemd_notify ("READY=1");
  dex_await (g_steal_pointer (&ending), NULL);
  mq_systemd_notify ("STOPPING=1");

  dex_clear (&deleting);
  mq_http_server_close (server);
  return dex_await (mq_runs_close (runs), error)
         && (runs->nodes == NULL || mq_nodes_leave (runs->nodes, error));
}

static DexFuture *
serve_fiber (gpointer user_data)
{
  GError *error = NULL;

  if (!serve (user_data, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

static DexFuture *
quit_cb (DexFuture *future, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return dex_ref (future);
}

/* Sentences are in the user's language, and nothing else is: numbers and the case of letters go
 * into scripts and JSON, and are the same everywhere. (In Turkish, "I" has another small letter.)
 */
static void
set_language (void)
{
  g_autofree char *locale_dir = mq_paths_dup_locale_dir ();

  setlocale (LC_MESSAGES, "");
  if (setlocale (LC_CTYPE, "C.UTF-8") == NULL)
    setlocale (LC_CTYPE, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
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
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MqOptions) options = NULL;
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;
  Start start;

  /* People's words are in its files: nobody else reads them. */
  umask (0077);
  set_language ();
  mq_http_init ();
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("maquette-service");
  dex_init ();

  if (!(options = mq_options_parse (argc, argv, &error)))
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
    g_log_set_writer_func (mq_log_writer, NULL, NULL);
  start = (Start){ .options = options, .make_teams = func, .failure = EXIT_USAGE };
  done = dex_future_finally (mq_fiber_spawn (NULL, 256 * 1024, serve_fiber, &start, NULL), quit_cb,
                             g_main_loop_ref (loop), (GDestroyNotify)g_main_loop_unref);
  g_main_loop_run (loop);

  /* Replies and streams that were under way end by themselves now. */
  while (g_main_context_iteration (NULL, FALSE))
    ;

  if (dex_future_get_value (done, &error) != NULL)
    return start.status;

  if (start.failure != EXIT_SUCCESS)
    print_failure (error, "");
  return start.failure;
}
