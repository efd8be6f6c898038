/* maquette-fake-model --port-file FILE --script FILE [--record FILE]: the fake model as a program,
 * for tests and benches in other languages. The port is in FILE once it listens; each request that
 * is done with becomes a line of JSON in the record:
 * {"path", "headers", "body", "exchange", "key_right", "closed_early"}. SIGTERM ends it, SIGUSR1
 * lets go what is held. */
#include "support/fake-model.h"

#include "common/json/mq-json.h"

#include <glib-unix.h>
#include <stdio.h>

static FILE *record;

static void
done_cb (MqFakeModel *fake, MqFakeRequest *request, gpointer user_data)
{
  g_autoptr (JsonObject) line = json_object_new ();
  JsonObject *headers = json_object_new ();
  GHashTableIter iter;
  gpointer name;
  gpointer value;
  g_autofree char *text = NULL;

  g_hash_table_iter_init (&iter, request->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    json_object_set_string_member (headers, name, value);

  json_object_set_string_member (line, "path", request->path);
  json_object_set_object_member (line, "headers", headers);
  if (request->body != NULL)
    json_object_set_object_member (line, "body", json_object_ref (request->body));
  json_object_set_int_member (line, "exchange", request->exchange);
  json_object_set_boolean_member (line, "key_right", request->key_right);
  json_object_set_boolean_member (line, "closed_early", request->closed_early);

  text = mq_json_object_to_string (line, FALSE);
  fprintf (record, "%s\n", text);
  fflush (record);
}

static gboolean
go_cb (gpointer fake)
{
  mq_fake_model_go (fake);
  return G_SOURCE_CONTINUE;
}

static gboolean
end_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char *argv[])
{
  g_autofree char *port_file = NULL;
  g_autofree char *script_file = NULL;
  g_autofree char *record_file = NULL;
  const GOptionEntry entries[] = {
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &port_file, "where the port goes", "FILE" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &script_file, "what is answered", "FILE" },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &record_file, "where requests go", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (MqFakeModel) fake = NULL;
  g_autoptr (JsonObject) script = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *port = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || !g_file_get_contents (script_file != NULL ? script_file : "", &text, NULL, &error)
      || !(script = mq_json_parse_object (text, -1, &error)))
    {
      g_printerr ("maquette-fake-model: %s\n", error->message);
      return 2;
    }

  dex_init ();
  loop = g_main_loop_new (NULL, FALSE);
  fake = mq_fake_model_new (script);
  if (record_file != NULL && (record = fopen (record_file, "a")) != NULL)
    g_signal_connect (fake, "done", G_CALLBACK (done_cb), NULL);
  g_unix_signal_add (SIGTERM, end_cb, loop);
  g_unix_signal_add (SIGINT, end_cb, loop);
  g_unix_signal_add (SIGUSR1, go_cb, fake);

  port = g_strdup_printf ("%u\n", mq_fake_model_get_port (fake));
  if (port_file != NULL && !g_file_set_contents (port_file, port, -1, &error))
    {
      g_printerr ("maquette-fake-model: %s\n", error->message);
      return 1;
    }
  g_main_loop_run (loop);

  if (record != NULL)
    fclose (record);
  return 0;
}
