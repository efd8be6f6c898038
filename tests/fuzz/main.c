/* Runs a target once on every file of the folders that are named, for builds without libFuzzer. */
#include "fuzz/fuzz.h"

#include <stdio.h>

static void
run_file (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autofree uint8_t *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, &error))
    g_error ("%s", error->message);

  /* Of exactly its size, so that a read past it is seen. */
  exact = g_memdup2 (bytes, length);
  LLVMFuzzerTestOneInput (exact, length);
}

int
main (int argc, char *argv[])
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (argv[i], 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL);

          run_file (path);
          n++;
        }
    }

  printf ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
