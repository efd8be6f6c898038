/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* motion: the command that lists what of a version moves, and how far. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "common/asset/mq-joint-kinds.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

static gboolean
is_of_kind (JsonObject *joint, MqJointKind kind)
{
  return g_str_equal (mq_json_get_string (joint, "kind", ""), mq_joint_kinds[kind]);
}

static gboolean
is_slider (JsonObject *joint)
{
  return is_of_kind (joint, MQ_JOINT_SLIDER);
}

/* "0 to 110°", "0 to 300 mm"; of what turns freely, "freely". @range: (nullable) */
static char *
describe_range (JsonObject *joint, JsonArray *range)
{
  gboolean slides = is_slider (joint);
  double scale = slides ? 1000 : 1;

  if (is_of_kind (joint, MQ_JOINT_FIXED))
    return g_strdup ("with its parent");
  if (is_of_kind (joint, MQ_JOINT_CLOSES))
    return g_strdup ("a loop");
  if (mq_json_length (range) != 2)
    return g_strdup ("freely");

  return g_strdup_printf ("%g to %g%s", json_array_get_double_element (range, 0) * scale,
                          json_array_get_double_element (range, 1) * scale, slides ? " mm" : "°");
}

/* "-1 times as far"; of a nut and its screw, "4 mm a turn", whichever of the two leads. */
static char *
describe_ratio (JsonObject *joint, const char *follows, JsonArray *joints)
{
  double ratio = mq_json_get_double (joint, "ratio", 1);
  JsonObject *leader = NULL;

  for (guint i = 0; i < mq_json_length (joints) && leader == NULL; i++)
    if (g_str_equal (mq_json_get_string (mq_json_element_object (joints, i), "name", ""), follows))
      leader = mq_json_element_object (joints, i);
  if (leader == NULL || ratio == 0 || is_slider (joint) == is_slider (leader))
    return g_strdup_printf ("%g times as far", ratio);

  return g_strdup_printf ("%.4g mm a turn", 360000 * (is_slider (joint) ? ratio : 1 / ratio));
}

/* Says what there is to say, also where nothing moves. */
static void
print_motion (JsonArray *joints, JsonArray *faults)
{
  if (mq_json_length (joints) + mq_json_length (faults) == 0)
    printf ("Nothing in this version moves: it has no joints\n");
  for (guint i = 0; i < mq_json_length (joints); i++)
    {
      JsonObject *joint = mq_json_element_object (joints, i);
      JsonArray *free = mq_json_get_array (joint, "free");
      JsonArray *met = mq_json_get_array (mq_json_get_object (joint, "contact"), "objects");
      const char *shown_by = mq_json_get_string (joint, "shown_by", NULL);
      const char *follows = mq_json_get_string (joint, "follows", NULL);
      g_autofree char *whole = describe_range (joint, mq_json_get_array (joint, "limits"));
      g_autofree char *parts = g_strdup_printf ("%s → %s",
                                                mq_json_get_string (joint, "parent", "?"),
                                                mq_json_get_string (joint, "child", "?"));

      printf ("%-22s %-7s %-34s %s\n", mq_json_get_string (joint, "name", "?"),
              mq_json_get_string (joint, "kind", "?"), parts, whole);
      if (follows != NULL)
        {
          g_autofree char *ratio = json_object_has_member (joint, "ratio")
                                       ? describe_ratio (joint, follows, joints)
                                       : g_strdup ("in a closed loop");

          printf ("  follows %s, %s\n", follows, ratio);
        }
      if (free != NULL && mq_json_length (met) == 2)
        {
          g_autofree char *range = describe_range (joint, free);

          printf ("  free from %s, then %s meets %s\n", range, mq_json_element_string (met, 0),
                  mq_json_element_string (met, 1));
        }
      else if (json_object_has_member (joint, "opens_m"))
        printf ("  opens by %.1f mm\n", 1000 * mq_json_get_double (joint, "opens_m", 0));
      else if (free != NULL && !is_of_kind (joint, MQ_JOINT_FIXED))
        printf ("  free over its whole range\n");
      if (shown_by != NULL && !is_of_kind (joint, MQ_JOINT_FIXED))
        printf ("  its axis is shown by %s%s\n", *shown_by != '\0' ? "its " : "nothing", shown_by);
    }
  for (guint i = 0; i < mq_json_length (faults); i++)
    {
      JsonObject *fault = mq_json_element_object (faults, i);

      printf ("Fault: %s\n  %s\n", mq_json_get_string (fault, "words", "?"),
              mq_json_get_string (fault, "fix", ""));
    }
}

static gboolean
list_motion (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) loaded = NULL;
  JsonObject *report;
  JsonArray *lists[2];

  if (!mq_cli_context_prepare (self, MQ_CLI_VERSION, error)
      || !(loaded = dex_await_boxed (mq_version_load (self->version), error)))
    return FALSE;
  if ((report = mq_json_get_object (loaded, "report")) == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "This version was not measured, so its joints are not known\nMeasure it: "
                    "maquette-cli measure %s",
                    self->options->words[0]);

  lists[0] = mq_json_get_array (report, "joints");
  lists[1] = mq_json_get_array (report, "joint_faults");
  if (!self->options->json)
    {
      print_motion (lists[0], lists[1]);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < mq_json_length (lists[i]); j++)
      mq_stdout_print_json ("motion", mq_json_element_object (lists[i], j));
  return TRUE;
}

static const GOptionEntry motion_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_motion[] = {
  { "motion", MQ_WORDS_VERSION, 1, 1,
    "List the joints of a version: how far they move, and their faults", list_motion,
    motion_options },
  { NULL },
};
