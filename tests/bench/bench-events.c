/* How long an event takes from the service's append (before it is on disk) to the client's receipt:
 * one process appends to a run's log and serves it, as maquette-service does; this one listens, as
 * the CLI does. Both read the same clock. Prints one JSON object: milliseconds, and the seconds of
 * processor time that each of the two took. */
#include "client/service/mq-service-client.h"
#include "common/json/mq-json.h"
#include "service/http/mq-http-server.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* A team that never answers, so that only this program writes to the run. */
#define BENCH_TYPE_SILENT_TEAM (bench_silent_team_get_type ())
G_DECLARE_FINAL_TYPE (BenchSilentTeam, bench_silent_team, BENCH, SILENT_TEAM, GObject)

struct _BenchSilentTeam
{
  GObject parent_instance;
};

static const char *
get_name (MqTeam *team)
{
  return "sketcher";
}

static DexFuture *
be_silent (MqTeam *team, MqTeamTask task, MqAssetState *asset)
{
  return DEX_FUTURE (dex_promise_new ());
}

static void
team_iface_init (MqTeamInterface *iface)
{
  iface->get_id = get_name;
  iface->get_label = get_name;
  iface->ask = be_silent;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchSilentTeam, bench_silent_team, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_TEAM, team_iface_init))

static void
bench_silent_team_class_init (BenchSilentTeamClass *klass)
{
}

static void
bench_silent_team_init (BenchSilentTeam *self)
{
}

#define TEXT "a step as long as most of them are"

static const char *folder;
static int count;
static const char *program;

static char *
get_socket_path (void)
{
  return g_build_filename (folder, "s", "service.sock", NULL);
}

static DexFuture *
fail (GError *error)
{
  g_printerr ("bench-events: %s\n", error->message);
  return dex_future_new_for_int (1);
}

/* The serving process: makes a run, says where, and appends once the listener is there. */
static DexFuture *
serve_fiber (gpointer data)
{
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *socket = get_socket_path ();
  g_autoptr (MqTeam) team = g_object_new (BENCH_TYPE_SILENT_TEAM, NULL);
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (MqJournal) journal = NULL;
  g_autoptr (MqTeams) teams = NULL;
  g_autoptr (MqServiceSettings) settings = NULL;
  g_autoptr (MqRuns) runs = NULL;
  g_autoptr (MqHttpServer) server = NULL;
  g_autoptr (MqServiceRun) run = NULL;
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GBytes) go = NULL;
  g_autoptr (GError) error = NULL;
  MqRunLog *log;

  if (!(journal = mq_journal_open (path, &error)))
    return fail (error);

  teams = mq_teams_new (team);
  settings = mq_service_settings_new (NULL, teams, &mq_run_default_limits);
  runs = mq_runs_new (journal, settings);
  server = mq_http_server_new (runs);
  if (!mq_http_server_listen_unix (server, socket, &error))
    return fail (error);

  json_object_set_string_member (request, "prompt", "bench");
  json_object_set_string_member (request, "team", "sketcher");
  json_object_set_string_member (request, "mode", "create");
  if (!(run = dex_await_object (mq_runs_create (runs, NULL, NULL, request), &error)))
    return fail (error);

  g_print ("%s\n", mq_service_run_get_id (run));
  fflush (stdout);
  if (!(go = dex_await_boxed (dex_input_stream_read_bytes (in, 1, G_PRIORITY_DEFAULT), &error)))
    return fail (error);

  log = run->log;
  for (int i = 0; i < count; i++)
    {
      JsonObject *event = json_object_new ();

      mq_json_add (event, "step:i role:s state:s text:s", i + 2, "writer", "started", TEXT);
      if (!dex_await (mq_run_log_emit (log, "step", event), &error))
        return fail (error);
    }

  /* Ends with its standard input, once the listener has read everything. */
  g_clear_pointer (&go, g_bytes_unref);
  go = dex_await_boxed (dex_input_stream_read_bytes (in, 1, G_PRIORITY_DEFAULT), NULL);
  return dex_future_new_for_int (0);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;

  return (one > other) - (one < other);
}

static double
get_percentile (GArray *times, double share)
{
  return g_array_index (times, gint64, (guint)((times->len - 1) * share)) / 1000.0;
}

static double
get_cpu_seconds (int whose)
{
  struct rusage usage;

  getrusage (whose, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static DexFuture *
listen_fiber (gpointer data)
{
  g_autofree char *socket = get_socket_path ();
  g_autofree char *n_events = g_strdup_printf ("%d", count);
  g_autofree char *line = NULL;
  g_autoptr (GSubprocess) service = NULL;
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (MqEventStream) stream = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 started;

  service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, program, folder, n_events, "--serve", NULL);
  if (service == NULL)
    return fail (error);

  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (service));
  if (!(line = g_data_input_stream_read_line (out, NULL, NULL, &error)))
    return dex_future_new_for_int (1);

  client = mq_service_client_new_for_socket (socket);
  if (!(stream = dex_await_object (mq_service_client_listen (client, line, 0), &error)))
    return fail (error);

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (service), "\n", 1, NULL, NULL, NULL);
  started = g_get_monotonic_time ();
  while (times->len < (guint)count)
    {
      g_autoptr (MqRunEvent) event = dex_await_boxed (mq_event_stream_next (stream), &error);
      gint64 late;

      if (event == NULL)
        return fail (error);

      if (event->kind == MQ_EVENT_STEP && g_strcmp0 (event->step.text, TEXT) == 0)
        {
          late = g_get_real_time () - event->time;
          g_array_append_val (times, late);
        }
    }

  started = g_get_monotonic_time () - started;
  g_output_stream_close (g_subprocess_get_stdin_pipe (service), NULL, NULL);
  g_subprocess_wait (service, NULL, NULL);
  g_array_sort (times, compare_times);
  g_print ("{\"events\": %d, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"events_per_s\": %.0f, "
           "\"service_cpu_s\": %.2f, \"client_cpu_s\": %.2f}\n",
           count, get_percentile (times, 0.50), get_percentile (times, 0.99),
           count / (started / 1e6), get_cpu_seconds (RUSAGE_CHILDREN),
           get_cpu_seconds (RUSAGE_SELF));
  return dex_future_new_for_int (0);
}

static DexFuture *
quit (DexFuture *future, gpointer data)
{
  g_main_loop_quit (data);
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) work = NULL;

  dex_init ();
  if (argc < 3)
    {
      g_printerr ("usage: bench-events FOLDER COUNT\n");
      return 2;
    }

  folder = argv[1];
  program = argv[0];
  count = CLAMP (atoi (argv[2]), 1, 1000000);
  work = dex_scheduler_spawn (NULL, 256 * 1024, argc > 3 ? serve_fiber : listen_fiber, NULL, NULL);
  dex_future_disown (dex_future_finally (dex_ref (work), quit, loop, NULL));
  g_main_loop_run (loop);
  return dex_await_int (g_steal_pointer (&work), NULL);
}
