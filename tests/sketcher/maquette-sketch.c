/* For authors of kinds and for tests: what the sketcher makes of words, without a service or a
 * Blender. Prints the script (or the plan, or the kinds). Not installed. */
#include "common/json/mq-json.h"
#include "service/sketcher/script/mq-script-generator.h"
#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "service/sketcher/requests/mq-request-list.h"
#include "service/sketcher/mq-sketch-critic.h"
#include "service/sketcher/mq-sketch-planner.h"

#include "reading-text.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char **kind_folders;
static char *text_option;
static char *kind_option;
static char **refine_options;
static char **set_options;
static char **include_options;
static char **exclude_options;
static gboolean plan_option;
static gboolean read_option;
static char *from_plan_option;
static char *targets_option;
static char *report_option;
static gboolean critique_option;
static gboolean mend_option;
static gboolean list_option;
static gboolean serve_option;
static int variant_option = 1;

static const GOptionEntry entries[] = {
  { "kinds", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &kind_folders,
    "Where kinds/, library/ and words.json are", "DIR" },
  { "text", 0, 0, G_OPTION_ARG_STRING, &text_option, "What to make", "TEXT" },
  { "kind", 0, 0, G_OPTION_ARG_STRING, &kind_option,
    "Make this kind as it is, without reading words", "ID" },
  { "refine", 0, 0, G_OPTION_ARG_STRING_ARRAY, &refine_options, "Then change it so", "TEXT" },
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &set_options,
    "Give a parameter a value; MIN or MAX for its ends; ALL for all", "NAME=VALUE" },
  { "include", 0, 0, G_OPTION_ARG_STRING_ARRAY, &include_options,
    "Add a part, or ALL optional ones", "PART" },
  { "exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &exclude_options, "Leave out a part", "PART" },
  { "plan", 0, 0, G_OPTION_ARG_NONE, &plan_option, "Print the plan instead of the script", NULL },
  { "read", 0, 0, G_OPTION_ARG_NONE, &read_option, "Print how the last words were read", NULL },
  { "variant", 0, 0, G_OPTION_ARG_INT, &variant_option, "Make another variant of the last words",
    "NUMBER" },
  { "from-plan", 0, 0, G_OPTION_ARG_FILENAME, &from_plan_option, "Go on from a plan", "FILE" },
  { "targets", 0, 0, G_OPTION_ARG_STRING, &targets_option,
    "What the last words point at, as a message has it", "JSON" },
  { "report", 0, 0, G_OPTION_ARG_FILENAME, &report_option, "What was measured of it", "FILE" },
  { "critique", 0, 0, G_OPTION_ARG_NONE, &critique_option, "Print the defects by the report",
    NULL },
  { "mend", 0, 0, G_OPTION_ARG_NONE, &mend_option, "Mend the defects by the report", NULL },
  { "list", 0, 0, G_OPTION_ARG_NONE, &list_option,
    "Print the kinds as JSON, and what is wrong with broken ones", NULL },
  { "serve", 0, 0, G_OPTION_ARG_NONE, &serve_option,
    "Answer each line of standard input, [\"OUTPUT FILE\", \"ERROR FILE\", ARGUMENT…], by a status",
    NULL },
  { NULL },
};

static gboolean
set_value (MqSketchPlan *plan, const char *assignment)
{
  g_auto (GStrv) sides = g_strsplit (assignment, "=", 2);
  gboolean found = FALSE;

  for (guint i = 0; sides[0] != NULL && sides[1] != NULL && i < plan->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);

      if (!g_str_equal (sides[0], "ALL") && !g_str_equal (sides[0], param->name))
        continue;
      found = TRUE;
      if (g_str_equal (sides[0], "ALL") && g_str_equal (param->unit, "seed"))
        continue;
      mq_sketch_plan_set_value (plan, param->name,
                                g_str_equal (sides[1], "MIN")   ? param->min
                                : g_str_equal (sides[1], "MAX") ? param->max
                                                                : g_ascii_strtod (sides[1], NULL));
    }

  if (!found)
    g_printerr ("%s: no parameter is called so\n", assignment);
  return found;
}

static void
list_kinds (MqKindCatalogue *catalogue)
{
  GPtrArray *kinds = mq_kind_catalogue_get_kinds (catalogue);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  for (guint i = 0; i < kinds->len; i++)
    {
      MqKind *kind = g_ptr_array_index (kinds, i);

      json_builder_set_member_name (builder, kind->id);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "title");
      json_builder_add_string_value (builder, kind->title);
      json_builder_set_member_name (builder, "words");
      json_builder_begin_array (builder);
      for (gsize j = 0; kind->words[j] != NULL; j++)
        json_builder_add_string_value (builder, kind->words[j]);
      json_builder_end_array (builder);
      json_builder_set_member_name (builder, "params");
      json_builder_begin_array (builder);
      for (guint j = 0; j < kind->params->len; j++)
        json_builder_add_string_value (
            builder, ((const MqKindParam *)g_ptr_array_index (kind->params, j))->name);
      json_builder_end_array (builder);
      json_builder_set_member_name (builder, "optional");
      json_builder_begin_array (builder);
      for (guint j = 0; j < kind->parts->len; j++)
        if (((const MqKindPart *)g_ptr_array_index (kind->parts, j))->optional)
          json_builder_add_string_value (
              builder, ((const MqKindPart *)g_ptr_array_index (kind->parts, j))->id);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = mq_json_object_to_string (json_node_get_object (root), TRUE);
  g_print ("%s\n", text);
}

static gboolean
change_parts (MqSketchPlan *plan)
{
  for (gsize i = 0; include_options != NULL && include_options[i] != NULL; i++)
    for (guint j = 0; j < plan->kind->parts->len; j++)
      {
        const MqKindPart *part = g_ptr_array_index (plan->kind->parts, j);

        if (g_str_equal (include_options[i], part->id)
            || (g_str_equal (include_options[i], "ALL") && part->replaces[0] == NULL))
          mq_sketch_plan_include (plan, part->id);
      }
  for (gsize i = 0; exclude_options != NULL && exclude_options[i] != NULL; i++)
    if (!mq_sketch_plan_exclude (plan, exclude_options[i]))
      {
        g_printerr ("%s: no such part is there\n", exclude_options[i]);
        return FALSE;
      }

  return TRUE;
}

static void
say (const char *what, char **texts, guint count)
{
  for (guint i = 0; i < count; i++)
    g_printerr ("%s: %s\n", what, texts[i]);
}

/* @texts: (nullable) */
static void
say_all (const char *what, GStrv texts)
{
  say (what, texts, texts != NULL ? g_strv_length (texts) : 0);
}

static gboolean
refine (MqKindCatalogue *catalogue, MqSketchPlan **plan, const char *instruction,
        const char *targets, guint variant)
{
  /* As a client would: through JSON. */
  g_autoptr (JsonObject) json = mq_sketch_plan_to_json (*plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqSketchPlan) base = mq_sketch_plan_from_json (catalogue, json, &error);
  g_autoptr (MqRefinement) refinement = NULL;
  g_autofree char *text = g_strdup_printf ("{\"targets\": %s}", targets != NULL ? targets : "[]");
  g_autoptr (JsonObject) pointed = mq_json_parse_object (text, -1, &error);

  if (pointed == NULL)
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  if (base == NULL)
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }

  refinement = mq_sketch_planner_refine (catalogue, base, instruction,
                                         mq_json_get_array (pointed, "targets"), NULL, variant);
  g_printerr ("\n%s\n", instruction);
  say ("summary", &refinement->summary, 1);
  say_all ("done", refinement->done);
  say_all ("not done", refinement->not_done);
  say_all ("touches", refinement->touches);
  say_all ("follows", refinement->follows);
  if (refinement->plan == NULL)
    return FALSE;

  mq_sketch_plan_free (*plan);
  *plan = g_steal_pointer (&refinement->plan);
  return TRUE;
}

static void
print_reading (MqKindCatalogue *catalogue, MqSketchPlan *plan)
{
  guint count = refine_options != NULL ? g_strv_length (refine_options) : 0;
  g_autoptr (MqRequestList) reading = mq_request_list_parse (
      catalogue->lexicon, plan->kind, count > 0 ? refine_options[count - 1] : text_option,
      count > 0, NULL);
  g_auto (GStrv) lines = describe_reading (reading);

  for (gsize i = 0; lines[i] != NULL; i++)
    g_print ("%s\n", lines[i]);
}

static JsonObject *
load_json (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return mq_json_parse_object (text, -1, error);
}

static MqSketchPlan *
load_plan (MqKindCatalogue *catalogue, GError **error)
{
  g_autoptr (JsonObject) json = load_json (from_plan_option, error);

  return json != NULL ? mq_sketch_plan_from_json (catalogue, json, error) : NULL;
}

/* TRUE when all that was asked for is printed. */
static gboolean
judge (MqSketchPlan *plan, GError **error)
{
  g_autoptr (JsonObject) report = load_json (report_option, error);
  g_autoptr (JsonArray) defects = NULL;
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);

  if (report == NULL)
    return FALSE;

  defects = mq_sketch_critic_find (plan, report);
  if (critique_option)
    {
      g_autofree char *text = mq_json_array_to_string (defects, TRUE);

      g_print ("%s\n", text);
      return TRUE;
    }

  mq_sketch_critic_repair (plan, defects, said);
  return FALSE;
}

/* What the options ask for. Returns: the exit status */
static int
answer (MqKindCatalogue *catalogue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqSketchPlan) plan = NULL;
  g_autofree char *output = NULL;

  for (guint i = 0; i < mq_kind_catalogue_get_problems (catalogue)->len; i++)
    g_printerr ("left out: %s\n",
                (char *)g_ptr_array_index (mq_kind_catalogue_get_problems (catalogue), i));
  if (list_option)
    {
      list_kinds (catalogue);
      return mq_kind_catalogue_get_problems (catalogue)->len > 0 ? 1 : 0;
    }

  if (kind_option != NULL)
    {
      MqKind *kind = mq_kind_catalogue_lookup (catalogue, kind_option);

      if (kind == NULL)
        {
          g_printerr ("%s: no such kind; --list shows them\n", kind_option);
          return 2;
        }
      plan = mq_sketch_plan_new (kind, kind->words[0]);
    }
  else if (from_plan_option != NULL)
    {
      if (!(plan = load_plan (catalogue, &error)))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }
  else if (text_option == NULL)
    {
      g_printerr ("Say what to make with --text, or name a kind with --kind; --list shows them\n");
      return 2;
    }
  else if (!(plan = mq_sketch_planner_plan (catalogue, text_option,
                                            refine_options == NULL ? (guint)variant_option : 1,
                                            &error)))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  else
    say ("understood", (char **)plan->understood->pdata, plan->understood->len);
  if (text_option != NULL && kind_option == NULL)
    say ("not understood", (char **)plan->not_understood->pdata, plan->not_understood->len);

  for (gsize i = 0; refine_options != NULL && refine_options[i] != NULL; i++)
    if (!refine (catalogue, &plan, refine_options[i],
                 refine_options[i + 1] == NULL ? targets_option : NULL,
                 refine_options[i + 1] == NULL ? (guint)variant_option : 1))
      return 1;
  if (read_option)
    {
      print_reading (catalogue, plan);
      return 0;
    }

  if (report_option != NULL && judge (plan, &error))
    return 0;
  if (error != NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  if (!change_parts (plan))
    return 2;
  for (gsize i = 0; set_options != NULL && set_options[i] != NULL; i++)
    if (!set_value (plan, set_options[i]))
      return 2;

  if (plan_option)
    {
      g_autoptr (JsonObject) json = mq_sketch_plan_to_json (plan);

      output = mq_json_object_to_string (json, TRUE);
      g_print ("%s\n", output);
    }
  else
    {
      output = mq_script_generator_write (catalogue, plan);
      fputs (output, stdout);
    }

  return 0;
}

/* @words: (transfer full): the program's name, and its options */
static gboolean
parse_options (GStrv words)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- try the sketcher's kinds");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) left = words;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse_strv (context, &left, &error))
    return TRUE;

  g_printerr ("%s\n", error->message);
  return FALSE;
}

/* Each line in a process of its own, which has all kinds already. Returns: its status there */
static int
serve (MqKindCatalogue *catalogue)
{
  g_autofree char *line = NULL; /* getline() takes it of malloc(), as GLib does */
  gsize size = 0;

  mq_kind_catalogue_get_problems (catalogue);
  while (getline (&line, &size, stdin) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = mq_json_parse (line, -1, &error);
      g_auto (GStrv) words = node != NULL ? mq_json_to_strings (json_node_get_array (node)) : NULL;
      int status = 0;
      pid_t child = fork ();

      if (child == 0)
        {
          if (words == NULL || g_strv_length (words) < 2 || !freopen (words[0], "w", stdout)
              || !freopen (words[1], "w", stderr) || !parse_options (g_strdupv (words + 1)))
            exit (2);
          exit (answer (catalogue));
        }
      waitpid (child, &status, 0);
      printf ("%d\n", WIFEXITED (status) ? WEXITSTATUS (status) : -1);
      fflush (stdout);
    }

  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqKindCatalogue) catalogue = NULL;
  const char *const source_folder[] = { MQ_SOURCE_ROOT "/data/sketcher", NULL };

  setlocale (LC_CTYPE, "C.UTF-8");
  if (!parse_options (g_strdupv (argv)))
    return 2;

  catalogue = mq_kind_catalogue_new (
      kind_folders != NULL ? (const char *const *)kind_folders : source_folder, &error);
  if (catalogue == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  return serve_option ? serve (catalogue) : answer (catalogue);
}
