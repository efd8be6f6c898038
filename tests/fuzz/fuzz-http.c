/* Requests as the shared service gets them, whole: the input is “METHOD PATH”, header lines, an
 * empty line and the body; its length is added. A real server reads it, to which a worker of the
 * account is connected, so that a message to /mcp goes all the way; each connection ends. */
#include "fuzz/fuzz.h"

#include "service/http/mq-http-server.h"
#include "service/scripted-team.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define WORKER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static MqHttpServer *server;
static GSocketAddress *address;
static char *owner;

/* To the sanitizer, what only a fiber's stack holds is lost. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static DexFuture *
find_account (SoupServerMessage *message, gpointer user_data)
{
  g_autoptr (JsonObject) claims = json_object_new ();
  MqAccount *account;

  json_object_set_string_member (claims, "iss", "https://issuer.test");
  json_object_set_string_member (claims, "sub", "alice");
  account = mq_account_new_from_claims (claims);
  g_set_str (&owner, account->id);
  return dex_future_new_take_object (account);
}

static GSocket *
send_request (const char *head, const char *body, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);

  g_string_append_printf (text, "%s HTTP/1.1\r\n", lines[0]);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    g_string_append_printf (text, "%s\r\n", lines[i]);
  g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
  g_string_append_len (text, body, (gssize)length);

  g_assert_true (g_socket_connect (socket, address, NULL, NULL));
  g_socket_send (socket, text->str, text->len, NULL, NULL);
  return socket;
}

static void
start (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mq-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s", "sock", NULL);
  g_autofree char *file = g_build_filename (folder, "journal.db", NULL);
  g_autoptr (MqTeam) team = mq_scripted_team_new ();
  g_autoptr (MqTeams) teams = mq_teams_new (team);
  g_autoptr (MqServiceSettings) settings = mq_service_settings_new (NULL, teams,
                                                                    &mq_run_default_limits);
  g_autoptr (MqJournal) journal = mq_journal_open (file, NULL);
  g_autoptr (MqRuns) runs = mq_runs_new (journal, settings);

  runs->max_live = 2;
  runs->accounts = mq_accounts_new (journal, NULL, 0, NULL);
  server = mq_http_server_new (runs);
  mq_http_server_set_find_account (server, find_account, NULL, NULL, NULL);
  mq_http_server_set_hosts (server,
                            mq_allowed_hosts_new ("maquette.test", "https://maquette.test", NULL));
  g_assert_true (mq_http_server_listen_unix (server, path, NULL));
  address = g_unix_socket_address_new (path);
  send_request ("POST /v1/mcp/workers\nHost: maquette.test\nContent-Type: application/json",
                "{\"id\": \"" WORKER "\"}", strlen ("{\"id\": \"" WORKER "\"}"));
  while (owner == NULL || !mq_mcp_relay_has (server->relay, owner, WORKER))
    g_main_context_iteration (NULL, TRUE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  char *end = strstr (text, "\n\n");
  gsize head = end != NULL ? (gsize)(end - text) : strlen (text);
  gsize skip = end != NULL ? head + 2 : size;
  g_autoptr (GSocket) socket = NULL;

  if (server == NULL)
    {
      dex_init ();
      start ();
    }

  text[head] = '\0';
  socket = send_request (text, (const char *)data + MIN (skip, size), size - MIN (skip, size));
  /* It says no more, as one that leaves: no reply goes on for ever. */
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  do
    g_main_context_iteration (NULL, TRUE);
  while (server->connections != 1);
  return 0;
}
