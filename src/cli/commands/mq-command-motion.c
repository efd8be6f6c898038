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

static void
print_joint (JsonObject *joint, JsonArray *joints)
{
  JsonArray *free = mq_json_get_array (joint, "free");
  JsonArray *met = mq_json_get_array (mq_json_get_object (joint, "contact"), "objects");
  const char *shown_by = mq_json_get_string (joint, "shown_by", NULL);
  const char *follows = mq_json_get_string (joint, "follows", NULL);
  double ratio = mq_json_get_double (joint, "ratio", 1);
  JsonObject *leader = NULL;
  g_autofree char *whole = describe_range (joint, mq_json_get_array (joint, "limits"));
  g_autofree char *parts = g_strdup_printf ("%s → %s", mq_json_get_string (joint, "parent", "?"),
                                            mq_json_get_string (joint, "child", "?"));

  printf ("%-22s %-7s %-34s %s\n", mq_json_get_string (joint, "name", "?"),
          mq_json_get_string (joint, "kind", "?"), parts, whole);

  for (guint i = 0; follows != NULL && i < mq_json_length (joints) && leader == NULL; i++)
    if (g_str_equal (mq_json_get_string (mq_json_element_object (joints, i), "name", ""), follows))
      leader = mq_json_element_object (joints, i);
  if (follows != NULL && !json_object_has_member (joint, "ratio"))
    printf ("  follows %s, in a closed loop\n", follows);
  else if (follows != NULL
           && (leader == NULL || ratio == 0 || is_slider (joint) == is_slider (leader)))
    printf ("  follows %s, %g times as far\n", follows, ratio);
  else if (follows != NULL) /* A nut and its screw, whichever of the two leads. */
    printf ("  follows %s, %.4g mm a turn\n", follows,
            360000 * (is_slider (joint) ? ratio : 1 / ratio));

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
  if (self->options->json)
    {
      for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
        for (guint j = 0; j < mq_json_length (lists[i]); j++)
          mq_stdout_print_json ("motion", mq_json_element_object (lists[i], j));
      return TRUE;
    }

  if (mq_json_length (lists[0]) + mq_json_length (lists[1]) == 0)
    printf ("Nothing in this version moves: it has no joints\n");
  for (guint i = 0; i < mq_json_length (lists[0]); i++)
    print_joint (mq_json_element_object (lists[0], i), lists[0]);
  for (guint i = 0; i < mq_json_length (lists[1]); i++)
    {
      JsonObject *fault = mq_json_element_object (lists[1], i);

      printf ("Fault: %s\n  %s\n", mq_json_get_string (fault, "words", "?"),
              mq_json_get_string (fault, "fix", ""));
    }
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
