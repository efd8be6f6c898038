/* The address file of an open Blender, which anyone may have written. */
#include "client/live/mq-live.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <gio/gunixsocketaddress.h>

#define TOKEN "0123456789abcdef0123456789abcdef" /* as short as may be */

static void
test_parse (void)
{
  static const struct
  {
    const char *address;
    const char *token;
    int port;         /* 0: none */
    const char *path; /* NULL: none; neither: it is refused */
  } rows[] = {
    { "unix:/run/b.sock", TOKEN, 0, "/run/b.sock" },
    { "tcp:1", TOKEN, 1, NULL },
    { "tcp:65535", TOKEN "0", 65535, NULL },
    { "tcp:0", TOKEN, 0, NULL },
    { "tcp:65536", TOKEN, 0, NULL },
    { "tcp:80x", TOKEN, 0, NULL },
    { "tcp:", TOKEN, 0, NULL },
    { "tcp:example.org:80", TOKEN, 0, NULL },
    { "unix:b.sock", TOKEN, 0, NULL },
    { "/run/b.sock", TOKEN, 0, NULL },
    { "", TOKEN, 0, NULL },
    { "tcp:1", "0123456789abcdef0123456789abcde", 0, NULL },
    { "tcp:1", TOKEN "é", 0, NULL },
    { "tcp:1", "", 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"address\": \"%s\", \"token\": \"%s\", \"protocol\": 3, \"since\": "
                             "12.5}",
                             rows[i].address, rows[i].token);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqLiveAddress) address = mq_live_address_parse (text, -1, &error);

      g_test_message ("%s, %s", rows[i].address, rows[i].token);
      if (rows[i].port == 0 && rows[i].path == NULL)
        {
          g_assert_null (address);
          g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (address->token, ==, rows[i].token);
      g_assert_cmpint (address->protocol, ==, 3);
      g_assert_cmpfloat (address->since, ==, 12.5);
      if (rows[i].path != NULL)
        g_assert_cmpstr (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address->place)),
                         ==, rows[i].path);
      else
        {
          GInetSocketAddress *place = G_INET_SOCKET_ADDRESS (address->place);

          g_assert_cmpuint (g_inet_socket_address_get_port (place), ==, rows[i].port);
          g_assert_true (
              g_inet_address_get_is_loopback (g_inet_socket_address_get_address (place)));
        }
    }
}

/* Members that are missing have a value, and a protocol below 0 is 0. */
static void
test_defaults (void)
{
  static const char bare[] = "{\"address\": \"tcp:1\", \"token\": \"" TOKEN "\"}";
  static const char below[] = "{\"address\": \"tcp:1\", \"token\": \"" TOKEN
                              "\", \"protocol\": -1}, and more";
  g_autoptr (MqLiveAddress) usual = mq_live_address_parse (bare, -1, NULL);
  g_autoptr (MqLiveAddress) limited = mq_live_address_parse (below, sizeof below - 11, NULL);

  g_assert_cmpint (usual->protocol, ==, 0);
  g_assert_cmpfloat (usual->since, ==, 0);
  g_assert_cmpint (limited->protocol, ==, 0);
  g_assert_null (mq_live_address_parse (below, -1, NULL));
  g_assert_null (mq_live_address_parse ("[]", -1, NULL));
  g_assert_null (mq_live_address_parse ("{\"token\": \"" TOKEN "\"}", -1, NULL));
}

MQ_TEST_PROGRAM (live_address)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/live-address/parse", test_parse);
  g_test_add_func ("/live-address/defaults", test_defaults);
  return mq_test_run ();
}
