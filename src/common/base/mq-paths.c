/* Paths, see mq-paths.h. */
#include "common/base/mq-paths.h"

#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A Unix socket's address holds 107 bytes, and "/service-XXXXXXXXXXXX.socket" is appended. */
#define MAX_RUNTIME_HOME 76

/**
 * mq_paths_get_config_file:
 *
 * Returns: (transfer full): `$XDG_CONFIG_HOME/maquette/config.yaml`
 */
char *
mq_paths_get_config_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "maquette", "config.yaml", NULL);
}

/**
 * mq_paths_get_preferences_file:
 *
 * Returns: (transfer full): `$XDG_CONFIG_HOME/maquette/preferences.json`: the settings from
 *   Preferences
 */
char *
mq_paths_get_preferences_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "maquette", "preferences.json", NULL);
}

/**
 * mq_paths_get_data_home:
 *
 * Returns: (transfer full): `$XDG_DATA_HOME/maquette`: the library and the user's own kinds
 */
char *
mq_paths_get_data_home (void)
{
  return g_build_filename (g_get_user_data_dir (), "maquette", NULL);
}

/**
 * mq_paths_get_cache:
 * @name: (nullable): a file or folder of what can be made anew
 *
 * Returns: (transfer full): `$XDG_CACHE_HOME/maquette/NAME`, or the folder
 */
char *
mq_paths_get_cache (const char *name)
{
  return g_build_filename (g_get_user_cache_dir (), "maquette", name, NULL);
}

/**
 * mq_paths_get_state_home:
 *
 * Returns: (transfer full): `$XDG_STATE_HOME/maquette`: the embedded service's journal
 */
char *
mq_paths_get_state_home (void)
{
  return g_build_filename (g_get_user_state_dir (), "maquette", NULL);
}

/**
 * mq_paths_make_private:
 * @path: a folder; its parents are made too
 * @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 *
 * Creates a folder that only this user can access (0700), or checks that an existing path is a
 * folder.
 *
 * Returns: whether the folder exists now
 */
gboolean
mq_paths_make_private (const char *path, GError **error)
{
  int saved_errno;

  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, MQ_ERROR,
               saved_errno == ENOSPC || saved_errno == EDQUOT ? MQ_ERROR_NO_SPACE
                                                              : MQ_ERROR_READ_ONLY,
               _ ("The folder “%s” cannot be made: %s"), path, g_strerror (saved_errno));
  return FALSE;
}

/* Checks that another user cannot have made it, and cannot read it. */
static gboolean
is_own_folder (const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == geteuid ()
         && (info.st_mode & 0077) == 0;
}

/**
 * mq_paths_make_runtime_home:
 * @error: %MQ_ERROR_UNREACHABLE
 *
 * Creates `$XDG_RUNTIME_DIR/maquette` (0700), for sockets; `/tmp/maquette-UID` if the session has
 * no runtime folder, or its name is too long for a socket's address.
 *
 * Returns: (transfer full) (nullable): the folder
 */
char *
mq_paths_make_runtime_home (GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *home = NULL;

  if (runtime != NULL && g_path_is_absolute (runtime))
    home = g_build_filename (runtime, "maquette", NULL);
  if (home != NULL && strlen (home) <= MAX_RUNTIME_HOME && g_mkdir_with_parents (home, 0700) == 0
      && is_own_folder (home))
    return g_steal_pointer (&home);

  g_free (home);
  home = g_strdup_printf ("/tmp/maquette-%u", (guint)geteuid ());
  if ((g_mkdir (home, 0700) == 0 || errno == EEXIST) && is_own_folder (home))
    return g_steal_pointer (&home);

  return mq_fail_null (
      error, MQ_ERROR_UNREACHABLE,
      _ ("There is no folder for the service’s socket: “%s” belongs to somebody else, or cannot be "
         "made\nSet XDG_RUNTIME_DIR to a folder of your own"),
      home);
}

/**
 * mq_paths_is_uninstalled:
 *
 * Returns: whether this program runs from its build tree
 */
gboolean
mq_paths_is_uninstalled (void)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);

  return exe != NULL && g_str_has_prefix (exe, MQ_BUILD_ROOT G_DIR_SEPARATOR_S);
}

static char *
existing (const char *folder, const char *relative)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

/**
 * mq_paths_find_data:
 * @relative: below the project's `data/`, such as "sketcher/words.json"
 *
 * Looks in the folder of the environment variable `MQ_DATA_DIR`; else in the source tree, if the
 * program runs from its build tree; else in the install location.
 *
 * Returns: (transfer full) (nullable): the file or folder, if it exists
 */
char *
mq_paths_find_data (const char *relative)
{
  const char *override = g_getenv ("MQ_DATA_DIR");

  if (override != NULL && *override != '\0')
    return existing (override, relative);

  return existing (mq_paths_is_uninstalled () ? MQ_SOURCE_ROOT "/data" : MQ_DATA_DIR, relative);
}

/**
 * mq_paths_find_addon:
 *
 * Returns: (transfer full) (nullable): the folder that holds the Python package `maquette_bridge`
 */
char *
mq_paths_find_addon (void)
{
  if (mq_paths_is_uninstalled ())
    return existing (MQ_SOURCE_ROOT, "blender-addon");

  return mq_paths_find_data ("blender-addon");
}

/**
 * mq_paths_find_extension:
 *
 * Returns: (transfer full) (nullable): the add-on for the user's own Blender, a `.zip`
 */
char *
mq_paths_find_extension (void)
{
  if (mq_paths_is_uninstalled ())
    return existing (MQ_BUILD_ROOT, "blender-addon/maquette_bridge.zip");

  return mq_paths_find_data ("blender-addon/maquette_bridge.zip");
}

/**
 * mq_paths_find_service:
 * @error: %MQ_ERROR_UNREACHABLE
 *
 * Looks at the environment variable `MQ_SERVICE`; else in the build tree, if the program runs from
 * there; else in the install location.
 *
 * Returns: (transfer full) (nullable): the program `maquette-service`
 */
char *
mq_paths_find_service (GError **error)
{
  g_autofree char *path = g_strdup (g_getenv ("MQ_SERVICE"));

  if (path == NULL || *path == '\0')
    {
      g_free (path);
      path = g_build_filename (mq_paths_is_uninstalled () ? MQ_BUILD_ROOT "/src/service"
                                                          : MQ_LIBEXEC_DIR,
                               "maquette-service", NULL);
    }

  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&path);

  return mq_fail_null (
      error, MQ_ERROR_UNREACHABLE,
      _ ("The agent service is not where it should be (“%s”); build or install it"), path);
}

/**
 * mq_paths_find_launcher:
 * @error: %MQ_ERROR_NO_BLENDER
 *
 * Looks in the build tree, if the program runs from there; else in the install location.
 *
 * Returns: (transfer full) (nullable): the program `maquette-launcher`
 */
char *
mq_paths_find_launcher (GError **error)
{
  g_autofree char *path = g_build_filename (
      mq_paths_is_uninstalled () ? MQ_BUILD_ROOT "/src/launcher" : MQ_LIBEXEC_DIR,
      "maquette-launcher", NULL);

  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);

  return mq_fail_null (error, MQ_ERROR_NO_BLENDER,
                       _ ("The program that starts Blender is not where it should be (“%s”); build "
                          "or install it"),
                       path);
}
