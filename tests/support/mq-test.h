/* What every C test needs: a main context to wait on futures, fibers as test bodies, and a folder
 * of one's own that is gone afterwards, with the XDG variables pointing into it. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/* What stands before the body of a test file's main function: the executable of its room runs it if
 * its first argument is @name, with the rest of them in argc and argv. */
#define MQ_TEST_PROGRAM(name)                                                                      \
  static int name##_main (int argc, char **argv);                                                  \
  static void __attribute__ ((constructor)) name##_added (void)                                    \
  {                                                                                                \
    mq_test_add_program (#name, name##_main);                                                      \
  }                                                                                                \
  static int name##_main (int argc, char **argv)

typedef int (*MqTestMain) (int argc, char **argv);
void mq_test_add_program (const char *name, MqTestMain program);

/* Call instead of g_test_init(); makes the test's folder and points XDG_* into it. */
void mq_test_init (int *argc, char ***argv);
/* g_test_run() and the removal of the test's folder. */
int mq_test_run (void);

/* What gettext says from here on is German, or else English again. FALSE, and the test is skipped,
 * where no German locale can be made. */
gboolean mq_test_speak_german (gboolean german);

/* The test's folder. */
const char *mq_test_get_dir (void);
/* A new folder in it (0700). */
char *mq_test_make_dir (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Removes a folder and what is in it. */
void mq_test_remove_tree (const char *path);

/* A JSON object; one that cannot be read fails the test. */
JsonObject *mq_test_parse_json (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Iterates the default main context until @future (transfer full) is complete; returns its value's
 * future, so that a test can look at it with dex_await_* or dex_future_get_value(). */
DexFuture *mq_test_wait (DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
/* Waits; fails the test when it rejects. */
void mq_test_expect (DexFuture *future);
/* Waits; fails the test when it does not reject with this code; returns the error. */
GError *mq_test_expect_error (DexFuture *future, GQuark domain, int code);

/* Waits until a job of libdex's pool of threads has run: none does while others block the pool. */
void mq_test_use_pool (void);
/* Waits until @n threads wait for the lock of the file @path. */
void mq_test_await_lockers (const char *path, guint n);
/* Starts a program that locks the file @path and stops itself; kill it. */
GSubprocess *mq_test_stop_with_lock (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a test whose body is a fiber: it may dex_await. */
typedef void (*MqTestFiber) (void);
void mq_test_add_fiber (const char *path, MqTestFiber body);

G_END_DECLS
