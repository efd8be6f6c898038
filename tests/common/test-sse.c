/* Server-sent events: the rules of the format, every byte boundary, limits, and noise. */
#include "common/base/mq-error.h"
#include "common/events/mq-sse.h"
#include "support/mq-test.h"

#include <string.h>

/* Each event as "type|id|data;" with line feeds shown as "\n". */
static char *
fold (MqSseParser *parser)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (MqSseEvent) event = mq_sse_parser_pop (parser);

      if (event == NULL)
        break;
      g_string_append_printf (out, "%s|%s|%s;", event->type, event->id != NULL ? event->id : "-",
                              event->data);
    }

  g_string_replace (out, "\n", "\\n", 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
parse (const char *first, gsize first_length, const char *second, gsize second_length)
{
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_sse_parser_push (parser, first, first_length, &error));
  g_assert_no_error (error);
  g_assert_true (mq_sse_parser_push (parser, second, second_length, &error));
  g_assert_no_error (error);
  return fold (parser);
}

static const struct
{
  const char *name;
  const char *stream;
  const char *events;
} transcripts[] = {
  { "plain", "event: step\nid: 7\ndata: {\"a\": 1}\n\n", "step|7|{\"a\": 1};" },
  { "no-space", "data:x\n\ndata:  y\n\n", "message|-|x;message|-| y;" },
  { "lines", "data: a\ndata\ndata: b\n\n", "message|-|a\\n\\nb;" },
  { "crlf", "event: e\r\ndata: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", "e|-|a\\nb;message|-|c;" },
  { "cr", "data: a\rdata: b\r\rdata: c\r\r", "message|-|a\\nb;message|-|c;" },
  { "mixed", "data: a\r\ndata: b\n\rdata: c\n\n", "message|-|a\\nb;message|-|c;" },
  { "comments", ": hello\n\n:\ndata: a\n: in between\ndata: b\n\n", "message|-|a\\nb;" },
  { "mark",
    "\xEF\xBB\xBF"
    "data: a\n\n",
    "message|-|a;" },
  { "second-mark",
    "data: a\n\n\xEF\xBB\xBF"
    "data: b\n\n",
    "message|-|a;" },
  { "tail", "data: a\n\ndata: lost\n", "message|-|a;" },
  { "no-data", "event: ghost\nid: 3\n\ndata: a\n\n", "message|3|a;" },
  { "empty-data", "data:\n\n", "message|-|;" },
  { "id-stays", "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
    "message|1|a;message|1|b;message||c;" },
  { "unknown", "foo: bar\nevents: no\nDATA: no\ndata: a\n\n", "message|-|a;" },
  { "utf8", "data: Stuhl – ✓\n\n", "message|-|Stuhl – ✓;" },
  { "not-utf8", "data: a\xff\n\n", "message|-|a\xEF\xBF\xBD;" },
};

static void
test_transcripts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transcripts); i++)
    {
      const char *stream = transcripts[i].stream;
      gsize length = strlen (stream);

      g_test_message ("%s", transcripts[i].name);
      for (gsize cut = 0; cut <= length; cut++)
        {
          g_autofree char *events = parse (stream, cut, stream + cut, length - cut);

          g_assert_cmpstr (events, ==, transcripts[i].events);
        }
    }
}

static void
test_byte_by_byte (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transcripts); i++)
    {
      g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
      g_autofree char *events = NULL;

      for (const char *at = transcripts[i].stream; *at != '\0'; at++)
        g_assert_true (mq_sse_parser_push (parser, at, 1, NULL));

      events = fold (parser);
      g_assert_cmpstr (events, ==, transcripts[i].events);
    }
}

static void
test_id_with_nul (void)
{
  static const char stream[] = "id: a\ndata: x\n\nid: b\0c\ndata: y\n\n";
  g_autofree char *events = parse (stream, sizeof stream - 1, "", 0);

  g_assert_cmpstr (events, ==, "message|a|x;message|a|y;");
}

static void
test_limits (void)
{
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');
  gsize blocks = MQ_SSE_MAX_EVENT / (1024 * 1024);
  gboolean cut_line[] = { FALSE, TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (cut_line); i++)
    {
      g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
      g_autoptr (GError) error = NULL;
      gboolean ok = mq_sse_parser_push (parser, "data:", 5, &error);

      for (gsize n = 0; ok && n <= blocks; n++)
        {
          ok = mq_sse_parser_push (parser, block, 1024 * 1024, &error);
          if (ok && cut_line[i])
            ok = mq_sse_parser_push (parser, "\ndata:", 6, &error);
        }

      g_assert_false (ok);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
      g_clear_error (&error);
      g_assert_false (mq_sse_parser_push (parser, "\n\n", 2, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
    }
}

static void
test_round_trip (void)
{
  static const char *const data[] = { "",      "x",       "a\nb", "\n",       "a\n",
                                      " lead", "data: x", ":",    "{\"ä\":1}" };

  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
      g_autoptr (MqSseEvent) event = NULL;

      mq_sse_write_comment (out, "two\nlines");
      mq_sse_write (out, "step", "12", data[i]);
      g_assert_true (mq_sse_parser_push (parser, out->str, out->len, NULL));
      event = mq_sse_parser_pop (parser);
      g_assert_nonnull (event);
      g_assert_cmpstr (event->type, ==, "step");
      g_assert_cmpstr (event->id, ==, "12");
      g_assert_cmpstr (event->data, ==, data[i]);
      g_assert_null (mq_sse_parser_pop (parser));
    }
}

/* Noise made of the format's own pieces: never crashes, and gives the same however it is cut. */
static void
test_noise (void)
{
  static const char *const pieces[] = { "data",  ":",     " ", "\n",           "\r",   "\r\n", "id",
                                        "event", "retry", "x", "\xEF\xBB\xBF", "\xff", "7" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) stream = g_string_new (NULL);
      g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
      g_autofree char *whole = NULL;
      g_autofree char *cut = NULL;
      gsize at = 0;

      for (gint n = g_rand_int_range (rand, 0, 60); n > 0; n--)
        {
          if (g_rand_int_range (rand, 0, 20) == 0)
            g_string_append_c (stream, (char)g_rand_int_range (rand, 0, 256));
          else
            g_string_append (stream,
                             pieces[g_rand_int_range (rand, 0, (gint)G_N_ELEMENTS (pieces))]);
        }

      whole = parse (stream->str, stream->len, "", 0);
      while (at < stream->len)
        {
          gsize most = (gsize)g_rand_int_range (rand, 1, 9);
          gsize n = MIN (most, stream->len - at);

          g_assert_true (mq_sse_parser_push (parser, stream->str + at, n, NULL));
          at += n;
        }
      cut = fold (parser);
      g_assert_cmpstr (whole, ==, cut);
    }
}

MQ_TEST_PROGRAM (sse)
{
  mq_test_init (&argc, &argv);

  g_test_add_func ("/sse/transcripts", test_transcripts);
  g_test_add_func ("/sse/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/sse/id-with-nul", test_id_with_nul);
  g_test_add_func ("/sse/limits", test_limits);
  g_test_add_func ("/sse/round-trip", test_round_trip);
  g_test_add_func ("/sse/noise", test_noise);

  return mq_test_run ();
}
