/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths, see mq-paths.h. A development build has `maquette-devel` where a comment says `maquette`.
 */
#include "common/base/mq-application-id.h"
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
/* Flatpak's description of the sandbox that a program runs in. */
#define FLATPAK_INFO "/.flatpak-info"

/**
 * mq_paths_get_config_file:
 *
 * Returns: (transfer full): `$XDG_CONFIG_HOME/maquette/config.yaml`
 */
char *
mq_paths_get_config_file (void)
{
  return g_build_filename (g_get_user_config_dir (), MQ_APP_FOLDER, "config.yaml", NULL);
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
  return g_build_filename (g_get_user_config_dir (), MQ_APP_FOLDER, "preferences.json", NULL);
}

/**
 * mq_paths_get_programs_file:
 *
 * Returns: (transfer full): `$XDG_CONFIG_HOME/maquette/programs.json`: the programs that have
 *   connected, and their rights
 */
char *
mq_paths_get_programs_file (void)
{
  return g_build_filename (g_get_user_config_dir (), MQ_APP_FOLDER, "programs.json", NULL);
}

/**
 * mq_paths_get_data_home:
 *
 * Returns: (transfer full): `$XDG_DATA_HOME/maquette`: the library and the user's own kinds
 */
char *
mq_paths_get_data_home (void)
{
  return g_build_filename (g_get_user_data_dir (), MQ_APP_FOLDER, NULL);
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
  return g_build_filename (g_get_user_cache_dir (), MQ_APP_FOLDER, name, NULL);
}

/**
 * mq_paths_get_state_home:
 *
 * Returns: (transfer full): `$XDG_STATE_HOME/maquette`: the embedded service's journal
 */
char *
mq_paths_get_state_home (void)
{
  return g_build_filename (g_get_user_state_dir (), MQ_APP_FOLDER, NULL);
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
 * mq_paths_require_private:
 * @path: a folder; it is made if it is not there, with its parents
 * @error: %MQ_ERROR_BAD_INPUT if others can look into it, or it is another user's; otherwise as
 *   mq_paths_make_private()
 *
 * Returns: whether it is this user's alone
 */
gboolean
mq_paths_require_private (const char *path, GError **error)
{
  struct stat info;

  if (!mq_paths_make_private (path, error))
    return FALSE;

  /* A link is followed: systemd makes one for a service with a user of its own. */
  return (stat (path, &info) == 0 && info.st_uid == geteuid () && (info.st_mode & 0077) == 0)
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     _ ("The folder “%s” belongs to another user, or other users can read it. Make "
                        "it private (chmod 700), or choose another one."),
                     path);
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
    home = g_build_filename (runtime, MQ_APP_FOLDER, NULL);
  if (home != NULL && strlen (home) <= MAX_RUNTIME_HOME && g_mkdir_with_parents (home, 0700) == 0
      && is_own_folder (home))
    return g_steal_pointer (&home);

  g_free (home);
  home = g_strdup_printf ("/tmp/" MQ_APP_FOLDER "-%u", (guint)geteuid ());
  if ((g_mkdir (home, 0700) == 0 || errno == EEXIST) && is_own_folder (home))
    return g_steal_pointer (&home);

  return mq_fail_null (error, MQ_ERROR_UNREACHABLE,
                       _ ("There is no folder for the service’s socket: “%s” belongs to another "
                          "user, or cannot be made\nSet XDG_RUNTIME_DIR to a folder of your own"),
                       home);
}

/**
 * mq_paths_is_flatpak:
 *
 * Returns: whether this program runs in a Flatpak's sandbox, where paths of the user's files differ
 */
gboolean
mq_paths_is_flatpak (void)
{
  return g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS);
}

/* The programs of a build tree lie two folders below its root, where meson writes the path of the
 * sources into a file: so no program holds a path of the machine that it was built on. */
static const char *
get_tree (gboolean source)
{
  static gsize once = 0;
  static char *build_root = NULL;
  static char *source_root = NULL;

  if (g_once_init_enter (&once))
    {
      g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);
      g_autofree char *file = NULL;
      struct stat program, info;

      for (int i = 0; i < 3 && path != NULL; i++)
        {
          char *parent = g_path_get_dirname (path);

          g_free (path);
          path = parent;
        }
      file = g_build_filename (path != NULL ? path : "/", "maquette-source-root", NULL);

      /* Another user may write into the folder that an installed program's path ends up in, such as
       * `/tmp`. */
      if (stat ("/proc/self/exe", &program) == 0 && stat (file, &info) == 0
          && info.st_uid == program.st_uid && g_file_get_contents (file, &source_root, NULL, NULL))
        build_root = g_steal_pointer (&path);
      g_once_init_leave (&once, 1);
    }

  return source ? source_root : build_root;
}

/**
 * mq_paths_get_build_root:
 *
 * Returns: (nullable): the build tree that this program runs from; %NULL if it is installed
 */
const char *
mq_paths_get_build_root (void)
{
  return get_tree (FALSE);
}

/**
 * mq_paths_get_source_root:
 *
 * Returns: (nullable): the sources of the build tree that this program runs from; %NULL if it is
 *   installed
 */
const char *
mq_paths_get_source_root (void)
{
  return get_tree (TRUE);
}

/* A path in the build tree, or in the place of installation. */
static char *
dup_built (const char *in_tree, const char *installed, const char *name)
{
  const char *root = mq_paths_get_build_root ();

  return root != NULL ? g_build_filename (root, in_tree, name, NULL)
                      : g_build_filename (installed, name, NULL);
}

/**
 * mq_paths_dup_locale_dir:
 *
 * Returns: (transfer full): the folder of the translations, for bindtextdomain()
 */
char *
mq_paths_dup_locale_dir (void)
{
  return dup_built ("po", MQ_LOCALE_DIR, NULL);
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
  const char *source = mq_paths_get_source_root ();
  g_autofree char *in_tree = source != NULL ? g_build_filename (source, "data", NULL) : NULL;

  if (override != NULL && *override != '\0')
    return existing (override, relative);

  return existing (in_tree != NULL ? in_tree : MQ_DATA_DIR, relative);
}

/* `docs/using/models.md` of a message, as the path that it has here. */
static gboolean
name_page (const GMatchInfo *match, GString *result, gpointer user_data)
{
  const char *source = mq_paths_get_source_root ();
  g_autofree char *folder = source != NULL ? g_build_filename (source, "docs", NULL)
                                           : g_strdup (MQ_DOC_DIR);
  g_autofree char *page = g_match_info_fetch (match, 1);
  g_autofree char *path = existing (folder, page);
  g_autofree char *place = NULL;

  /* As the user finds it outside of a Flatpak's sandbox. */
  if (path != NULL && mq_paths_is_flatpak () && g_str_has_prefix (path, "/app/"))
    {
      g_autoptr (GKeyFile) info = g_key_file_new ();
      g_autofree char *app = NULL;

      g_key_file_load_from_file (info, FLATPAK_INFO, G_KEY_FILE_NONE, NULL);
      app = g_key_file_get_string (info, "Instance", "app-path", NULL);
      if (app != NULL)
        place = g_build_filename (app, path + strlen ("/app/"), NULL);
    }
  else
    place = g_strdup (path);

  /* A Flatpak's manual pages are not where man looks for them. */
  if (place == NULL)
    place = g_strdup (mq_paths_is_flatpak () ? "F1 in the window" : "man maquette-cli");
  g_string_append (result, place);
  return FALSE;
}

/**
 * mq_paths_name_pages:
 * @text: a message that names pages of the documentation as the sources do: `docs/using/models.md`
 *
 * Returns: (transfer full): the message with the place of each page: in the sources, or where it
 *   is installed, as seen from outside of a Flatpak; where it is in neither, the manual page or the
 *   help
 */
char *
mq_paths_name_pages (const char *text)
{
  g_autoptr (GRegex) pages = g_regex_new ("(?<![\\w/])docs/([a-z/-]+\\.md)", 0, 0, NULL);

  return g_regex_replace_eval (pages, text, -1, 0, 0, name_page, NULL, NULL);
}

/**
 * mq_paths_find_addon:
 *
 * Returns: (transfer full) (nullable): the folder that holds the Python package `maquette_bridge`
 */
char *
mq_paths_find_addon (void)
{
  if (mq_paths_get_source_root () != NULL)
    return existing (mq_paths_get_source_root (), "blender-addon");

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
  if (mq_paths_get_build_root () != NULL)
    return existing (mq_paths_get_build_root (), "blender-addon/maquette_bridge.zip");

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
      path = dup_built ("src/service", MQ_LIBEXEC_DIR, "maquette-service");
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
  g_autofree char *path = dup_built ("src/launcher", MQ_LIBEXEC_DIR, "maquette-launcher");

  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);

  return mq_fail_null (error, MQ_ERROR_NO_BLENDER,
                       _ ("The program that starts Blender is not where it should be (“%s”); build "
                          "or install it"),
                       path);
}

/**
 * mq_paths_find_reader:
 * @folder: its folder in the build tree
 * @name: a program of ours that reads a stranger's file in a sandbox: `maquette-dxf`
 *
 * Returns: (transfer full) (nullable): the program, where mq_paths_find_launcher() looks, too
 */
char *
mq_paths_find_reader (const char *folder, const char *name)
{
  g_autofree char *path = dup_built (folder, MQ_LIBEXEC_DIR, name);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&path) : NULL;
}
