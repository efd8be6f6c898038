/* Compiled shaders, see mq-shader-cache.h. A database of Mesa's lies at GPU/DRIVER/maquette.foz, with its index beside
 * it: https://docs.mesa3d.org/envvars.html#envvar-MESA_DISK_CACHE_READ_ONLY_FOZ_DBS */
#include "client/blender/mq-shader-cache.h"

#include "common/mq-files.h"
#include "common/mq-fiber.h"
#include "common/mq-paths.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 2 /* folders above a database */
#define MAX_FILES 8
#define MAX_BYTES (64 * 1024 * 1024)
#define FIBER_STACK (256 * 1024)
#define FOLDER "shaders"
#define TEMP_PREFIX "new-shaders-"

typedef struct
{
  char *run_dir;
  JsonArray *files;
  gboolean replace;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_free (keeping->run_dir);
  json_array_unref (keeping->files);
  g_free (keeping);
}

static char *
get_home (void)
{
  return g_build_filename (g_get_user_cache_dir (), "maquette", NULL);
}

/**
 * mq_shader_cache_get_folder:
 *
 * Returns: (transfer full): `$XDG_CACHE_HOME/maquette/shaders`, which need not exist
 */
char *
mq_shader_cache_get_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "maquette", FOLDER, NULL);
}

static void
list_below (const char *folder, const char *relative, guint depth, GStrvBuilder *found)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (relative, name, NULL);

      if (depth > 0)
        list_below (folder, below, depth - 1, found);
      else if (g_str_has_suffix (name, ".foz"))
        g_strv_builder_add (found, below);
    }
}

/**
 * mq_shader_cache_list:
 *
 * Returns: (transfer full): the files that are kept, relative to mq_shader_cache_get_folder()
 */
char **
mq_shader_cache_list (void)
{
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();

  list_below (folder, "", DEPTH, found);
  return g_strv_builder_end (found);
}

/* shaders/GPU/DRIVER/maquette.foz → the same below @to_dir. Blocks. */
static gboolean
copy (int from_dir, const char *file, int to_dir, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (file, "/", -1);
  int dir = dup (to_dir);
  gboolean is_copied;

  for (gsize i = 1; dir >= 0 && i <= DEPTH && parts[0] != NULL && parts[i] != NULL; i++)
    {
      int below;

      if (*parts[i] == '.')
        break;
      mkdirat (dir, parts[i], 0700);
      below = openat (dir, parts[i], O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      close (dir);
      dir = below;
    }

  is_copied = dir >= 0 && g_strv_length (parts) == DEPTH + 2 && *parts[DEPTH + 1] != '.'
              && mq_files_copy (from_dir, file, dir, parts[DEPTH + 1], MAX_BYTES, error);
  if (!is_copied && error != NULL && *error == NULL)
    mq_files_fail (error, dir < 0 ? errno : EINVAL, FOLDER, file);
  if (dir >= 0)
    close (dir);
  return is_copied;
}

/* Blocks. */
static gboolean
store (Keeping *keeping, const char *home, const char *folder, GError **error)
{
  g_autofree char *temp = NULL;
  g_autofd int from_dir = mq_files_open_dir (keeping->run_dir, error);
  g_autofd int to_dir = from_dir >= 0 ? mq_files_make_temp (home, TEMP_PREFIX, &temp, error) : -1;
  gboolean is_stored = to_dir >= 0;

  for (guint i = 0; is_stored && i < MIN (json_array_get_length (keeping->files), MAX_FILES); i++)
    {
      JsonNode *node = json_array_get_element (keeping->files, i);
      const char *file = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      is_stored = file == NULL || copy (from_dir, file, to_dir, error);
    }

  /* Whoever comes second at the same time has compiled the same. */
  if (temp != NULL && (!is_stored || g_rename (temp, folder) != 0))
    {
      g_autofree char *name = g_path_get_basename (temp);
      g_autofd int dir = mq_files_open_dir (home, NULL);

      if (dir >= 0)
        mq_files_remove_tree (dir, name);
    }

  return is_stored;
}

static DexFuture *
keep_fiber (gpointer data)
{
  Keeping *keeping = data;
  g_autofree char *home = get_home ();
  g_autofree char *folder = mq_shader_cache_get_folder ();
  g_autofd int dir = -1;
  GError *error = NULL;

  if (!mq_paths_make_private (home, &error))
    return dex_future_new_for_error (error);

  mq_files_sweep_temp (home, TEMP_PREFIX);
  if (!keeping->replace)
    return store (keeping, home, folder, &error) ? dex_future_new_true ()
                                                 : dex_future_new_for_error (error);

  dir = mq_files_open_dir (home, &error);
  if (dir < 0)
    return dex_future_new_for_error (error);

  mq_files_remove_tree (dir, FOLDER);
  return dex_future_new_true ();
}

/**
 * mq_shader_cache_keep:
 * @run_dir: the run folder of a Blender that has not run a script yet
 * @files: what it says that it has compiled, relative to @run_dir; not empty
 * @replace: whether it was given what is kept. Then that is of another driver or Blender: it is removed, and the next
 *   one compiles everything anew
 *
 * Returns: (transfer full): resolves when it is kept
 */
DexFuture *
mq_shader_cache_keep (const char *run_dir, JsonArray *files, gboolean replace)
{
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->run_dir = g_strdup (run_dir);
  keeping->files = json_array_ref (files);
  keeping->replace = replace;
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), FIBER_STACK, keep_fiber, keeping,
                         keeping_free);
}
