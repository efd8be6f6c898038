/* A person at the workspace who is killed. `make`: wants a chair with armrests; `go on`: only opens
 * the conversations; both wait for two versions and the user's turn. `say TEXT PICTURE [TEXT
 * PICTURE]`: says the first with its picture at once, the second at SIGUSR1, and waits in the same
 * way. */
#include "app/workspace-bench.h"

#include "common/base/mq-fiber.h"

#include <glib-unix.h>
#include <signal.h>

typedef struct
{
  char **words; /* after the program's name */
  DexPromise *told;
} Driver;

static gboolean
told_cb (gpointer data)
{
  Driver *driver = data;

  if (dex_future_is_pending (DEX_FUTURE (driver->told)))
    dex_promise_resolve_boolean (driver->told, TRUE);
  return G_SOURCE_CONTINUE;
}

static void
say_all (Driver *driver, MqConversation *conversation)
{
  for (gsize i = 1; driver->words[i] != NULL; i += 2)
    {
      const char *const pictures[] = { driver->words[i + 1], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (pictures[0]);
      if (i > 1)
        dex_await (dex_ref (DEX_FUTURE (driver->told)), NULL);
      dex_await (mq_conversation_send (conversation, mq_message_new (driver->words[i], pictures)),
                 &error);
      g_assert_no_error (error);
    }
}

static DexFuture *
drive (gpointer user_data)
{
  Driver *driver = user_data;
  const char *what = driver->words[0];
  g_autoptr (MqConversationList) conversations = bench_open ();
  g_autoptr (MqConversation) conversation = NULL;

  if (g_str_equal (what, "go on"))
    {
      if (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)) == 0)
        return dex_future_new_true ();
      conversation = bench_get_first (conversations);
    }
  else
    conversation = mq_conversation_list_start (conversations);

  if (g_str_equal (what, "make"))
    {
      bench_send (conversation, "Create a 3D object of a chair");
      bench_send (conversation, "add 2 armrests");
    }
  else if (g_str_equal (what, "say"))
    say_all (driver, conversation);

  while (bench_count_versions (conversation) < 2)
    dex_await (dex_timeout_new_msec (10), NULL);
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);
  g_clear_object (&conversation);
  bench_close (g_steal_pointer (&conversations));
  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  static char *nothing[] = { "go on", NULL };
  Driver driver = { argc > 1 ? argv + 1 : nothing, NULL };
  DexFuture *done;

  dex_init ();
  driver.told = dex_promise_new ();
  g_unix_signal_add (SIGUSR1, told_cb, &driver);
  done = mq_fiber_spawn (NULL, 256 * 1024, drive, &driver, NULL);
  g_assert_true (dex_future_is_resolved (done = mq_test_wait (done)));
  dex_unref (done);
  dex_unref (driver.told);
  return 0;
}
