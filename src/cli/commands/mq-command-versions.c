/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* versions, show: the commands that list the versions of a session, and say what is in one. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/live/mq-hand-edit.h"
#include "client/run/mq-defect-words.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <stdio.h>

#define MAX_TEXT 400

static char *
dup_clean_line (const char *text)
{
  return g_strdelimit (mq_text_clean (text, MAX_TEXT), "\n\t", ' ');
}

/* "ID:3", the version of another session that this one goes on from. */
static char *
dup_origin (MqSession *session)
{
  guint number;
  g_autofree char *id = mq_session_dup_base (session, &number);

  return id != NULL ? g_strdup_printf ("%s:%u", id, number) : NULL;
}

static void
add_faults (GStrvBuilder *lines, JsonArray *faults)
{
  MQ_JSON_EACH (faults, i, facts)
    {
      char *words = mq_defect_words_make (facts);

      g_strv_builder_take (
          lines, words != NULL ? words : g_strdup (mq_json_get_string (facts, "text", "")));
    }
}

/* @content: (nullable): as mq_version_load() gave it; @lines: (nullable): gets what is not as it
 * should be. Returns: the badge that the version has in the window */
static MqVerdict
judge (JsonObject *content, GStrvBuilder *lines)
{
  JsonObject *plan = mq_json_get_object (content, "plan");
  JsonObject *report = mq_json_get_object (content, "report");
  g_autoptr (JsonArray) rows = mq_requirement_list_rows (plan, report);
  g_autoptr (JsonArray) faults = NULL;
  g_autoptr (JsonArray) minor = NULL;
  g_auto (GStrv) detached = NULL;
  MqVerdict verdict;

  mq_verdict_judge (plan, report, rows, NULL, &faults, &minor, &detached);
  verdict = mq_verdict_make (rows, faults, minor, (const char *const *)detached);
  verdict.unmeasured = content != NULL && report == NULL;
  if (lines != NULL)
    {
      g_auto (GStrv) missed = mq_verdict_list_missed (rows, (const char *const *)detached);

      add_faults (lines, faults);
      add_faults (lines, minor);
      g_strv_builder_addv (lines, (const char **)missed);
    }
  return verdict;
}

static JsonObject *
describe (MqSession *session, MqVersion *version, JsonObject *content)
{
  g_autofree char *from = dup_origin (session);
  MqVerdict verdict = judge (content, NULL);

  return mq_json_new ("session:s version:i parent:i summary:s instruction:s pictures:i created:l "
                      "folder:s from:s? measured:o",
                      mq_session_get_id (session), mq_version_get_number (version),
                      mq_version_get_parent (version), mq_version_get_summary (version),
                      mq_version_get_instruction (version), mq_version_get_n_pictures (version),
                      mq_version_get_created (version), mq_version_get_dir (version), from,
                      mq_verdict_write (&verdict));
}

static gboolean
list_versions (MqCliContext *self, GError **error)
{
  g_autofree char *from = NULL;
  GListModel *versions;

  if (!mq_cli_context_prepare (self, MQ_CLI_SESSION, error))
    return FALSE;

  versions = mq_session_get_versions (self->session);
  if (!self->options->json)
    printf ("%7s  %4s  %s\n", "VERSION", "FROM", "WHAT");
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);
      g_autoptr (JsonObject) content = NULL;
      g_autoptr (JsonObject) facts = NULL;

      if (!self->options->json)
        {
          g_autofree char *summary = dup_clean_line (mq_version_get_summary (version));
          g_autofree char *instruction = dup_clean_line (mq_version_get_instruction (version));
          g_autofree char *parent = mq_version_get_parent (version) > 0
                                        ? g_strdup_printf ("%u", mq_version_get_parent (version))
                                        : g_strdup ("-");

          printf ("%7u  %4s  %s  (%s)\n", mq_version_get_number (version), parent, summary,
                  instruction);
          continue;
        }

      content = dex_await_boxed (mq_version_load (version), NULL);
      facts = describe (self->session, version, content);
      mq_stdout_print_json ("versions", facts);
    }

  if (!self->options->json && (from = dup_origin (self->session)) != NULL)
    printf ("\nIt goes on from %s\n", from);
  return TRUE;
}

static void
print_version (MqSession *session, MqVersion *version, JsonObject *content)
{
  g_autofree char *title = dup_clean_line (mq_session_get_title (session));
  g_autofree char *origin = dup_origin (session);
  g_autofree char *summary = dup_clean_line (mq_version_get_summary (version));
  g_autofree char *instruction = dup_clean_line (mq_version_get_instruction (version));
  g_autoptr (GDateTime) created
      = g_date_time_new_from_unix_local (mq_version_get_created (version));
  g_autofree char *date = created != NULL ? g_date_time_format (created, "%Y-%m-%d %H:%M")
                                          : g_strdup ("?");

  printf ("%s, version %u\n\n", title, mq_version_get_number (version));
  printf ("Summary:      %s\nAsked for:    %s\nMade:         %s\n", summary, instruction, date);
  if (mq_version_get_parent (version) > 0)
    printf ("From version: %u\n", mq_version_get_parent (version));
  if (origin != NULL)
    printf ("Goes on from: %s\n", origin);
  if (mq_json_get_object (content, "report") != NULL)
    {
      JsonObject *report = mq_json_get_object (content, "report");
      JsonObject *whole = mq_json_get_object (report, "whole");
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      MqVerdict verdict = judge (content, builder);
      g_autofree char *badge = mq_verdict_describe (&verdict);
      g_auto (GStrv) lines = g_strv_builder_end (builder);
      g_autofree char *told = NULL;
      double size[3];
      JsonArray *rows;

      if (mq_json_get_vector (whole, "dimensions_m", size))
        {
          told = mq_text_format_size (size);
          printf ("Size:         %s\n", told);
        }
      printf ("Objects:      %" G_GINT64_FORMAT "\nTriangles:    %" G_GINT64_FORMAT "\n",
              mq_json_get_int (whole, "objects", 0), mq_json_get_int (whole, "triangles", 0));
      printf ("Found:        %s\n", badge);
      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_autofree char *line = dup_clean_line (lines[i]);

          printf ("              %s\n", line);
        }

      /* Prints the user's changes in Blender, which the script does not make. */
      rows = mq_json_get_array (report, "by_hand");
      for (guint i = 0; i < mq_json_length (rows); i++)
        {
          g_autofree char *change = mq_hand_edit_describe_change (mq_json_element_object (rows, i));

          printf ("%s%s\n", i == 0 ? "By hand:      " : "              ", change);
        }
    }

  printf ("Pictures:     %u\nFolder:       %s\n", mq_version_get_n_pictures (version),
          mq_version_get_dir (version));
}

static gboolean
show_version (MqCliContext *self, GError **error)
{
  g_autoptr (JsonObject) content = NULL;
  g_autoptr (JsonObject) facts = NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_VERSION, error)
      || !(content = dex_await_boxed (mq_version_load (self->version), error)))
    return FALSE;

  if (!self->options->json)
    {
      print_version (self->session, self->version, content);
      return TRUE;
    }

  facts = describe (self->session, self->version, content);
  if (mq_json_get_object (content, "report") != NULL)
    mq_json_add (facts, "report:O", mq_json_get_object (content, "report"));
  mq_stdout_print_json ("show", facts);
  return TRUE;
}

const MqCliCommand mq_commands_versions[] = {
  { "versions", "SESSION", 1, 1, "List the versions of a session", list_versions,
    mq_command_json_options },
  { "show", MQ_WORDS_VERSION, 1, 1, "Show the details of a version: sizes, parts, measurements",
    show_version, mq_command_json_options },
  { NULL },
};
