/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the items on the page, and what filters it, see mq-batch-report-private.h. */
#include "client/batch/report/mq-batch-report-private.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

#define MAX_ERROR 600
#define MAX_VALUE 200
/* Tags that have a filter, and values that it can offer; the search finds the others. */
#define MAX_FILTERS 12
#define MAX_CHOICES 200

/* Returns: (transfer full): the text of a tag's value; empty without it */
static char *
dup_tag (MqBatchReportRow *row, const char *name)
{
  JsonObject *tags = mq_json_get_object (row->asked, "tags");
  g_autofree char *value
      = mq_batch_report_dup_value (tags != NULL ? json_object_get_member (tags, name) : NULL);

  return mq_text_clean (value, MAX_VALUE);
}

/* Its values in the order of the items; %NULL if there are too many. */
static GPtrArray *
list_values (MqBatchReport *self, const char *tag)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->rows->len; i++)
    {
      char *value = dup_tag (self->rows->pdata[i], tag);

      if (*value == '\0' || g_hash_table_contains (seen, value))
        {
          g_free (value);
          continue;
        }

      g_hash_table_add (seen, value);
      g_ptr_array_add (values, value);
      if (values->len > MAX_CHOICES)
        return NULL;
    }

  return g_steal_pointer (&values);
}

/* Adds the filters, which the page's script shows. */
void
mq_batch_report_add_filters (MqBatchReport *self, GString *out)
{
  g_string_append (
      out, "<form id=\"filters\" hidden>\n"
           "<input type=\"search\" name=\"search\" placeholder=\"Search\" aria-label=\"Search\">\n"
           "<select name=\"status\" aria-label=\"Status\"><option value=\"\">any status</option>");
  for (int status = MQ_BATCH_WAITING; status <= MQ_BATCH_MISSING; status++)
    {
      guint n = mq_batch_report_count (self, (MqBatchStatus)status);
      const char *name = mq_batch_status_to_string ((MqBatchStatus)status);

      if (n > 0)
        mq_batch_report_add_html (out, "<option value=\"%s\">%s (%u)</option>", name, name, n);
    }
  g_string_append (out, "<option value=\"flawed\">done, with flaws</option></select>\n");

  for (guint i = 0; i < MIN (self->tags->len, MAX_FILTERS); i++)
    {
      const char *tag = self->tags->pdata[i];
      g_autoptr (GPtrArray) values = list_values (self, tag);

      if (values == NULL)
        continue;

      mq_batch_report_add_html (
          out, "<select data-tag=\"%s\" aria-label=\"%s\"><option value=\"\">any %s</option>", tag,
          tag, tag);
      for (guint j = 0; j < values->len; j++)
        mq_batch_report_add_html (out, "<option>%s</option>", (const char *)values->pdata[j]);
      g_string_append (out, "</select>\n");
    }
  g_string_append (out, "<label><input type=\"checkbox\" name=\"gallery\"> Gallery</label>\n"
                        "<output></output>\n</form>\n");
}

/* Returns: (transfer full): the address of a file of an item */
static char *
make_link (MqBatchReport *self, MqBatchReportRow *row, const char *name)
{
  g_autofree char *path = g_strconcat ("items/", row->item->id, "/", name, NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);

  return g_strconcat (self->link, escaped, NULL);
}

static void
add_picture (MqBatchReport *self, GString *out, MqBatchReportRow *row)
{
  const char *id = row->item->id;
  g_autofree char *link = make_link (self, row, "render_1.png");

  g_string_append (out, "<td class=\"picture\">");
  if (row->has_picture)
    mq_batch_report_add_html (
        out,
        "<a href=\"%s\"><img src=\"%s/%s.webp\" width=\"160\" height=\"90\" loading=\"lazy\" "
        "alt=\"%s\"></a>",
        link, MQ_BATCH_REPORT_PICTURES, id, id);
  g_string_append (out, "</td>");
}

static void
add_files (MqBatchReport *self, GString *out, MqBatchReportRow *row)
{
  JsonObject *sums = mq_json_get_object (row->attempt, "sha256");
  g_autoptr (GList) names = sums != NULL && row->status == MQ_BATCH_DONE
                                ? json_object_get_members (sums)
                                : NULL;

  g_string_append (out, "<p class=\"files\">");
  for (GList *name = names; name != NULL; name = name->next)
    if (strchr (name->data, '/') == NULL && !g_str_has_suffix (name->data, ".png"))
      {
        g_autofree char *link = make_link (self, row, name->data);

        mq_batch_report_add_html (out, "<a href=\"%s\">%s</a> ", link, (const char *)name->data);
      }
  g_string_append (out, "</p>");
}

static void
add_pill (GString *out, const char *style, gint64 n, const char *one, const char *many)
{
  if (n > 0)
    mq_batch_report_add_html (out, " <span class=\"pill %s\">%" G_GINT64_FORMAT " %s</span>", style,
                              n, n == 1 ? one : many);
}

static gboolean
is_flawed (MqBatchReportRow *row)
{
  JsonObject *measured = mq_json_get_object (row->attempt, "measured");

  return row->status == MQ_BATCH_DONE
         && (mq_json_get_int (measured, "faults", 0) > 0
             || mq_json_get_int (measured, "detached", 0) > 0
             || mq_json_get_int (measured, "missed", 0) > 0
             || mq_json_get_int (measured, "unseen", 0) > 0
             || mq_json_get_int (measured, "minor", 0) > 0
             || mq_json_length (mq_json_get_array (row->attempt, "missing")) > 0);
}

static void
add_result (GString *out, MqBatchReportRow *row)
{
  const char *status = mq_batch_status_to_string (row->status);
  JsonObject *measured = mq_json_get_object (row->attempt, "measured");
  JsonArray *missing = mq_json_get_array (row->attempt, "missing");
  g_autofree char *error = mq_text_clean (mq_json_get_string (row->attempt, "error", ""),
                                          MAX_ERROR);
  gint64 wishes = mq_json_get_int (measured, "wishes", 0);
  gint64 missed = mq_json_get_int (measured, "missed", 0);
  gint64 unseen = mq_json_get_int (measured, "unseen", 0);

  mq_batch_report_add_html (out,
                            "<td class=\"result\" data-value=\"%s\"><span class=\"pill %s\">%s"
                            "</span>",
                            status, status, status);
  add_pill (out, "failed", mq_json_get_int (measured, "faults", 0), "fault", "faults");
  add_pill (out, "failed", mq_json_get_int (measured, "detached", 0), "detached", "detached");
  add_pill (out, "met", wishes - missed - unseen, "requirement met", "requirements met");
  add_pill (out, "failed", missed, "missed", "missed");
  add_pill (out, "waiting", unseen, "not seen", "not seen");
  add_pill (out, "waiting", mq_json_get_int (measured, "minor", 0), "small fault", "small faults");
  for (guint i = 0; i < mq_json_length (missing); i++)
    {
      g_autofree char *text = mq_text_clean (mq_json_element_string (missing, i), MAX_VALUE);

      mq_batch_report_add_html (out, " <span class=\"pill refused\">left out: %s</span>", text);
    }
  if (row->status != MQ_BATCH_DONE && *error != '\0')
    mq_batch_report_add_html (out, "<p class=\"error\">%s</p>", error);
  g_string_append (out, "</td>");
}

static void
add_tags (MqBatchReport *self, GString *out, MqBatchReportRow *row)
{
  g_string_append (out, "<td class=\"tags\">");
  for (guint i = 0; i < self->tags->len; i++)
    {
      g_autofree char *value = dup_tag (row, self->tags->pdata[i]);

      if (*value != '\0')
        mq_batch_report_add_html (out, "<span class=\"tag\"><b>%s</b> %s</span> ",
                                  (const char *)self->tags->pdata[i], value);
    }
  g_string_append (out, "</td>");
}

/* @text: (nullable): as it is read; nothing is known without it */
static void
add_number (GString *out, double value, const char *text)
{
  char plain[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (plain, sizeof plain, "%.6g", value);
  mq_batch_report_add_html (out, "<td class=\"number\" data-value=\"%s\">%s</td>", plain,
                            text != NULL ? text : "–");
}

static void
add_numbers (GString *out, JsonObject *attempt)
{
  double seconds = mq_batch_attempt_get_amount (attempt, "seconds");
  gint64 tokens = (gint64)mq_batch_attempt_get_amount (attempt, "tokens");
  double cost = mq_batch_attempt_get_amount (attempt, "cost");
  g_autofree char *seconds_text = attempt != NULL ? g_strdup_printf ("%.1f", seconds) : NULL;
  g_autofree char *tokens_text = tokens > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, tokens) : NULL;
  g_autofree char *cost_text = cost > 0 ? mq_text_format_cost (cost) : NULL;

  add_number (out, seconds, seconds_text);
  add_number (out, (double)tokens, tokens_text);
  add_number (out, cost, cost_text);
}

/* Returns: (transfer full): what the filters compare, as JSON */
static char *
make_tags_json (MqBatchReport *self, MqBatchReportRow *row)
{
  g_autoptr (JsonObject) tags = json_object_new ();

  for (guint i = 0; i < MIN (self->tags->len, MAX_FILTERS); i++)
    {
      g_autofree char *value = dup_tag (row, self->tags->pdata[i]);

      if (*value != '\0')
        json_object_set_string_member (tags, self->tags->pdata[i], value);
    }
  return mq_json_object_to_string (tags, FALSE);
}

static void
add_row (MqBatchReport *self, GString *out, MqBatchReportRow *row)
{
  const char *id = row->item->id;
  g_autofree char *asked = mq_batch_report_dup_asked (row);
  g_autofree char *tags = make_tags_json (self, row);

  mq_batch_report_add_html (out, "<tr id=\"item-%s\" data-status=\"%s\" data-tags=\"%s\"%s>", id,
                            mq_batch_status_to_string (row->status), tags,
                            is_flawed (row) ? " data-flawed" : "");
  add_picture (self, out, row);
  mq_batch_report_add_html (
      out, "<td class=\"item\" data-value=\"%s\"><strong>%s</strong><p>%s</p>", id, id, asked);
  add_files (self, out, row);
  g_string_append (out, "</td>");
  add_result (out, row);
  add_tags (self, out, row);
  add_numbers (out, row->attempt);
  g_string_append (out, "</tr>\n");
}

/* Adds the table of the items. */
void
mq_batch_report_add_rows (MqBatchReport *self, GString *out)
{
  g_string_append (out, "<table id=\"items\">\n<thead><tr><th></th><th>Item</th><th>Result</th>"
                        "<th>Tags</th><th class=\"number\">Seconds</th>"
                        "<th class=\"number\">Tokens</th><th class=\"number\">Cost</th></tr>"
                        "</thead>\n<tbody>\n");
  for (guint i = 0; i < self->rows->len; i++)
    add_row (self, out, self->rows->pdata[i]);
  g_string_append (out, "</tbody>\n</table>\n");
}
