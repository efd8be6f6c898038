/* The entry point of a room's C tests, which are one executable: `client-tests library …` runs
 * those of test-library.c. Linked for each test file, they would all be linked again after each
 * change of the room. */
#include "support/mq-test.h"

#include <string.h>

typedef struct
{
  const char *name;
  MqTestMain main;
} Program;

static GArray *programs;

void
mq_test_add_program (const char *name, MqTestMain program)
{
  Program added = { name, program };

  if (programs == NULL)
    programs = g_array_new (FALSE, FALSE, sizeof (Program));
  g_array_append_val (programs, added);
}

/* The names have dashes on the command line, as the files have. */
static MqTestMain
find_program (const char *name)
{
  g_autofree char *wanted = g_strdelimit (g_strdup (name != NULL ? name : ""), "-", '_');

  for (guint i = 0; i < programs->len; i++)
    if (g_str_equal (g_array_index (programs, Program, i).name, wanted))
      return g_array_index (programs, Program, i).main;
  return NULL;
}

int
main (int argc, char **argv)
{
  MqTestMain program = find_program (argc > 1 ? argv[1] : NULL);

  if (program != NULL)
    {
      /* A test that starts this executable again means the same tests. */
      g_setenv ("MQ_TEST_PROGRAM", argv[1], TRUE);
      memmove (argv + 1, argv + 2, (argc - 1) * sizeof *argv);
      argc--;
    }
  else
    {
      program = find_program (g_getenv ("MQ_TEST_PROGRAM"));
    }
  if (program != NULL)
    return program (argc, argv);

  g_printerr ("Which tests? This has:");
  for (guint i = 0; i < programs->len; i++)
    g_printerr (" %s", g_array_index (programs, Program, i).name);
  g_printerr ("\n");
  return 1;
}
