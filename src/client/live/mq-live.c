/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLive: requests to an open Blender, see mq-live.h. Each request is one connection: find the
 * Blender, verify that it knows the token, send `hello`, send the request. */
#include "client/live/mq-live.h"

#include "client/blender/mq-bridge.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The addresses of open Blenders, from the files that the add-on writes (docs/using/live.md). It
 * trusts only files that no other user can access. */

#define MAX_FILE 4096
#define MAX_FILES 64
#define MIN_TOKEN 32
/* In characters; the add-on has the same limit. */
#define MAX_TITLE 200
#define CONNECT_TIMEOUT_S 2
/* Blender answers between two frames of its window; loading a file may delay that. */
#define HELLO_TIMEOUT_S 15
#define ANSWER_TIMEOUT_S 300
/* Blender refuses while the user rotates the view, which takes a moment. */
#define MAX_TRIES 5

void
mq_live_address_free (MqLiveAddress *self)
{
  g_clear_object (&self->place);
  g_free (self->token);
  g_free (self);
}

/* @text: the content of an address file; @length: bytes, or -1 if NUL-terminated; @error:
 * %MQ_ERROR_PROTOCOL …. Returns: (transfer full) (nullable): the address */
MqLiveAddress *
mq_live_address_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (text, length, error);
  g_autoptr (MqLiveAddress) self = NULL;
  const char *place, *token;
  guint64 port;

  if (data == NULL)
    return NULL;

  self = g_new0 (MqLiveAddress, 1);
  place = mq_json_get_string (data, "address", "");
  if (g_str_has_prefix (place, "unix:/"))
    self->place = G_SOCKET_CONNECTABLE (g_unix_socket_address_new (place + strlen ("unix:")));
  else if (g_str_has_prefix (place, "tcp:")
           && g_ascii_string_to_unsigned (place + strlen ("tcp:"), 10, 1, G_MAXUINT16, &port, NULL))
    self->place
        = G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string ("127.0.0.1", (guint)port));
  token = mq_json_get_string (data, "token", "");
  if (self->place == NULL || strlen (token) < MIN_TOKEN || !g_str_is_ascii (token))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "That names no open Blender");

  self->token = g_strdup (token);
  self->protocol = (int)CLAMP (mq_json_get_int (data, "protocol", 0), 0, G_MAXINT);
  self->since = mq_json_get_double (data, "since", 0);
  return g_steal_pointer (&self);
}

/* Reads the files of this user's that nobody else can read or write. */
static void
look_into (const char *folder, GPtrArray *found)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  for (guint i = 0; dir != NULL && i < MAX_FILES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofd int fd = -1;
      MqLiveAddress *address = NULL;
      char text[MAX_FILE];
      struct stat status;
      gssize length;

      if (!g_str_has_prefix (name, "blender-") || !g_str_has_suffix (name, ".json"))
        continue;

      fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
      if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)
          || status.st_uid != getuid () || (status.st_mode & 077) != 0)
        continue;

      if ((length = read (fd, text, sizeof text)) > 0)
        address = mq_live_address_parse (text, length, NULL);
      if (address != NULL)
        g_ptr_array_add (found, address);
    }
}

static int
compare_latest_first (gconstpointer a, gconstpointer b)
{
  const MqLiveAddress *first = a;
  const MqLiveAddress *second = b;

  return (first->since < second->since) - (first->since > second->since);
}

/* A Flatpak (Blender or this program) shares only `app/ID` of the runtime folder with other
 * programs. */
static DexFuture *
find_fiber (gpointer user_data)
{
  static const char *const below[] = { "maquette/live", "app/org.maquette.Maquette/maquette/live",
                                       "app/org.blender.Blender/maquette/live" };
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *last = g_build_filename (g_get_user_state_dir (), "maquette", "live", NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_live_address_free);

  for (gsize i = 0; runtime != NULL && g_path_is_absolute (runtime) && i < G_N_ELEMENTS (below);
       i++)
    {
      g_autofree char *folder = g_build_filename (runtime, below[i], NULL);

      look_into (folder, found);
    }
  look_into (last, found);
  g_ptr_array_sort_values (found, compare_latest_first);

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, found);
}

/* Blender's reason codes, and their translated messages. */
static const struct
{
  const char *why;
  const char *text;
} refusals[] = {
  { "mode", N_ ("Blender is not in Object Mode. Go there (Tab) and try again.") },
  { "busy",
    N_ ("Blender is in the middle of something. Finish it there, or let it end, and try again.") },
  { "linked", N_ ("The scene that is open in Blender is linked from another file and cannot be "
                  "changed.") },
  { "changed",
    N_ ("Something else was done in Blender since then. Undo that in Blender first (Ctrl+Z).") },
  { "gone", N_ ("It has already been undone or removed in Blender.") },
  { "absent",
    N_ ("This asset is not in Blender\nIt is not in the scene that is open there. Send it there "
        "first.") },
  { "nothing", N_ ("There is nothing to undo: no version was sent since you connected.") },
};

static JsonObject *
exchange (MqBridge *bridge, const char *method, JsonObject *params, int timeout_s,
          DexFuture *dropped, GError **error)
{
  g_autoptr (GError) failure = NULL;
  JsonObject *answer = dex_await_boxed (dex_future_first (mq_bridge_call (bridge, method, params),
                                                          dex_timeout_new_seconds (timeout_s),
                                                          dex_ref (dropped), NULL),
                                        &failure);

  if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_TIMEOUT,
                         _ ("Blender does not answer\nIt may be busy: try again in a moment."));
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return answer;
}

/* Sends a request to one Blender; a refusal is an error. Awaits. */
static JsonObject *
ask (MqBridge *bridge, const MqLiveAddress *address, const char *method, const char *folder,
     JsonObject *params, DexFuture *dropped, GError **error)
{
  g_autofree char *nonce = g_uuid_string_random ();
  g_autofree char *text = g_strconcat ("maquette-bridge:", nonce, NULL);
  g_autofree char *expected = g_compute_hmac_for_string (
      G_CHECKSUM_SHA256, (const guchar *)address->token, strlen (address->token), text, -1);
  g_autoptr (JsonObject) challenge = mq_json_new ("nonce:s", nonce);
  g_autoptr (JsonObject) greeting = mq_json_new ("protocol:i token:s client:s folder:s?",
                                                 MQ_LIVE_PROTOCOL, address->token, "Maquette",
                                                 folder);
  g_autoptr (JsonObject) proof = NULL;
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) failure = NULL;
  const char *why = NULL;

  /* The other side must know the token before it is sent: another program may now use the port of a
   * Blender that is gone. */
  if (!(proof = exchange (bridge, "prove", challenge, HELLO_TIMEOUT_S, dropped, error)))
    return NULL;
  if (!g_str_equal (mq_json_get_string (proof, "proof", ""), expected))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("Another program answered in place of Blender\n"
                            "Disconnect in Blender and connect again."));

  hello = exchange (bridge, "hello", greeting, HELLO_TIMEOUT_S, dropped, &failure);
  if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_FAILED))
    return mq_fail_null (
        error, MQ_ERROR_FAILED,
        _ ("Blender refused the connection: %s\nDisconnect in Blender and connect again."),
        failure->message);
  if (hello == NULL)
    return mq_fail_null_with (error, &failure);

  for (guint i = 1; i <= MAX_TRIES; i++)
    {
      if (i > 1)
        dex_await (dex_future_first (dex_timeout_new_seconds (1), dex_ref (dropped), NULL), NULL);

      g_clear_pointer (&answer, json_object_unref);
      if (!(answer = exchange (bridge, method, params, ANSWER_TIMEOUT_S, dropped, error)))
        return NULL;

      why = mq_json_get_string (answer, "why", "");
      if (!g_str_equal (why, "busy"))
        break;
    }
  if (mq_json_get_boolean (answer, "done", FALSE))
    return g_steal_pointer (&answer);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (why, refusals[i].why))
      return mq_fail_null (error, MQ_ERROR_CONFLICT, "%s", _ (refusals[i].text));

  return mq_fail_null (error, MQ_ERROR_FAILED, _ ("Blender could not do it: %s"),
                       mq_json_get_string (answer, "text", _ ("Blender gave no reason")));
}

/* Sends it to the first reachable Blender, most recently connected first. */
static DexFuture *
request_fiber (const char *method, const char *folder, JsonObject *params, DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) addresses
      = dex_await_boxed (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), MQ_FIBER_STACK,
                                         find_fiber, NULL, NULL),
                         &error);

  if (addresses == NULL)
    return dex_future_new_for_error (error);

  MQ_EACH (addresses, i, const MqLiveAddress, address)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection = NULL;
      g_autoptr (MqBridge) bridge = NULL;
      JsonObject *answer = NULL;

      g_socket_client_set_enable_proxy (client, FALSE);
      connection = dex_await_object (
          dex_future_first (dex_socket_client_connect (client, address->place),
                            dex_timeout_new_seconds (CONNECT_TIMEOUT_S), dex_ref (dropped), NULL),
          NULL);
      if (connection == NULL)
        continue;

      bridge = mq_bridge_new (connection);
      if (address->protocol == MQ_LIVE_PROTOCOL)
        answer = ask (bridge, address, method, folder, params, dropped, &error);
      else
        mq_fail (&error, MQ_ERROR_PROTOCOL,
                 _ ("The add-on in Blender uses protocol %d, this program protocol %d\n"
                    "Install the add-on again: Preferences → Blender."),
                 address->protocol, MQ_LIVE_PROTOCOL);
      mq_bridge_close (bridge);
      return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                            : dex_future_new_for_error (error);
    }

  return dex_future_new_reject (
      MQ_ERROR, MQ_ERROR_NO_BLENDER,
      _ ("Blender isn’t connected\nIn Blender, press N in the 3D viewport, then choose Connect on "
         "the Maquette tab. If there is no such tab, install the add-on first from Maquette’s "
         "Preferences, Blender."));
}

static DexFuture *
send_request (const char *method, const char *folder, JsonObject *params)
{
  g_autoptr (JsonObject) owned = params;

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, request_fiber, (G_TYPE_STRING, method),
                                        (G_TYPE_STRING, folder), (JSON_TYPE_OBJECT, owned));
}

/**
 * mq_live_place:
 * @session: the version's session; an earlier version of the same session is replaced
 * @title: the asset's title, for the user
 * @version: the version's number
 * @folder: the version's folder, absolute; it contains `scene.blend`
 *
 * Adds the asset to the open scene of the most recently connected Blender.
 *
 * Returns: (transfer full): resolves to the answer (`JSON_TYPE_OBJECT`, docs/inside/bridge.md).
 * Rejects with %MQ_ERROR_NO_BLENDER if none is connected, %MQ_ERROR_CONFLICT if it cannot do it now
 * (edit mode, busy …), %MQ_ERROR_PROTOCOL, %MQ_ERROR_TIMEOUT, %MQ_ERROR_WORKER_LOST,
 * %MQ_ERROR_FAILED; the second line of the message, if any, says what to do
 */
DexFuture *
mq_live_place (const char *session, const char *title, guint version, const char *folder)
{
  g_autofree char *short_title = NULL;

  dex_return_error_if_fail (session != NULL && title != NULL);
  dex_return_error_if_fail (folder != NULL && g_path_is_absolute (folder));

  short_title = mq_text_clean (title, MAX_TITLE);
  return send_request ("place", folder,
                       mq_json_new ("file:s session:s title:s version:i", "scene.blend", session,
                                    short_title, version));
}

/* Lets the most recently connected Blender write the asset, as it stands there. Nothing changes in
 * Blender. Returns: (transfer full): resolves to the answer (`JSON_TYPE_OBJECT`,
 * docs/inside/bridge.md); rejects like mq_live_place(), with %MQ_ERROR_CONFLICT also if the asset
 * is not there */
DexFuture *
mq_live_take (const char *session, const char *folder, const char *file)
{
  dex_return_error_if_fail (session != NULL && file != NULL);
  dex_return_error_if_fail (folder != NULL && g_path_is_absolute (folder));

  return send_request ("take", folder, mq_json_new ("file:s session:s", file, session));
}

/**
 * mq_live_undo:
 *
 * Undoes the last mq_live_place() in the most recently connected Blender, if it was the last change
 * there.
 *
 * Returns: (transfer full): resolves to the answer; rejects like mq_live_place()
 */
DexFuture *
mq_live_undo (void)
{
  return send_request ("undo", NULL, json_object_new ());
}
