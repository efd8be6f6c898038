/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* report.csv, see mq-batch-report-private.h: RFC 4180, a row for each item. */
#include "client/batch/report/mq-batch-report-private.h"

#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Members of an attempt that are columns. */
static const char *const of_attempt[] = {
  "attempt", "exit",  "error", "seconds", "tokens",   "cost", "missing", "version",
  "seed",    "model", "team",  "blender", "maquette", "host", "job",     "ended",
};
static const char *const of_measured[] = { "faults", "detached", "wishes",
                                           "missed", "unseen",   "minor" };
static const char *const of_item[] = { "text", "kind", "image", "refine" };

/* A text that begins so is a formula for a spreadsheet. A number is not: "-3". */
static gboolean
is_formula (const char *text)
{
  char *end = NULL;

  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;

  g_ascii_strtod (text, &end);
  return *end != '\0' || strspn (text, "+-.0123456789eE") < strlen (text);
}

static void
add_field (GString *out, const char *given)
{
  /* A terminal would obey an escape, and behind one a formula would hide. */
  g_autofree char *text = mq_text_clean (given, strlen (given));

  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ',');

  g_string_append_c (out, '"');
  if (is_formula (text))
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    g_string_append_len (out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
  g_string_append_c (out, '"');
}

/* Lists of texts are written as the table that a batch reads has them. */
static char *
dup_field (JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;
  g_auto (GStrv) texts = mq_json_to_strings (array);

  return array != NULL && g_strv_length (texts) == mq_json_length (array)
             ? g_strjoinv ("|", texts)
             : mq_batch_report_dup_value (node);
}

static void
add_member (GString *out, JsonObject *object, const char *name)
{
  g_autofree char *text = dup_field (object != NULL ? json_object_get_member (object, name) : NULL);

  add_field (out, text);
}

static void
add_header (GString *out, const char *before, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    {
      g_autofree char *name = g_strconcat (before, names[i], NULL);

      add_field (out, name);
    }
}

static void
add_members (GString *out, JsonObject *object, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    add_member (out, object, names[i]);
}

/* @error: as of mq_files_put(). Returns: whether the table is complete */
gboolean
mq_batch_report_write_table (MqBatchReport *self, GError **error)
{
  const char *const *tags = (const char *const *)self->tags->pdata;
  const char *const *parameters = (const char *const *)self->parameters->pdata;
  g_autoptr (GString) out = g_string_new (NULL);

  add_field (out, "id");
  add_field (out, "status");
  add_header (out, "", of_attempt, G_N_ELEMENTS (of_attempt));
  add_header (out, "", of_measured, G_N_ELEMENTS (of_measured));
  add_header (out, "", of_item, G_N_ELEMENTS (of_item));
  add_header (out, "parameters.", parameters, self->parameters->len);
  add_header (out, "tags.", tags, self->tags->len);
  g_string_append (out, "\r\n");

  for (guint i = 0; i < self->rows->len; i++)
    {
      MqBatchReportRow *row = self->rows->pdata[i];

      add_field (out, row->item->id);
      add_field (out, mq_batch_status_to_string (row->status));
      add_members (out, row->attempt, of_attempt, G_N_ELEMENTS (of_attempt));
      add_members (out, mq_json_get_object (row->attempt, "measured"), of_measured,
                   G_N_ELEMENTS (of_measured));
      add_members (out, row->asked, of_item, G_N_ELEMENTS (of_item));
      add_members (out, mq_json_get_object (row->asked, "parameters"), parameters,
                   self->parameters->len);
      add_members (out, mq_json_get_object (row->asked, "tags"), tags, self->tags->len);
      g_string_append (out, "\r\n");
    }

  return mq_files_put (self->dir, MQ_BATCH_REPORT_TABLE, out->str, out->len, TRUE, error);
}
