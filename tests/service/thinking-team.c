/* The scripted team as if it asked models, see thinking-team.h. */
#include "service/thinking-team.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/model/mq-model-error.h"
#include "service/scripted-team.h"
#include "common/asset/mq-report.h"

#include <string.h>

struct _TestThinkingTeam
{
  GObject parent_instance;

  MqTeam *scripted;
  GString *asked;
  guint closeups;
  gboolean thorough;
};

static const char *
get_words (MqAssetState *asset)
{
  return asset->instruction != NULL ? asset->instruction->text : asset->first_message;
}

static gboolean
says (MqAssetState *asset, const char *word)
{
  g_auto (GStrv) words = g_strsplit (get_words (asset), " ", -1);

  return g_strv_contains ((const char *const *)words, word);
}

/* Whether a model answers in that role; what it used up is spent. */
static gboolean
ask (MqTeam *team, MqAssetState *asset, const char *role, GError **error)
{
  static const MqModelUsage usage = { .input = 100, .output = 20, .cached = 50, .cost = 0.25 };
  TestThinkingTeam *self = TEST_THINKING_TEAM (team);
  g_autofree char *failing = g_strconcat ("fail-", role, NULL);
  g_autoptr (GError) busy = g_error_new_literal (MQ_MODEL_ERROR, MQ_MODEL_ERROR_BUSY,
                                                 "Nobody is busy (503)\ncome again");

  if (!mq_asset_state_check_budget (asset, error))
    return FALSE;

  g_string_append_printf (self->asked, "%s%s", self->asked->len > 0 ? " " : "", role);
  g_signal_emit_by_name (asset, "retry", busy, 2, 1500);
  g_signal_emit_by_name (asset, "stream", "I am the ", FALSE);
  g_signal_emit_by_name (asset, "stream", role, FALSE);
  mq_asset_state_spend (asset, "test:thinker", &usage);
  if (!says (asset, failing))
    return TRUE;

  g_set_error_literal (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                       "Nobody rejected the key (401)\nno such key");
  return FALSE;
}

static DexFuture *answer_with (const char *text);

static DexFuture *
ask_scripted (MqTeam *team, MqAssetState *asset, const char *role, MqTeamTask task)
{
  GError *error = NULL;

  g_autofree char *mute = g_strconcat ("mute-", role, NULL);

  if (!ask (team, asset, role, &error))
    return dex_future_new_for_error (error);
  if (says (asset, mute))
    return answer_with ("{}");

  return mq_team_ask (TEST_THINKING_TEAM (team)->scripted, task, asset);
}

static DexFuture *
answer_with (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = mq_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, object);
}

static DexFuture *
answer_script (const char *script)
{
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "script", script);
  json_object_set_string_member (answer, "text", "another script");
  json_object_set_string_member (answer, "detail", "all that was said");
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&answer));
}

static const char *
get_id (MqTeam *team)
{
  return "thinker";
}

static const char *
get_label (MqTeam *team)
{
  return "Thinking team for tests";
}

static JsonObject *
describe (MqTeam *team)
{
  JsonObject *description = json_object_new ();

  json_object_set_string_member (description, "title", get_label (team));
  json_object_set_boolean_member (description, "sees", TRUE);
  return description;
}

static DexFuture *
plan (MqTeam *team, MqAssetState *asset)
{
  return ask_scripted (team, asset, "planner", MQ_TEAM_PLAN);
}

static DexFuture *
retrieve (MqTeam *team, MqAssetState *asset)
{
  g_assert_nonnull (asset->plan);
  if (!says (asset, "torn"))
    g_assert_cmpstr (asset->blender_version, ==, "4.3.2");
  return answer_with ("{\"passages\": [{\"id\": \"bevel\"}], \"text\": \"Looked up 1 thing\"}");
}

static DexFuture *
write_script (MqTeam *team, MqAssetState *asset)
{
  g_assert_nonnull (asset->passages);
  return ask_scripted (team, asset, "writer", MQ_TEAM_WRITE);
}

static gboolean
names_strays (JsonArray *defects)
{
  for (guint i = 0; defects != NULL && i < json_array_get_length (defects); i++)
    if (g_str_equal (mq_json_get_string (mq_json_element_object (defects, i), "what", ""),
                     "strays"))
      return TRUE;

  return FALSE;
}

static DexFuture *
repair (MqTeam *team, MqAssetState *asset)
{
  GError *error = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *script = NULL;

  g_assert_cmpuint (json_array_get_length (asset->attempts), >, 0);
  if (!names_strays (asset->defects))
    return ask_scripted (team, asset, "debugger", MQ_TEAM_REPAIR);

  if (!ask (team, asset, "debugger", &error))
    return dex_future_new_for_error (error);

  parts = g_strsplit (asset->script, "# legs: 2\n", 2);
  script = g_strjoinv ("# legs: 1\n", parts);
  return answer_script (script);
}

static DexFuture *
rewrite (MqTeam *team, MqAssetState *asset)
{
  GError *error = NULL;
  g_autofree char *script = NULL;

  if (!ask (team, asset, "writer", &error))
    return dex_future_new_for_error (error);

  if (says (asset, "fresh"))
    script = g_strdup ("# faults: \n# seat: 1\n# legs: 1\n# revision: 100\nimport bpy\n");
  else
    script = g_strconcat (asset->script, "# afresh\n", NULL);
  return answer_script (script);
}

static void
check_views (MqAssetState *asset)
{
  GPtrArray *views = asset->views;

  if (says (asset, "torn") && views->len == 0)
    return;
  if (says (asset, "blind"))
    {
      g_assert_cmpuint (views->len, ==, 0);
      return;
    }

  g_assert_cmpuint (views->len, ==, 2);
  g_assert_cmpstr (((MqAssetStatePicture *)views->pdata[0])->label, ==,
                   "front-right, camera 18° above");
  g_assert_cmpstr (((MqAssetStatePicture *)views->pdata[1])->label, ==, "cut through Seat");
}

static DexFuture *
critique (MqTeam *team, MqAssetState *asset)
{
  JsonObject *kept = asset->kept_report;
  g_auto (GStrv) strays = NULL;
  GError *error = NULL;

  check_views (asset);
  if (kept != NULL)
    strays = mq_report_list_unintended_changes (kept, asset->report, asset->touches);
  if (strays == NULL || *strays == NULL)
    return ask_scripted (team, asset, "critic", MQ_TEAM_CRITIQUE);

  if (!ask (team, asset, "critic", &error))
    return dex_future_new_for_error (error);

  return answer_with (
      "{\"defects\": [{\"part\": \"legs\", \"object\": \"Leg 1\", \"what\": "
      "\"strays\", \"evidence\": \"\", \"severity\": \"severe\"}], \"text\": \"\"}");
}

/* The defects of the script as it stands, as critique names them. */
static void
name_defects (MqTeam *team, MqAssetState *asset, DexFuture *verdict)
{
  g_autoptr (DexFuture) said = mq_team_ask (TEST_THINKING_TEAM (team)->scripted, MQ_TEAM_CRITIQUE,
                                            asset);
  JsonObject *from = g_value_get_boxed (dex_future_get_value (said, NULL));
  JsonObject *to = g_value_get_boxed (dex_future_get_value (verdict, NULL));

  json_object_set_array_member (to, "defects",
                                json_array_ref (mq_json_get_array (from, "defects")));
}

static DexFuture *
verify (MqTeam *team, MqAssetState *asset)
{
  MqTeam *scripted = TEST_THINKING_TEAM (team)->scripted;
  DexFuture *verdict;

  if (asset->base_report != NULL)
    return mq_team_ask (scripted, MQ_TEAM_VERIFY, asset);

  check_views (asset);
  TEST_THINKING_TEAM (team)->closeups = asset->closeups->len;
  verdict = ask_scripted (team, asset, "verifier", MQ_TEAM_VERIFY);
  if (says (asset, "named") && dex_future_is_resolved (verdict))
    name_defects (team, asset, verdict);
  return verdict;
}

static DexFuture *
refine (MqTeam *team, MqAssetState *asset)
{
  return ask_scripted (team, asset, "refiner", MQ_TEAM_REFINE);
}

static MqLook
wants_look (MqTeam *team, MqAssetState *asset)
{
  return !says (asset, "blind");
}

static guint
adjust_rounds (MqTeam *team, guint rounds)
{
  return rounds + TEST_THINKING_TEAM (team)->thorough;
}

static DexFuture *(*const tasks[]) (MqTeam *, MqAssetState *) = {
  [MQ_TEAM_PLAN] = plan,     [MQ_TEAM_RETRIEVE] = retrieve, [MQ_TEAM_WRITE] = write_script,
  [MQ_TEAM_REPAIR] = repair, [MQ_TEAM_REWRITE] = rewrite,   [MQ_TEAM_CRITIQUE] = critique,
  [MQ_TEAM_VERIFY] = verify, [MQ_TEAM_REFINE] = refine,
};

static DexFuture *
do_task (MqTeam *team, MqTeamTask task, MqAssetState *asset)
{
  return tasks[task](team, asset);
}

static gboolean
can (MqTeam *team, MqTeamTask task)
{
  return task < G_N_ELEMENTS (tasks) && tasks[task] != NULL;
}

static void
team_init (MqTeamInterface *iface)
{
  iface->get_id = get_id;
  iface->get_label = get_label;
  iface->describe = describe;
  iface->ask = do_task;
  iface->can = can;
  iface->wants_look = wants_look;
  iface->adjust_rounds = adjust_rounds;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestThinkingTeam, test_thinking_team, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_TEAM, team_init))

static void
test_thinking_team_finalize (GObject *object)
{
  TestThinkingTeam *self = TEST_THINKING_TEAM (object);

  g_object_unref (self->scripted);
  g_string_free (self->asked, TRUE);

  G_OBJECT_CLASS (test_thinking_team_parent_class)->finalize (object);
}

static void
test_thinking_team_class_init (TestThinkingTeamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_thinking_team_finalize;
}

static void
test_thinking_team_init (TestThinkingTeam *self)
{
  self->scripted = mq_scripted_team_new ();
  self->asked = g_string_new (NULL);
}

const char *
test_thinking_team_get_asked (TestThinkingTeam *self)
{
  return self->asked->str;
}

void
test_thinking_team_forget (TestThinkingTeam *self)
{
  g_string_truncate (self->asked, 0);
}

guint
test_thinking_team_get_closeups (TestThinkingTeam *self)
{
  return self->closeups;
}

void
test_thinking_team_set_thorough (TestThinkingTeam *self)
{
  self->thorough = TRUE;
}

MqTeam *
test_thinking_team_new (void)
{
  return g_object_new (TEST_TYPE_THINKING_TEAM, NULL);
}
