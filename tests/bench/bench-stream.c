/* bench-stream SECONDS RATE: a conversation on screen while a run streams RATE events a second;
 * says how long the main loop was away at most, and how much of it the main thread itself computed
 * (what a busy machine adds is not in it). The run is played: its events go straight to the
 * timeline, as a run's do. Needs a display. */
#include "app/conversation/mq-conversation-list.h"
#include "app/conversation-view/mq-conversation-view.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WATCH_MS 1

typedef struct
{
  GMainLoop *loop;
  MqTimeline *timeline;
  int rate;
  gint64 started;
  gint64 ends;
  guint sent;
  guint step;
  gint64 last_look;
  gint64 last_work;
  gint64 worst;
  gint64 worst_work;
  guint over;
  GString *text;
} Bench;

static gint64
get_thread_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* The watchdog: asked for every millisecond at a priority above all drawing; what it comes late is
 * what the loop was away. */
static gboolean
look (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 away = now - bench->last_look;
  gint64 work = get_thread_time ();

  if (bench->last_look != 0)
    {
      bench->worst = MAX (bench->worst, away);
      bench->worst_work = MAX (bench->worst_work, work - bench->last_work);
      bench->over += away > 50 * 1000;
    }

  bench->last_look = now;
  bench->last_work = work;
  return G_SOURCE_CONTINUE;
}

static void
send_event (Bench *bench, const char *type, JsonObject *data)
{
  g_autoptr (MqRunEvent) event = mq_run_event_read (type, data, 0);

  mq_timeline_add_event (bench->timeline, event, NULL);
  bench->sent++;
}

static void
send_step (Bench *bench, const char *state)
{
  g_autoptr (JsonObject) data = json_object_new ();
  static const char *const roles[] = { "planner", "writer", "checker", "blender", "critic" };
  gboolean ended = g_str_equal (state, "ended");

  json_object_set_int_member (data, "step", bench->step);
  json_object_set_string_member (data, "role", roles[bench->step % G_N_ELEMENTS (roles)]);
  json_object_set_string_member (data, "state", state);
  json_object_set_string_member (data, "text", ended ? "Wrote 100 words" : "Writing");
  json_object_set_double_member (data, "seconds", 0.1);
  if (ended)
    json_object_set_string_member (data, "detail", bench->text->str);
  send_event (bench, "step", data);
}

/* What a model has just written: prose of one long line, and a script of many. */
static void
send_words (Bench *bench)
{
  g_autoptr (JsonObject) data = json_object_new ();
  const char *words = bench->step % 2 ? "five words of a model " : "    bpy.ops.mesh.cube()\n";

  g_string_append (bench->text, words);
  json_object_set_int_member (data, "step", bench->step);
  json_object_set_string_member (data, "text", words);
  send_event (bench, "stream", data);
}

/* Each step's text grows as a model writes it; after 100 pieces the next one begins. */
static gboolean
play (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();
  guint due = (now - bench->started) * bench->rate / G_USEC_PER_SEC;

  while (bench->sent < due)
    {
      if (bench->text->len == 0)
        send_step (bench, "started");
      send_words (bench);
      if (bench->text->len >= 2400)
        {
          send_step (bench, "ended");
          g_string_truncate (bench->text, 0);
          bench->step++;
        }
    }

  if (now >= bench->ends)
    {
      g_main_loop_quit (bench->loop);
      return G_SOURCE_REMOVE;
    }

  return G_SOURCE_CONTINUE;
}

/* The first layout is the start's, not the stream's. */
static gboolean
begin (gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (JsonObject) phase = json_object_new ();

  json_object_set_string_member (phase, "phase", "create");
  json_object_set_string_member (phase, "state", "started");
  send_event (bench, "phase", phase);
  bench->sent = 0;
  bench->started = g_get_monotonic_time ();
  bench->ends += bench->started;
  g_timeout_add_full (G_PRIORITY_HIGH, WATCH_MS, look, bench, NULL);
  g_timeout_add (5, play, bench);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (MqConversationList) desk = NULL;
  MqConversation *conversation;
  GtkWindow *window;
  MqConversationView *view;
  Bench bench = { .step = 1 };

  dex_init ();
  adw_init ();
  bench.ends = (argc > 1 ? atoi (argv[1]) : 5) * G_USEC_PER_SEC;
  bench.rate = argc > 2 ? atoi (argv[2]) : 200;
  bench.text = g_string_new (NULL);
  bench.loop = g_main_loop_new (NULL, FALSE);

  desk = mq_conversation_list_new (mq_workspace_new (NULL));
  conversation = mq_conversation_list_start (desk);
  bench.timeline = mq_conversation_get_timeline (conversation);
  mq_timeline_add_message (bench.timeline, mq_message_new ("Create a 3D object of a chair", NULL),
                           "user", FALSE, g_get_real_time ());

  window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (window, 700, 800);
  view = g_object_new (MQ_TYPE_CONVERSATION_VIEW, NULL);
  mq_conversation_view_set_workspace (view, mq_conversation_list_get_workspace (desk));
  mq_conversation_view_set_conversation (view, conversation);
  gtk_window_set_child (window, GTK_WIDGET (view));
  gtk_window_present (window);
  g_timeout_add (1500, begin, &bench);
  g_main_loop_run (bench.loop);

  printf ("{\"events\": %u, \"worst_stall_ms\": %.1f, \"worst_work_ms\": %.1f, "
          "\"stalls_over_50_ms\": %u}\n",
          bench.sent, bench.worst / 1000.0, bench.worst_work / 1000.0, bench.over);
  gtk_window_destroy (window);
  g_string_free (bench.text, TRUE);
  g_main_loop_unref (bench.loop);
  return 0;
}
