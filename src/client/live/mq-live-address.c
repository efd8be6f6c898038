/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery of open Blenders, see mq-live-address.h. It trusts only files that no other user can
 * access. */
#include "client/live/mq-live-address.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE 4096
#define MAX_FILES 64
#define MIN_TOKEN 32
#define STACK (256 * 1024)

void
mq_live_address_free (MqLiveAddress *self)
{
  g_clear_object (&self->place);
  g_free (self->token);
  g_free (self);
}

static GSocketConnectable *
parse_place (const char *text)
{
  guint64 port;

  if (g_str_has_prefix (text, "unix:/"))
    return G_SOCKET_CONNECTABLE (g_unix_socket_address_new (text + strlen ("unix:")));

  if (g_str_has_prefix (text, "tcp:")
      && g_ascii_string_to_unsigned (text + strlen ("tcp:"), 10, 1, G_MAXUINT16, &port, NULL))
    return G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string ("127.0.0.1", (guint)port));

  return NULL;
}

/* @text: the content of an address file; @length: bytes, or -1 if NUL-terminated; @error:
 * %MQ_ERROR_PROTOCOL …. Returns: (transfer full) (nullable): the address */
MqLiveAddress *
mq_live_address_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) data = mq_json_parse_object (text, length, error);
  g_autoptr (MqLiveAddress) self = NULL;
  const char *token;

  if (data == NULL)
    return NULL;

  self = g_new0 (MqLiveAddress, 1);
  self->place = parse_place (mq_json_get_string (data, "address", ""));
  token = mq_json_get_string (data, "token", "");
  if (self->place == NULL || strlen (token) < MIN_TOKEN || !g_str_is_ascii (token))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, "That names no open Blender");

  self->token = g_strdup (token);
  self->protocol = (int)CLAMP (mq_json_get_int (data, "protocol", 0), 0, G_MAXINT);
  self->since = mq_json_get_double (data, "since", 0);
  return g_steal_pointer (&self);
}

/* Reads a file of this user's that nobody else can read or write. */
static MqLiveAddress *
read_address (const char *path)
{
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  char text[MAX_FILE];
  struct stat status;
  gssize length = -1;

  if (fd < 0)
    return NULL;

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_uid == getuid ()
      && (status.st_mode & 077) == 0)
    length = read (fd, text, sizeof text);
  close (fd);
  return length > 0 ? mq_live_address_parse (text, length, NULL) : NULL;
}

static void
look_into (const char *folder, GPtrArray *found)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  for (guint i = 0; dir != NULL && i < MAX_FILES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      MqLiveAddress *address = g_str_has_prefix (name, "blender-")
                                       && g_str_has_suffix (name, ".json")
                                   ? read_address (path)
                                   : NULL;

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
  g_autofree char *state = mq_paths_get_state_home ();
  g_autofree char *last = g_build_filename (state, "live", NULL);
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

/* Returns: (transfer full): resolves to a `G_TYPE_PTR_ARRAY` of MqLiveAddress, most recently
 * connected first. A Blender that crashed may have left one */
DexFuture *
mq_live_address_find (void)
{
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), STACK, find_fiber, NULL, NULL);
}
