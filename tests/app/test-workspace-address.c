/* Runs at a service that has an address: it may be late, be away for a while, or be gone. */
#include "app/workspace-bench.h"

#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

static guint16
find_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static GSubprocess *
listen_at (const char *address)
{
  g_autofree char *program = mq_paths_find_service (NULL);
  GSubprocess *service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                               | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                           NULL, program, "--listen", address, NULL);

  g_assert_nonnull (service);
  return service;
}

static void
end_service (GSubprocess *service)
{
  g_subprocess_force_exit (service);
  dex_await (dex_subprocess_wait_check (service), NULL);
  g_object_unref (service);
}

static void
wait_ready (MqConversationList *conversations)
{
  do
    {
      dex_await (dex_timeout_new_msec (50), NULL);
      dex_await (mq_workspace_reload_settings (mq_conversation_list_get_workspace (conversations)),
                 NULL);
    }
  while (!mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
}

static void
use_service_at (const char *address)
{
  g_autofree char *config = g_strdup_printf (BENCH_QUICK "server: {url: \"http://%s\"}\n", address);

  bench_write_config (config);
}

/* Has a run of a service at @address work on a chair, and holds it there. */
static MqConversation *
hold_chair_at (const char *address, GSubprocess **service, MqConversationList **conversations)
{
  MqConversation *chair;

  bench_forget_all ();
  *service = listen_at (address);
  use_service_at (address);
  bench_hold ("execute");
  *conversations = bench_open ();
  wait_ready (*conversations);
  chair = mq_conversation_list_start (*conversations);
  bench_send (chair, "Create a 3D object of a chair");
  bench_wait_activity (chair, "Running the script");
  return chair;
}

/* The run goes on when the window closes, and is found again. */
static void
test_goes_on (void)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", find_port ());
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  GSubprocess *service;

  chair = hold_chair_at (address, &service, &conversations);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  bench_release ();
  g_assert_cmpuint (bench_count_children (), ==, 1);

  /* Without the address, the user's own service goes on with it: both have one journal. */
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  while (bench_count_versions (chair) < 1)
    dex_await (dex_timeout_new_msec (10), NULL);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  bench_send (chair, "add 2 armrests");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 2);

  /* So it does when the service at the address is gone. */
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  end_service (service);
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  bench_send (chair, "make it taller");
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_get_parent (chair, 3), ==, 2);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Listens at @address in place of the service, and hangs up on @n clients. */
static void
refuse_clients (const char *address, guint n)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string (
      "127.0.0.1", (guint)atoi (strchr (address, ':') + 1));

  g_assert_true (g_socket_listener_add_address (listener, place, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, NULL, NULL));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GIOStream) client = dex_await_object (dex_socket_listener_accept (listener), NULL);

      g_io_stream_close (client, NULL, NULL);
    }
  g_socket_listener_close (listener);
}

/* A service at an address that is away for longer than a restart takes: its run goes on. */
static void
test_away (void)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", find_port ());
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  GSubprocess *service;

  chair = hold_chair_at (address, &service, &conversations);
  end_service (service);
  refuse_clients (address, 3);
  g_assert_cmpuint (bench_count_notices (chair, "service-away"), ==, 1);
  service = listen_at (address);
  bench_release ();
  bench_wait_state (chair, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (bench_count_versions (chair), ==, 1);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  end_service (service);
  bench_write_config (BENCH_QUICK);
}

static void
take_returned (MqConversation *conversation, const MqMessage *message, char **returned)
{
  g_set_str (returned, message->text);
}

/* What a process before this one did not get to send waits for a service that is not there yet. */
static void
test_late (void)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", find_port ());
  g_autofree char *returned = NULL;
  g_autoptr (JsonObject) unsent = mq_json_new ("text:s run:s", "add 2 armrests", "gone");
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  GSubprocess *service;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  chair = bench_make_chair (conversations);
  g_assert_true (dex_await (mq_conversation_finish (chair), NULL));
  g_assert_true (
      dex_await (mq_library_add_unsent (
                     mq_workspace_get_library (mq_conversation_list_get_workspace (conversations)),
                     mq_conversation_get_session (chair), "a-message", unsent),
                 NULL));
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  use_service_at (address);
  conversations = bench_open ();
  chair = bench_get_first (conversations);
  g_signal_connect (chair, "returned", G_CALLBACK (take_returned), &returned);
  dex_await (mq_workspace_wait_runs (mq_conversation_list_get_workspace (conversations)), NULL);
  g_assert_null (returned);

  service = listen_at (address);
  while (returned == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpstr (returned, ==, "add 2 armrests");

  end_service (service);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
  bench_write_config (BENCH_QUICK);
}

MQ_TEST_PROGRAM (workspace_address)
{
  mq_test_init (&argc, &argv);
  bench_write_config (BENCH_QUICK);
  mq_test_add_fiber ("/workspace/address/goes-on", test_goes_on);
  mq_test_add_fiber ("/workspace/address/away", test_away);
  mq_test_add_fiber ("/workspace/address/late", test_late);
  return mq_test_run ();
}
