/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* motion: the command that lists what of a version moves, and how far. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "common/asset/mq-joint.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>

/* "0 to 110°", "0 to 300 mm"; of what turns freely, "freely" */
static char *
describe_range (const MqJoint *joint, gboolean is_limited, double low, double high)
{
  double scale = joint->is_length ? 1000 : 1;

  if (joint->kind == MQ_JOINT_FIXED)
    return g_strdup ("with its parent");
  if (joint->kind == MQ_JOINT_CLOSES)
    return g_strdup ("a loop");
  if (!is_limited)
    return g_strdup ("freely");

  return g_strdup_printf ("%g to %g%s", low * scale, high * scale, joint->is_length ? " mm" : "°");
}

static void
print_joint (const MqJoint *joint, GPtrArray *joints)
{
  int number = mq_joints_find (joints, joint->follows);
  const MqJoint *leader = number >= 0 ? joints->pdata[number] : NULL;
  gboolean is_fixed = joint->kind == MQ_JOINT_FIXED;
  g_autofree char *whole = describe_range (joint, joint->has_limits, joint->low, joint->high);
  g_autofree char *parts = g_strdup_printf ("%s → %s", joint->parent, joint->child);

  printf ("%-22s %-7s %-34s %s\n", joint->name, joint->kind_name, parts, whole);

  if (joint->follows != NULL && !joint->has_ratio)
    printf ("  follows %s, in a closed loop\n", joint->follows);
  else if (joint->follows != NULL
           && (leader == NULL || joint->ratio == 0 || joint->is_length == leader->is_length))
    printf ("  follows %s, %g times as far\n", joint->follows, joint->ratio);
  else if (joint->follows != NULL) /* A nut and its screw, whichever of the two leads. */
    printf ("  follows %s, %.4g mm a turn\n", joint->follows,
            360000 * (joint->is_length ? joint->ratio : 1 / joint->ratio));

  if (joint->has_free && joint->meets != NULL)
    {
      g_autofree char *range = describe_range (joint, TRUE, joint->free_low, joint->free_high);

      printf ("  free from %s, then %s meets %s\n", range, joint->meets[0], joint->meets[1]);
    }
  else if (joint->opens >= 0)
    printf ("  opens by %.1f mm\n", 1000 * joint->opens);
  else if (joint->has_free && !is_fixed)
    printf ("  free over its whole range\n");
  if (joint->shown_by != NULL && !is_fixed)
    printf ("  its axis is shown by %s%s\n", *joint->shown_by != '\0' ? "its " : "nothing",
            joint->shown_by);
}

static gboolean
list_motion (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) loaded = NULL;
  g_autoptr (GPtrArray) joints = NULL;
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

  joints = mq_joints_read (report);
  if (joints->len + mq_json_length (lists[1]) == 0)
    printf ("Nothing in this version moves: it has no joints\n");
  for (guint i = 0; i < joints->len; i++)
    print_joint (joints->pdata[i], joints);
  MQ_JSON_EACH (lists[1], i, fault)
    printf ("Fault: %s\n  %s\n", mq_json_get_string (fault, "words", "?"),
            mq_json_get_string (fault, "fix", ""));
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
