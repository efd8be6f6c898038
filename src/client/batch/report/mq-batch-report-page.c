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

/* Made by glib-compile-resources. Named, or the linker would leave it out. */
GResource *mq_batch_report_get_resource (void);

#define RESOURCES "/maquette/batch-report/"
/* Items that a cause of failures names. */
#define MAX_NAMED 50

/* @format: HTML with %s for texts, which are escaped */
void
mq_batch_report_add_html (GString *out, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_markup_vprintf_escaped (format, values);
  va_end (values);
  g_string_append (out, text);
}

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
