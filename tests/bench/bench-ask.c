/* bench-ask CONFIG: asks the writer's model of a configuration, and of the environment, once what
 * stands on standard input; prints the answer with what it used up as one JSON object. The baseline
 * that the team is held against, by the same way to the same model. */
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/models/mq-models.h"

#include <locale.h>
#include <string.h>

#define MOST_BYTES (64 * 1024)

static char *
read_question (GError **error)
{
  g_autoptr (GIOChannel) in = g_io_channel_unix_new (0);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (g_io_channel_read_to_end (in, &text, &length, error) != G_IO_STATUS_NORMAL)
    return NULL;

  if (length == 0 || length > MOST_BYTES)
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "There is no question");
      return NULL;
    }

  return g_steal_pointer (&text);
}

static gboolean
ask (const char *path, GError **error)
{
  g_autoptr (MqConfig) config = mq_config_load (path, error);
  g_autoptr (MqModels) models = config != NULL ? mq_models_new (config, NULL, NULL, error) : NULL;
  g_autoptr (MqModelRequest) request = mq_model_request_new ("writer", "one-shot");
  g_autofree char *question = NULL;
  g_autofree char *text = NULL;
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (JsonObject) json = NULL;
  MqModel *model;

  if (models == NULL || !(question = read_question (error))
      || !(model = mq_models_get (models, "writer", error)))
    return FALSE;

  mq_model_request_add_text (request, MQ_MODEL_USER, question);
  if (!(answer = dex_await_object (mq_model_ask (model, request, NULL, NULL, NULL, NULL), error)))
    return FALSE;

  json = mq_model_answer_to_json (answer);
  text = mq_json_object_to_string (json, FALSE);
  g_print ("%s\n", text);
  return TRUE;
}

static DexFuture *
ask_fiber (gpointer path)
{
  GError *error = NULL;

  return ask (path, &error) ? dex_future_new_true () : dex_future_new_for_error (error);
}

static DexFuture *
quit_cb (DexFuture *future, gpointer loop)
{
  g_main_loop_quit (loop);
  return dex_ref (future);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DexFuture) done = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_CTYPE, "C.UTF-8");
  dex_init ();
  if (argc != 2)
    {
      g_printerr ("usage: bench-ask CONFIG < QUESTION\n");
      return 2;
    }

  done = dex_future_finally (mq_fiber_spawn (NULL, 256 * 1024, ask_fiber, argv[1], NULL), quit_cb,
                             loop, NULL);
  g_main_loop_run (loop);
  if (dex_future_get_value (done, &error) != NULL)
    return 0;

  g_printerr ("bench-ask: %s\n", error->message);
  return 1;
}
