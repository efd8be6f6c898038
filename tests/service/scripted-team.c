/* A team for tests, see scripted-team.h. */
#include "service/scripted-team.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdlib.h>
#include <string.h>

struct _MqScriptedTeam
{
  GObject parent_instance;

  guint calls;
};

static const char *const faults[]
    = { "finding", "import", "raise",    "invisible", "timeout",  "lost",   "memory",     "defect",
        "minor",   "worse",  "stubborn", "endless",   "changing", "silent", "no-blender", NULL };

static char *
make_script (const char *fault_list, guint seat, guint legs, guint revision)
{
  return g_strdup_printf ("# faults: %s\n# seat: %u\n# legs: %u\n# revision: %u\nimport bpy\n"
                          "WIDTH = %u  # m, 0..99: how wide\n",
                          fault_list, seat, legs, revision, revision);
}

static char *
get_faults (const char *script)
{
  const char *line = strchr (script, ' ') + 1;

  line = strchr (line, ' ') + 1;
  return g_strndup (line, strcspn (line, "\n"));
}

char *
mq_scripted_team_get_fault (const char *script)
{
  g_autofree char *list = NULL;

  if (!g_str_has_prefix (script, "# faults: "))
    return g_strdup ("");

  list = get_faults (script);
  return g_strndup (list, strcspn (list, " "));
}

guint
mq_scripted_team_get_number (const char *script, const char *name)
{
  g_autofree char *key = g_strdup_printf ("# %s: ", name);
  const char *line = strstr (script, key);

  return line != NULL ? (guint)atoi (line + strlen (key)) : 0;
}

/* The words of @text that are faults. */
static char *
pick_faults (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *list = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_strv_contains (faults, words[i]))
      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", words[i]);

  return g_string_free (list, FALSE);
}

static DexFuture *answer (const char *format, ...) G_GNUC_PRINTF (1, 2);

static DexFuture *
answer (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  object = mq_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, object);
}

static char *
quote (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  return g_strdup_printf ("\"%s\"", escaped);
}

static const char *
get_id (MqTeam *team)
{
  return "scripted";
}

static const char *
get_label (MqTeam *team)
{
  return "scripted team for tests";
}

static DexFuture *
plan (MqTeam *team, MqAssetState *asset)
{
  const char *prompt = asset->first_message;

  MQ_SCRIPTED_TEAM (team)->calls++;
  if (strstr (prompt, "slow") != NULL)
    return dex_future_new_infinite ();
  if (strstr (prompt, "unknown") != NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNKNOWN_KIND,
                                  "I do not know what that is. I can make: a thing");

  return answer ("{\"plan\": {\"title\": \"Thing\", \"summary\": \"A thing\", \"parts\": ["
                 "{\"id\": \"legs\", \"joins\": [\"seat\"]}, {\"id\": \"seat\", \"joins\": "
                 "[\"legs\"]}]}, \"text\": \"2 parts\", \"notices\": [{\"level\": \"info\", "
                 "\"code\": \"understood\", \"text\": \"Understood\", \"items\": [\"thing\"]}]}");
}

static DexFuture *
write_script (MqTeam *team, MqAssetState *asset)
{
  g_autofree char *list = pick_faults (asset->first_message);
  g_autofree char *script = make_script (list, 1, 1, 1);
  g_autofree char *quoted = quote (script);

  MQ_SCRIPTED_TEAM (team)->calls++;
  g_assert_nonnull (asset->plan);
  return answer ("{\"script\": %s, \"text\": \"5 lines\"}", quoted);
}

/* Takes the first fault away, unless it is one that stays. */
static DexFuture *
repair (MqTeam *team, MqAssetState *asset)
{
  const char *script = asset->script;
  g_autofree char *fault = mq_scripted_team_get_fault (script);
  g_autofree char *list = get_faults (script);
  const char *rest = list + strlen (fault);
  guint revision = mq_scripted_team_get_number (script, "revision");
  g_autofree char *next = NULL;
  g_autofree char *mended = NULL;
  g_autofree char *quoted = NULL;

  MQ_SCRIPTED_TEAM (team)->calls++;
  g_assert_true (asset->findings != NULL || asset->failure != NULL || asset->defects != NULL);

  if (g_str_equal (fault, "silent"))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, "I have no idea");

  if (g_str_equal (fault, "worse"))
    rest = " spoiled";
  else if (g_str_equal (fault, "endless") || g_str_equal (fault, "changing")
           || g_str_equal (fault, "stubborn"))
    rest = list;
  if (!g_str_equal (fault, "stubborn"))
    revision++;

  next = g_strstrip (g_strdup (rest));
  mended = make_script (next, mq_scripted_team_get_number (script, "seat"),
                        mq_scripted_team_get_number (script, "legs"), revision);
  quoted = quote (mended);
  return answer ("{\"script\": %s, \"text\": \"mended %s\"}", quoted, fault);
}

static DexFuture *
critique (MqTeam *team, MqAssetState *asset)
{
  g_autofree char *fault = mq_scripted_team_get_fault (asset->script);

  MQ_SCRIPTED_TEAM (team)->calls++;
  g_assert_nonnull (asset->report);
  if (*fault == '\0' || g_str_equal (fault, "spoiled"))
    return answer ("{\"defects\": [], \"text\": \"nothing found\"}");

  return answer ("{\"defects\": [{\"part\": \"seat\", \"object\": \"Seat\", \"what\": \"%s\", "
                 "\"evidence\": \"\", \"severity\": \"%s\", \"fix\": {}}], \"text\": \"1 defect\"}",
                 fault, g_str_equal (fault, "minor") ? "minor" : "severe");
}

static DexFuture *
verify (MqTeam *team, MqAssetState *asset)
{
  g_autofree char *fault = mq_scripted_team_get_fault (asset->script);
  const char *verdict = g_str_equal (fault, "spoiled") ? "worse" : "better";

  MQ_SCRIPTED_TEAM (team)->calls++;
  g_assert_nonnull (asset->report);
  return answer (
      "{\"verdict\": \"%s\", \"fixed\": [], \"left\": [%s%s%s], \"changed\": [], \"text\": "
      "\"%s\"}",
      verdict, *fault != '\0' ? "\"" : "", fault, *fault != '\0' ? "\"" : "", verdict);
}

static DexFuture *
refine (MqTeam *team, MqAssetState *asset)
{
  const char *instruction = asset->instruction->text;
  const char *script = asset->script;
  g_autofree char *list = pick_faults (instruction);
  g_autofree char *refined = NULL;
  g_autofree char *quoted = NULL;
  gboolean seat = strstr (instruction, "seat") != NULL;
  gboolean legs = strstr (instruction, "legs") != NULL;
  gboolean stray = strstr (instruction, "stray") != NULL;

  MQ_SCRIPTED_TEAM (team)->calls++;
  if (strstr (instruction, "slow") != NULL)
    return dex_future_new_infinite ();
  if (strstr (instruction, "refuse") != NULL)
    return answer ("{\"refused\": true, \"text\": \"I can't do: that\", \"notices\": [{\"level\": "
                   "\"warning\", \"code\": \"not-understood\", \"text\": \"Not understood\", "
                   "\"items\": [\"that\"]}]}");

  if (g_str_equal (list, "worse"))
    g_set_str (&list, "spoiled");
  refined = make_script (list, mq_scripted_team_get_number (script, "seat") + seat,
                         mq_scripted_team_get_number (script, "legs") + (legs || stray),
                         mq_scripted_team_get_number (script, "revision") + 1);
  quoted = quote (refined);
  return answer (
      "{\"script\": %s, \"plan\": {\"title\": \"Thing\", \"parts\": []}, \"touches\": [%s%s%s], "
      "\"summary\": \"Changed\", \"text\": \"changed\", \"notices\": []}",
      quoted, seat ? "\"seat\"" : "", seat && legs ? ", " : "", legs ? "\"legs\"" : "");
}

static DexFuture *
ask (MqTeam *team, MqTeamTask task, MqAssetState *asset)
{
  static DexFuture *(*const tasks[]) (MqTeam *, MqAssetState *) = {
    [MQ_TEAM_PLAN] = plan,         [MQ_TEAM_WRITE] = write_script, [MQ_TEAM_REPAIR] = repair,
    [MQ_TEAM_CRITIQUE] = critique, [MQ_TEAM_VERIFY] = verify,      [MQ_TEAM_REFINE] = refine,
  };

  return tasks[task](team, asset);
}

static void
team_init (MqTeamInterface *iface)
{
  iface->get_id = get_id;
  iface->get_label = get_label;
  iface->ask = ask;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqScriptedTeam, mq_scripted_team, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_TEAM, team_init))

static void
mq_scripted_team_class_init (MqScriptedTeamClass *klass)
{
}

static void
mq_scripted_team_init (MqScriptedTeam *self)
{
}

guint
mq_scripted_team_get_calls (MqScriptedTeam *self)
{
  return self->calls;
}

MqTeam *
mq_scripted_team_new (void)
{
  return g_object_new (MQ_TYPE_SCRIPTED_TEAM, NULL);
}
