/* A service with accounts around the teams for tests: what test_accounts.py and test_nodes.py
 * start. The header X-Test-Account or the access token, `SUBJECT` or `SUBJECT:GROUP`, is the
 * account; without it nobody is signed in. The account “crash” ends the service as a fault would.
 */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "service/http/mq-http-server.h"
#include "service/http/mq-in-hand.h"
#include "service/scripted-team.h"
#include "service/thinking-team.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char *socket_path;
static char *listen_address;
static char *database;
static char *data;
static char *terms_path;
static int ready_fd = -1;
static int parent_fd = -1;
static int runs_per_day = 5;
static int max_runs = MQ_RUNS_DEFAULT_MAX_LIVE;
static double cost_per_month;
static int sessions_mb = 1000;

static const GOptionEntry options[] = {
  { "socket", 0, 0, G_OPTION_ARG_FILENAME, &socket_path, NULL, NULL },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &listen_address, NULL, NULL },
  { "database", 0, 0, G_OPTION_ARG_STRING, &database, NULL, NULL },
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
  { "terms", 0, 0, G_OPTION_ARG_FILENAME, &terms_path, NULL, NULL },
  { "ready-fd", 0, 0, G_OPTION_ARG_INT, &ready_fd, NULL, NULL },
  { "parent-fd", 0, 0, G_OPTION_ARG_INT, &parent_fd, NULL, NULL },
  { "runs-per-day", 0, 0, G_OPTION_ARG_INT, &runs_per_day, NULL, NULL },
  { "runs", 0, 0, G_OPTION_ARG_INT, &max_runs, NULL, NULL },
  { "cost-per-month", 0, 0, G_OPTION_ARG_DOUBLE, &cost_per_month, NULL, NULL },
  { "sessions-mb", 0, 0, G_OPTION_ARG_INT, &sessions_mb, NULL, NULL },
  { NULL },
};

static DexFuture *
find_account (SoupServerMessage *message, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *token = soup_message_headers_get_one (headers, "Authorization");
  const char *name = token != NULL && g_str_has_prefix (token, "Bearer ")
                         ? token + strlen ("Bearer ")
                         : soup_message_headers_get_one (headers, "X-Test-Account");
  g_auto (GStrv) parts = g_strsplit (name != NULL ? name : "", ":", 2);
  g_autoptr (JsonObject) claims = NULL;

  if (g_strcmp0 (name, "crash") == 0)
    raise (SIGSEGV);
  if (name == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_SIGN_IN, "There is no token");

  claims = mq_json_new ("iss:s sub:s groups:s", "https://issuer.test", parts[0],
                        parts[1] != NULL ? parts[1] : "");
  return dex_future_new_take_object (mq_account_new_from_claims (claims));
}

static DexFuture *
serve (gpointer user_data)
{
  static const char *const unlimited[] = { "staff", NULL };
  g_autofree char *path = g_build_filename (data, "journal.db", NULL);
  g_autofree char *transcripts = g_build_filename (data, "transcripts", NULL);
  g_autofree char *indexes = g_build_filename (data, "knowledge", NULL);
  g_autofree char *knowledge = mq_paths_find_data ("knowledge");
  g_autoptr (MqTeam) scripted = mq_scripted_team_new ();
  g_autoptr (MqTeam) thinking = test_thinking_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (scripted);
  g_autoptr (MqServiceSettings) settings = NULL;
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (MqTerms) terms = NULL;
  g_autoptr (MqRuns) runs = NULL;
  g_autoptr (MqHttpServer) server = NULL;
  g_autoptr (DexFuture) ending = NULL;
  GError *error = NULL;

  mq_teams_add (teams, thinking, FALSE);
  settings = mq_service_settings_new (NULL, teams, &mq_run_default_limits);
  g_mkdir_with_parents (transcripts, 0700);
  mq_in_hand_open (data);
  if (!(journal = database != NULL ? mq_journal_open_shared (database, &error)
                                   : mq_journal_open (path, &error))
      || (terms_path != NULL && !(terms = mq_terms_load (terms_path, &error))))
    return dex_future_new_for_error (error);

  runs = mq_runs_new (journal, settings);
  runs->max_live = (guint)max_runs;
  g_set_str (&runs->transcripts, transcripts);
  runs->knowledge = mq_knowledge_new (indexes, knowledge);
  runs->accounts = mq_accounts_new (journal, terms, (guint)runs_per_day, unlimited);
  mq_accounts_set_cost_per_month (runs->accounts, cost_per_month);
  runs->accounts->session_bytes = (gint64)sessions_mb * 1000000;
  server = mq_http_server_new (runs);
  mq_http_server_set_find_account (server, find_account, NULL, NULL, NULL);
  if (!(listen_address != NULL ? mq_http_server_listen_tcp (server, listen_address, data, &error)
                               : mq_http_server_listen_unix (server, socket_path, &error)))
    return dex_future_new_for_error (error);

  if (database != NULL)
    {
      g_autoptr (MqNodes) nodes = mq_nodes_new (journal, server->place);

      mq_runs_set_nodes (runs, nodes);
      if (!mq_nodes_enter (nodes, &error))
        return dex_future_new_for_error (error);
    }

  if (!mq_runs_watch_accounts (runs, &error))
    return dex_future_new_for_error (error);

  /* Whoever learns that the service is ready may end it right away. */
  ending = dex_unix_signal_new (SIGTERM);
  if (write (ready_fd, "ready\n", strlen ("ready\n")) < 0)
    g_warning ("Nobody waits");
  close (ready_fd);
  dex_await (g_steal_pointer (&ending), NULL);

  mq_http_server_close (server);
  if (!dex_await (mq_runs_close (runs), &error)
      || (runs->nodes != NULL && !mq_nodes_leave (runs->nodes, &error)))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

static DexFuture *
quit_cb (DexFuture *future, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return dex_ref (future);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  dex_init ();
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);

  done = dex_future_finally (mq_fiber_spawn (NULL, 256 * 1024, serve, NULL, NULL), quit_cb,
                             g_main_loop_ref (loop), (GDestroyNotify)g_main_loop_unref);
  g_main_loop_run (loop);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  if (dex_future_get_value (done, &error) != NULL)
    return EXIT_SUCCESS;

  g_printerr ("%s\n", error->message);
  return EXIT_FAILURE;
}
