/* The one service of this user: started once however many come at the same time, started anew when
 * it died or hangs, and gone when nobody is left. */
#include "client/service/mq-service-connection.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <errno.h>
#include <signal.h>

static MqServiceConnection *
open_link (void)
{
  MqServiceConnection *link = mq_service_connection_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (dex_await (mq_service_connection_open (link), &error));
  g_assert_no_error (error);
  return link;
}

static void
assert_answers (MqServiceConnection *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) health = dex_await_boxed (mq_service_connection_get (link, "/v1/health"),
                                                   &error);

  g_assert_no_error (error);
  g_assert_cmpint (mq_json_get_int (health, "pid", 0), ==, mq_service_connection_get_pid (link));
}

static void
wait_gone (GPid pid)
{
  while (kill (pid, 0) == 0)
    dex_await (dex_timeout_new_msec (10), NULL);
}

static void
test_one (void)
{
  MqServiceConnection *links[8];
  DexFuture *opening[8];
  g_autoptr (GError) error = NULL;
  GPid pid;

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      links[i] = mq_service_connection_new ();
      opening[i] = mq_service_connection_open (links[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_assert_true (dex_await (opening[i], &error));
      g_assert_cmpint (mq_service_connection_get_pid (links[i]), ==,
                       mq_service_connection_get_pid (links[0]));
      assert_answers (links[i]);
    }

  /* It stays while one of them is there. */
  pid = mq_service_connection_get_pid (links[0]);
  for (guint i = 1; i < G_N_ELEMENTS (links); i++)
    {
      g_assert_true (dex_await (mq_service_connection_close (links[i]), NULL));
      g_object_unref (links[i]);
    }
  assert_answers (links[0]);
  g_assert_true (dex_await (mq_service_connection_close (links[0]), NULL));
  g_object_unref (links[0]);
  wait_gone (pid);
}

/* One after the other without a pause: a service that is ending is not mistaken for one that is
 * there. */
static void
test_again (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (MqServiceConnection) link = open_link ();

      assert_answers (link);
      g_assert_true (dex_await (mq_service_connection_close (link), NULL));
    }
}

static void
test_killed (void)
{
  g_autoptr (MqServiceConnection) link = open_link ();
  g_autoptr (MqServiceConnection) other = open_link ();
  GPid first = mq_service_connection_get_pid (link);

  g_assert_cmpint (kill (first, SIGKILL), ==, 0);
  wait_gone (first);
  assert_answers (link);
  g_assert_cmpint (mq_service_connection_get_pid (link), !=, first);
  assert_answers (other);
  g_assert_cmpint (mq_service_connection_get_pid (link), ==, mq_service_connection_get_pid (other));
  g_assert_true (dex_await (mq_service_connection_close (link), NULL));
  g_assert_true (dex_await (mq_service_connection_close (other), NULL));
}

static void
test_hanging (void)
{
  g_autoptr (MqServiceConnection) link = open_link ();
  GPid first = mq_service_connection_get_pid (link);
  g_autoptr (MqServiceConnection) other = NULL;

  g_assert_cmpint (kill (first, SIGSTOP), ==, 0);
  other = open_link ();
  g_assert_cmpint (mq_service_connection_get_pid (other), !=, first);
  assert_answers (other);
  assert_answers (link);
  g_assert_true (dex_await (mq_service_connection_close (link), NULL));
  g_assert_true (dex_await (mq_service_connection_close (other), NULL));
}

MQ_TEST_PROGRAM (own_service)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/own-service/one", test_one);
  mq_test_add_fiber ("/own-service/again", test_again);
  mq_test_add_fiber ("/own-service/killed", test_killed);
  mq_test_add_fiber ("/own-service/hanging", test_hanging);
  return mq_test_run ();
}
