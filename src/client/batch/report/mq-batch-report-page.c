/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* report.html, see mq-batch-report-private.h: one file with its style and script, readable without
 * the latter. A policy in its head lets no other script run, whatever an item's text holds. */
#include "client/batch/report/mq-batch-report-private.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

/* The table of the items on the page, and what filters it. */

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

/* @format: HTML with %s for texts, which are escaped */
static void
mq_batch_report_add_html (GString *out, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_markup_vprintf_escaped (format, values);
  va_end (values);
  g_string_append (out, text);
}

/* Adds the filters, which the page's script shows. */
static void
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

#define MAX_ASKED 2000

/* Returns: (transfer full): what was asked for, on one line */
static char *
batch_report_dup_asked (MqBatchReportRow *row)
{
  JsonObject *parameters = mq_json_get_object (row->asked, "parameters");
  g_autoptr (GList) names = parameters != NULL ? json_object_get_members (parameters) : NULL;
  g_autoptr (GString) text = g_string_new (mq_json_get_string (row->asked, "text", ""));
  const char *kind = mq_json_get_string (row->asked, "kind", NULL);
  const char *image = mq_json_get_string (row->asked, "image", NULL);
  JsonArray *refine = mq_json_get_array (row->asked, "refine");

  if (kind != NULL)
    g_string_append (text, kind);
  else if (image != NULL)
    g_string_append_printf (text, "picture %s", image);
  else if (json_object_has_member (row->asked, "script"))
    g_string_append (text, "script");

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *value
          = mq_batch_report_dup_value (json_object_get_member (parameters, name->data));

      g_string_append_printf (text, "%s%s %s", name == names ? ": " : ", ",
                              (const char *)name->data, value);
    }
  for (guint i = 0; i < mq_json_length (refine); i++)
    g_string_append_printf (text, " → %s", mq_json_element_string (refine, i));

  return mq_text_clean (text->str, MAX_ASKED);
}

static void
add_row (MqBatchReport *self, GString *out, MqBatchReportRow *row)
{
  const char *id = row->item->id;
  g_autofree char *asked = batch_report_dup_asked (row);
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
static void
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

/* Made by glib-compile-resources. Named, or the linker would leave it out. */
GResource *mq_batch_report_get_resource (void);

#define RESOURCES "/maquette/batch-report/"
/* Items that a cause of failures names. */
#define MAX_NAMED 50

static char *
load_resource (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mq_batch_report_get_resource (), path, 0,
                                                     NULL);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Returns: (transfer full): as a Content-Security-Policy names a script */
static char *
hash_script (const char *script)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *text = NULL;

  g_checksum_update (checksum, (const guchar *)script, -1);
  g_checksum_get_digest (checksum, digest, &length);
  text = g_base64_encode (digest, length);
  return g_strconcat ("sha256-", text, NULL);
}

static void
add_head (GString *out, const char *title, const char *script)
{
  g_autofree char *style = load_resource ("page.css");
  g_autofree char *hash = hash_script (script);

  mq_batch_report_add_html (
      out,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src '%s'; object-src 'none'; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s</title>\n<style>\n",
      hash, title);
  g_string_append (out, style);
  g_string_append (out, "</style>\n</head>\n<body>\n");
}

static void
add_fact (GString *out, const char *label, const char *value)
{
  mq_batch_report_add_html (out, "<div><dt>%s</dt><dd>%s</dd></div>\n", label, value);
}

static void
add_count (GString *out, const char *label, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  add_fact (out, label, text);
}

static void
add_title (MqBatchReport *self, GString *out, const char *title)
{
  JsonObject *about = mq_batch_folder_get_about (self->folder);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H:%M");
  g_autofree char *input
      = g_path_get_basename (mq_json_get_string (mq_json_get_object (about, "input"), "name", "?"));

  mq_batch_report_add_html (out, "<header>\n<h1>%s</h1>\n<p>%s", title, input);
  for (guint i = 0; i < self->versions->len; i++)
    mq_batch_report_add_html (out, " · %s", (const char *)self->versions->pdata[i]);
  mq_batch_report_add_html (out, " · report of %s</p>\n<nav><a href=\"%s\">Table (CSV)</a>", date,
                            MQ_BATCH_REPORT_TABLE);
  if (self->n_sheets > 0)
    g_string_append (out, "<span>Contact sheets:</span>");
  for (guint i = 1; i <= self->n_sheets; i++)
    {
      g_autofree char *name = g_strdup_printf (MQ_BATCH_REPORT_SHEET, i);

      mq_batch_report_add_html (out, " <a href=\"%s\">%u</a>", name, i);
    }
  g_string_append (out, "</nav>\n</header>\n");
}

static void
add_facts (MqBatchReport *self, GString *out)
{
  static const MqBatchStatus statuses[] = { MQ_BATCH_DONE, MQ_BATCH_FAILED,  MQ_BATCH_REFUSED,
                                            MQ_BATCH_CUT,  MQ_BATCH_WAITING, MQ_BATCH_MISSING };
  g_autofree char *all = mq_text_format_clock (self->seconds);
  g_autofree char *busy = mq_text_format_clock (self->busy_seconds);
  g_autofree char *cost = mq_text_format_cost (self->cost);

  g_string_append (out, "<section>\n<dl class=\"facts\">\n");
  add_count (out, "Items", self->rows->len);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      guint n = mq_batch_report_count (self, statuses[i]);

      if (n > 0 || i == 0)
        mq_batch_report_add_html (out, "<div class=\"%s\"><dt>%s</dt><dd>%u</dd></div>\n",
                                  mq_batch_status_to_string (statuses[i]),
                                  mq_batch_status_to_string (statuses[i]), n);
    }
  if (self->busy_seconds > 0)
    mq_batch_report_add_html (out, "<div><dt>Items an hour</dt><dd>%.0f</dd></div>\n",
                              mq_batch_report_get_rate (self));
  add_fact (out, "Working time", busy);
  add_fact (out, "Time of all items", all);
  add_count (out, "Attempts", self->attempts);
  add_count (out, "Tokens", (guint64)self->tokens);
  add_fact (out, "Cost", cost);
  g_string_append (out, "</dl>\n<div class=\"bar\">");
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    mq_batch_report_add_html (out, "<span class=\"%s\" style=\"flex-grow:%u\"></span>",
                              mq_batch_status_to_string (statuses[i]),
                              mq_batch_report_count (self, statuses[i]));
  g_string_append (out, "</div>\n</section>\n");
}

static void
add_wishes (MqBatchReport *self, GString *out)
{
  if (self->wishes->len == 0)
    return;

  g_string_append (out, "<section class=\"wishes\">\n<h2>Requirements</h2>\n<table>\n<thead><tr>"
                        "<th>Kind</th><th>Met</th><th>Missed</th><th>Not seen</th><th></th></tr>"
                        "</thead>\n<tbody>\n");
  for (guint i = 0; i < self->wishes->len; i++)
    {
      const MqBatchReportWishes *wishes = self->wishes->pdata[i];
      const guint *n = wishes->counts;
      g_autofree char *kind = g_strdelimit (g_strdup (wishes->kind), "_", ' ');

      mq_batch_report_add_html (
          out,
          "<tr><td>%s</td><td>%u</td><td>%u</td><td>%u</td><td><div class=\"bar\">"
          "<span class=\"done\" style=\"flex-grow:%u\"></span>"
          "<span class=\"failed\" style=\"flex-grow:%u\"></span>"
          "<span class=\"waiting\" style=\"flex-grow:%u\"></span></div></td></tr>\n",
          g_str_equal (kind, "look") ? "by eye" : kind, n[MQ_REQUIREMENT_MET],
          n[MQ_REQUIREMENT_MISSED], n[MQ_REQUIREMENT_OPEN], n[MQ_REQUIREMENT_MET],
          n[MQ_REQUIREMENT_MISSED], n[MQ_REQUIREMENT_OPEN]);
    }
  g_string_append (out, "</tbody>\n</table>\n</section>\n");
}

static void
add_causes (MqBatchReport *self, GString *out)
{
  if (self->causes->len == 0)
    return;

  g_string_append (out, "<section class=\"causes\">\n<h2>Failures</h2>\n<ul>\n");
  for (guint i = 0; i < self->causes->len; i++)
    {
      const MqBatchReportCause *cause = self->causes->pdata[i];

      mq_batch_report_add_html (out, "<li><strong>%u ×</strong> %s <span class=\"ids\">",
                                cause->ids->len, *cause->text != '\0' ? cause->text : "no reason");
      for (guint j = 0; j < MIN (cause->ids->len, MAX_NAMED); j++)
        mq_batch_report_add_html (out, " <a href=\"#item-%s\">%s</a>",
                                  (const char *)cause->ids->pdata[j],
                                  (const char *)cause->ids->pdata[j]);
      if (cause->ids->len > MAX_NAMED)
        mq_batch_report_add_html (out, " and %u more", cause->ids->len - MAX_NAMED);
      g_string_append (out, "</span></li>\n");
    }
  g_string_append (out, "</ul>\n</section>\n");
}

/* Writes the page; the pictures are made before it. Blocks. @error: as of mq_files_put().
 * Returns: whether the page is complete */
gboolean
mq_batch_report_write_page (MqBatchReport *self, GError **error)
{
  g_autofree char *title = g_path_get_basename (mq_batch_folder_get_path (self->folder));
  g_autofree char *script = load_resource ("page.js");
  g_autoptr (GString) out = g_string_new (NULL);

  add_head (out, title, script);
  add_title (self, out, title);
  g_string_append (out, "<main>\n");
  add_facts (self, out);
  g_string_append (out, "<div class=\"pair\">\n");
  add_wishes (self, out);
  add_causes (self, out);
  g_string_append (out, "</div>\n");
  mq_batch_report_add_filters (self, out);
  mq_batch_report_add_rows (self, out);
  g_string_append (out, "</main>\n<script>");
  g_string_append (out, script);
  g_string_append (out, "</script>\n</body>\n</html>\n");
  return mq_files_put (self->dir, MQ_BATCH_REPORT_PAGE, out->str, out->len, TRUE, error);
}
