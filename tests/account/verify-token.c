/* verify-token ISSUER AUDIENCE: for each token in a line of the input, the account's name or why it
 * was refused. For test_issuer.py. */
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "service/account/mq-issuer.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  MqIssuer *issuer;
  GMainLoop *loop;
} Program;

static void
verify (MqIssuer *issuer, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) claims = dex_await_boxed (mq_issuer_verify (issuer, token), &error);

  printf ("%s\n",
          claims != NULL ? mq_json_get_string (claims, "preferred_username", "?") : error->message);
  fflush (stdout);
}

static DexFuture *
read_fiber (gpointer data)
{
  Program *program = data;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      verify (program->issuer, line);
      g_free (line);
    }

  g_main_loop_quit (program->loop);
  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MqIssuer) issuer = NULL;
  Program program;

  mq_http_init ();
  dex_init ();
  if (argc != 3 || !(issuer = mq_issuer_new (argv[1], argv[2], &error)))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "verify-token ISSUER AUDIENCE");
      return 2;
    }

  program = (Program){ issuer, loop };
  dex_future_disown (dex_scheduler_spawn (NULL, 256 * 1024, read_fiber, &program, NULL));
  g_main_loop_run (loop);
  return 0;
}
