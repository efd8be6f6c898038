/* The line of those who render final pictures: in order of arrival, a person before a batch, and
 * past those who have died or no longer say anything. */
#include "client/executor/mq-render-turn.h"

#include "common/base/mq-paths.h"
#include "support/mq-test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static MqRenderTurn *
come (MqRenderRank rank, const char *title)
{
  return mq_render_turn_new (rank, title);
}

/* @before: who is right before it; NULL: nobody, it renders */
static void
check (MqRenderTurn *turn, guint n, const char *before)
{
  g_autofree char *found = NULL;

  g_assert_cmpuint (mq_render_turn_try (turn, 1, &found), ==, n);
  g_assert_cmpstr (found, ==, before);
}

/* Awaits the turn. */
static void
wait_for_turn (MqRenderTurn *turn)
{
  g_autofree char *before = NULL;

  while (mq_render_turn_try (turn, 1, &before) > 0)
    {
      g_assert_true (dex_await (mq_render_turn_wait (turn), NULL));
      g_clear_pointer (&before, g_free);
    }
}

static void
test_order_of_arrival (void)
{
  g_autoptr (MqRenderTurn) first = come (MQ_RENDER_RANK_PERSON, "A chair");
  g_autoptr (MqRenderTurn) second = come (MQ_RENDER_RANK_PERSON, "A mug/cup");
  g_autoptr (MqRenderTurn) third = come (MQ_RENDER_RANK_PERSON, "A lamp");
  g_autoptr (DexFuture) waiting = NULL;

  check (first, 0, NULL);
  check (second, 1, "A chair");
  check (third, 2, "A mug cup");
  waiting = mq_render_turn_wait (third);

  g_clear_pointer (&first, mq_render_turn_free);
  g_assert_true (dex_await (dex_ref (waiting), NULL));
  /* Whoever looks first, and whoever comes now, goes no sooner. */
  check (third, 1, "A mug cup");
  first = come (MQ_RENDER_RANK_PERSON, "A table");
  check (first, 2, "A lamp");
  wait_for_turn (second);
  check (third, 1, "A mug cup");

  g_clear_pointer (&second, mq_render_turn_free);
  wait_for_turn (third);
  check (first, 1, "A lamp");
}

static void
test_person_before_batch (void)
{
  g_autoptr (MqRenderTurn) first = come (MQ_RENDER_RANK_BATCH, "Item 1");
  g_autoptr (MqRenderTurn) second = come (MQ_RENDER_RANK_BATCH, "Item 2");
  g_autoptr (MqRenderTurn) person = come (MQ_RENDER_RANK_PERSON, "A chair");

  check (first, 0, NULL);
  check (second, 1, "Item 1");
  check (person, 1, "Item 1");
  check (second, 2, "A chair");

  g_clear_pointer (&first, mq_render_turn_free);
  check (second, 1, "A chair");
  wait_for_turn (person);
  g_clear_pointer (&person, mq_render_turn_free);
  wait_for_turn (second);
}

/* Who does not wait any more is not waited for either. */
static void
test_dropped (void)
{
  g_autoptr (MqRenderTurn) first = come (MQ_RENDER_RANK_PERSON, "1");
  g_autoptr (MqRenderTurn) second = come (MQ_RENDER_RANK_PERSON, "2");
  g_autoptr (MqRenderTurn) third = come (MQ_RENDER_RANK_PERSON, "3");

  check (first, 0, NULL);
  check (second, 1, "1");
  check (third, 2, "2");
  g_clear_pointer (&second, mq_render_turn_free);
  check (third, 1, "1");
  g_clear_pointer (&first, mq_render_turn_free);
  wait_for_turn (third);
}

static void
test_two_at_once (void)
{
  MqRenderTurn *turns[3];
  g_autofree char *before = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      turns[i] = come (MQ_RENDER_RANK_PERSON, "A chair");
      g_assert_cmpuint (mq_render_turn_try (turns[i], 2, &before), ==, i < 2 ? 0 : i);
    }

  g_clear_pointer (&turns[0], mq_render_turn_free);
  g_clear_pointer (&before, g_free);
  g_assert_cmpuint (mq_render_turn_try (turns[2], 2, &before), ==, 0);
  g_clear_pointer (&turns[1], mq_render_turn_free);
  g_clear_pointer (&turns[2], mq_render_turn_free);
}

/* Another program that renders: all of it that others see. It never says that it is alive.
 * @path: (out): its pipe. Returns: the descriptor that it has open */
static int
render_elsewhere (char **path)
{
  g_autofree char *home = mq_paths_make_runtime_home (NULL);
  g_autofree char *folder = g_build_filename (home, "render", NULL);
  const gint64 now = g_get_monotonic_time () / G_USEC_PER_SEC;
  const struct timespec times[] = { { now, 0 }, { now, 0 } };
  int fd;

  g_mkdir_with_parents (folder, 0700);
  *path = g_build_filename (folder, "0-0000000000000000-Elsewhere", NULL);
  g_assert_cmpint (mkfifo (*path, 0600), ==, 0);
  fd = open (*path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (futimens (fd, times), ==, 0);
  return fd;
}

static void
test_killed (void)
{
  g_autoptr (MqRenderTurn) turn = come (MQ_RENDER_RANK_PERSON, "A chair");
  g_autofree char *path = NULL;
  int fd = render_elsewhere (&path);
  pid_t child = fork ();

  if (child == 0)
    for (;;)
      pause ();
  close (fd);

  check (turn, 1, "Elsewhere");
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  wait_for_turn (turn);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

/* It is passed over, and is in the line again when it goes on. */
static void
test_silent (void)
{
  g_autoptr (MqRenderTurn) turn = come (MQ_RENDER_RANK_PERSON, "A chair");
  g_autofree char *path = NULL;
  int fd;

  g_setenv ("MQ_TURN_SECONDS", "1", TRUE);
  fd = render_elsewhere (&path);
  check (turn, 1, "Elsewhere");
  wait_for_turn (turn);
  g_unsetenv ("MQ_TURN_SECONDS");

  g_clear_pointer (&turn, mq_render_turn_free);
  turn = come (MQ_RENDER_RANK_PERSON, "A chair");
  check (turn, 1, "Elsewhere");
  close (fd);
  wait_for_turn (turn);
}

MQ_TEST_PROGRAM (render_turn)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/render-turn/order-of-arrival", test_order_of_arrival);
  mq_test_add_fiber ("/render-turn/person-before-batch", test_person_before_batch);
  mq_test_add_fiber ("/render-turn/dropped", test_dropped);
  mq_test_add_fiber ("/render-turn/two-at-once", test_two_at_once);
  mq_test_add_fiber ("/render-turn/killed", test_killed);
  mq_test_add_fiber ("/render-turn/silent", test_silent);
  return mq_test_run ();
}
