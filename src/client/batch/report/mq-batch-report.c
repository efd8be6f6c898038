/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchReport, see mq-batch-report.h: reads the batch, has the files written, and says in JSON
 * what they tell. */
#include "client/batch/report/mq-batch-report.h"

#include "client/batch/report/mq-batch-summary.h"
#include "client/export/mq-sheet.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Items of a sheet, and of its row. */
#define PER_SHEET 48
#define PER_ROW 6
/* px. */
#define SMALL 320
#define WIDTH 1920
#define MARGIN 48
#define GAP 16
#define CELL ((WIDTH - 2 * MARGIN + GAP) / PER_ROW - GAP)
#define CELL_HEIGHT (CELL * 9 / 16)
#define CAPTION 18
#define CAPTION_HEIGHT 40
#define MAX_JSON ((gsize)64 << 20)
#define MAX_ERROR 600
#define MAX_VALUE 200
/* Tags that have a filter, and values that it can offer; the search finds the others. */
#define MAX_FILTERS 12
#define MAX_CHOICES 200
#define MAX_ASKED 2000
#define RESOURCES "/maquette/batch-report/"
/* Items that a cause of failures names. */
#define MAX_NAMED 50

/* Requirements of one kind. */
typedef struct
{
  const char *kind; /* "hole_diameter" */
  guint counts[3];  /* by MqRequirementState */
} Wishes;

struct _MqBatchReport
{
  GObject parent_instance;

  MqBatchFolder *folder;
  MqBatchSummary *summary; /* once it is read */
  char *output;            /* path */
  int dir;                 /* the same */
  char *link;              /* a relative URL from there to @folder: "" or "../set/" */
  guint n_sheets;
  GMutex lock;
  GPtrArray *wishes; /* of Wishes: @lock guards it while pictures are made */
};

G_DEFINE_FINAL_TYPE (MqBatchReport, mq_batch_report, G_TYPE_OBJECT)

/* @node: (nullable): a value of any type. Returns: (transfer full): a string as it is, and JSON
 * for everything else */
static char *
dup_value (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));

  return json_to_string (node, FALSE);
}

/* report.csv: RFC 4180, a row for each item. */

/* Members of an attempt that are columns. */
static const char *const of_attempt[] = {
  "attempt", "exit",  "error", "seconds", "tokens",   "cost", "missing", "version",
  "seed",    "model", "team",  "blender", "maquette", "host", "job",     "ended",
};
static const char *const of_measured[] = { "faults", "detached", "wishes",
                                           "missed", "unseen",   "minor" };
static const char *const of_item[] = { "text", "kind", "image", "refine" };

static void
add_field (GString *out, const char *given)
{
  /* A terminal would obey an escape, and behind one a formula would hide. */
  g_autofree char *text = mq_text_clean (given, strlen (given));
  char *end = NULL;

  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ',');

  g_string_append_c (out, '"');
  /* A text that begins so is a formula for a spreadsheet. A number is not: "-3". */
  if (*text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    {
      g_ascii_strtod (text, &end);
      if (*end != '\0' || strspn (text, "+-.0123456789eE") < strlen (text))
        g_string_append_c (out, '\'');
    }
  for (const char *p = text; *p != '\0'; p++)
    g_string_append_len (out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
  g_string_append_c (out, '"');
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
    {
      const char *name = names[i];
      JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
      JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                      : NULL;
      g_auto (GStrv) texts = mq_json_to_strings (array);
      g_autofree char *text = array != NULL && g_strv_length (texts) == mq_json_length (array)
                                  ? g_strjoinv ("|", texts)
                                  : dup_value (node);

      add_field (out, text);
    }
}

/* @error: as of mq_files_put(). Returns: whether the table is complete */
static gboolean
write_table (MqBatchReport *self, GError **error)
{
  const char *const *tags = (const char *const *)self->summary->tags->pdata;
  const char *const *parameters = (const char *const *)self->summary->parameters->pdata;
  g_autoptr (GString) out = g_string_new (NULL);

  add_field (out, "id");
  add_field (out, "status");
  add_header (out, "", of_attempt, G_N_ELEMENTS (of_attempt));
  add_header (out, "", of_measured, G_N_ELEMENTS (of_measured));
  add_header (out, "", of_item, G_N_ELEMENTS (of_item));
  add_header (out, "parameters.", parameters, self->summary->parameters->len);
  add_header (out, "tags.", tags, self->summary->tags->len);
  g_string_append (out, "\r\n");

  MQ_EACH (self->summary->rows, i, MqBatchRow, row)
    {
      add_field (out, row->item->id);
      add_field (out, mq_batch_status_to_string (row->status));
      add_members (out, row->attempt, of_attempt, G_N_ELEMENTS (of_attempt));
      add_members (out, mq_json_get_object (row->attempt, "measured"), of_measured,
                   G_N_ELEMENTS (of_measured));
      add_members (out, row->asked, of_item, G_N_ELEMENTS (of_item));
      add_members (out, mq_json_get_object (row->asked, "parameters"), parameters,
                   self->summary->parameters->len);
      add_members (out, mq_json_get_object (row->asked, "tags"), tags, self->summary->tags->len);
      g_string_append (out, "\r\n");
    }

  return mq_files_put (self->dir, MQ_BATCH_REPORT_TABLE, out->str, out->len, TRUE, error);
}

/* The pictures of a report: a small one of each item, and contact sheets of these. A fiber draws
 * one sheet, on a thread. */

static JsonObject *
load_json (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length = 0;
  g_autofree char *text = mq_files_load (path, MAX_JSON, &length, NULL);

  return text != NULL ? mq_json_parse_object (text, (gssize)length, NULL) : NULL;
}

/* Returns: (nullable): the first render of the item, smaller: a page with some thousand of their
 * full size would be too heavy. */
static cairo_surface_t *
make_small (MqBatchRow *row, const char *folder, int dir, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "render_1.png", NULL);
  g_autofree char *name = g_strconcat (row->item->id, ".webp", NULL);
  cairo_surface_t *small = mq_sheet_load_small (path, SMALL);
  g_autoptr (GBytes) webp = small != NULL ? mq_sheet_encode (small) : NULL;

  row->has_picture = webp != NULL
                     && mq_files_put (dir, name, g_bytes_get_data (webp, NULL),
                                      g_bytes_get_size (webp), TRUE, error);
  if (small != NULL && webp == NULL)
    mq_fail (error, MQ_ERROR_FAILED, "A small picture of “%s” cannot be made", row->item->id);
  return small;
}

/* Also counts the requirements of the sheet's items by their kind. */
static DexFuture *
draw_sheet_fiber (MqBatchReport *self, guint number)
{
  guint begin = number * PER_SHEET;
  guint n = MIN (self->summary->done->len - begin, PER_SHEET);
  guint n_rows = (n + PER_ROW - 1) / PER_ROW;
  g_autofree char *name = g_strdup_printf (MQ_BATCH_REPORT_SHEET, number + 1);
  g_autofd int dir = openat (self->dir, MQ_BATCH_REPORT_PICTURES,
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  cairo_surface_t *sheet = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, WIDTH, 2 * MARGIN + (int)n_rows * (CELL_HEIGHT + CAPTION_HEIGHT));
  cairo_t *cr = cairo_create (sheet);
  GError *error = NULL;
  gboolean good = dir >= 0;

  if (!good)
    mq_files_fail (&error, errno, N_ ("Could not open the folder “%s”"), MQ_BATCH_REPORT_PICTURES);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (guint i = 0; good && i < n; i++)
    {
      MqBatchRow *row = self->summary->done->pdata[begin + i];
      g_autofree char *folder = g_build_filename (mq_batch_folder_get_path (self->folder), "items",
                                                  row->item->id, NULL);
      cairo_surface_t *small = make_small (row, folder, dir, &error);
      g_autoptr (JsonObject) plan = load_json (folder, "plan.json");
      g_autoptr (JsonObject) report = load_json (folder, "report.json");
      g_autoptr (JsonArray) rows = plan != NULL ? mq_requirement_list_rows (plan, report) : NULL;
      JsonArray *all = rows != NULL ? rows : mq_json_get_array (report, "requirements");
      g_autoptr (PangoLayout) line = mq_sheet_make_line (cr, row->item->id, "Sans", CAPTION, CELL);
      int x = MARGIN + (int)(i % PER_ROW) * (CELL + GAP);
      int y = MARGIN + (int)(i / PER_ROW) * (CELL_HEIGHT + CAPTION_HEIGHT);

      good = small == NULL || row->has_picture;
      g_mutex_lock (&self->lock);
      for (guint j = 0; j < MIN (mq_json_length (all), MQ_REQUIREMENT_MAX); j++)
        {
          JsonObject *wanted = mq_json_element_object (all, j);
          const MqRequirementKind *kind
              = mq_requirement_find_kind (mq_json_get_string (wanted, "what", "look"));
          const char *what = kind != NULL ? kind->what : "look";
          Wishes *wishes = NULL;

          if (wanted == NULL)
            continue;
          for (guint k = 0; wishes == NULL && k < self->wishes->len; k++)
            if (g_str_equal (((Wishes *)self->wishes->pdata[k])->kind, what))
              wishes = self->wishes->pdata[k];
          if (wishes == NULL)
            {
              wishes = g_new0 (Wishes, 1);
              wishes->kind = what;
              g_ptr_array_add (self->wishes, wishes);
            }
          wishes->counts[mq_requirement_get_state (wanted)]++;
        }
      g_mutex_unlock (&self->lock);

      if (small != NULL)
        mq_sheet_draw_picture (cr, small, x, y, CELL, CELL_HEIGHT);
      cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
      cairo_move_to (cr, x,
                     y + CELL_HEIGHT + (CAPTION_HEIGHT - mq_sheet_get_line_height (line)) / 4);
      pango_cairo_show_layout (cr, line);
      g_clear_pointer (&small, cairo_surface_destroy);
    }

  cairo_destroy (cr);
  good = good && mq_sheet_save (sheet, self->dir, name, TRUE, &error);
  cairo_surface_destroy (sheet);
  return good ? dex_future_new_true () : dex_future_new_for_error (error);
}

static int
compare_wishes (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Wishes *)a)->kind, ((const Wishes *)b)->kind);
}

/* Draws the small pictures and the contact sheets, and counts the requirements of the items. */
static DexFuture *
draw_fiber (MqBatchReport *self)
{
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (dex_unref);
  GError *error = NULL;
  char name[32];
  guint number;

  self->n_sheets = (self->summary->done->len + PER_SHEET - 1) / PER_SHEET;
  if (mkdirat (self->dir, MQ_BATCH_REPORT_PICTURES, 0755) != 0 && errno != EEXIST)
    {
      mq_files_fail (&error, errno, N_ ("Could not write “%s”"), MQ_BATCH_REPORT_PICTURES);
      return dex_future_new_for_error (error);
    }

  for (guint i = 0; i < self->n_sheets; i++)
    g_ptr_array_add (sheets, mq_fiber_spawn_on_thread (
                                 draw_sheet_fiber, (MQ_TYPE_BATCH_REPORT, self), (G_TYPE_UINT, i)));
  for (guint i = 0; i < sheets->len; i++)
    dex_await (dex_ref (sheets->pdata[i]), error == NULL ? &error : NULL);

  /* Removes the sheets that an earlier report of more items has left. */
  number = self->n_sheets;
  do
    g_snprintf (name, sizeof name, MQ_BATCH_REPORT_SHEET, ++number);
  while (unlinkat (self->dir, name, 0) == 0);
  g_ptr_array_sort_values (self->wishes, compare_wishes);
  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* report.html: one file with its style and script, readable without the latter. A policy in its
 * head lets no other script run, whatever an item's text holds. */

/* The table of the items on the page, and what filters it. */

/* Returns: (transfer full): the text of a tag's value; empty without it */
static char *
dup_tag (MqBatchRow *row, const char *name)
{
  JsonObject *tags = mq_json_get_object (row->asked, "tags");
  g_autofree char *value = dup_value (tags != NULL ? json_object_get_member (tags, name) : NULL);

  return mq_text_clean (value, MAX_VALUE);
}

/* @format: HTML with %s for texts, which are escaped */
static void
add_html (GString *out, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_markup_vprintf_escaped (format, values);
  va_end (values);
  g_string_append (out, text);
}

/* Returns: (transfer full): the address of a file of an item */
static char *
make_link (MqBatchReport *self, MqBatchRow *row, const char *name)
{
  g_autofree char *path = g_strconcat ("items/", row->item->id, "/", name, NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);

  return g_strconcat (self->link, escaped, NULL);
}

static void
add_pill (GString *out, const char *style, gint64 n, const char *one, const char *many)
{
  if (n > 0)
    add_html (out, " <span class=\"pill %s\">%" G_GINT64_FORMAT " %s</span>", style, n,
              n == 1 ? one : many);
}

/* @text: (nullable): as it is read; nothing is known without it */
static void
add_number (GString *out, double value, const char *text)
{
  char plain[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (plain, sizeof plain, "%.6g", value);
  add_html (out, "<td class=\"number\" data-value=\"%s\">%s</td>", plain,
            text != NULL ? text : "–");
}

/* The cells of a row for the result, the tags, the time and what it cost. */
static void
add_result (MqBatchReport *self, GString *out, MqBatchRow *row)
{
  const char *status = mq_batch_status_to_string (row->status);
  JsonObject *measured = mq_json_get_object (row->attempt, "measured");
  JsonArray *missing = mq_json_get_array (row->attempt, "missing");
  g_autofree char *error = mq_text_clean (mq_json_get_string (row->attempt, "error", ""),
                                          MAX_ERROR);
  gint64 faults = 0, detached = 0, wishes = 0, missed = 0, unseen = 0, minor = 0, left = 0;
  double seconds = mq_batch_attempt_get_amount (row->attempt, "seconds");
  gint64 tokens = (gint64)mq_batch_attempt_get_amount (row->attempt, "tokens");
  double cost = mq_batch_attempt_get_amount (row->attempt, "cost");
  g_autofree char *seconds_text = row->attempt != NULL ? g_strdup_printf ("%.1f", seconds) : NULL;
  g_autofree char *tokens_text = tokens > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, tokens) : NULL;
  g_autofree char *cost_text = cost > 0 ? mq_text_format_cost (cost) : NULL;

  mq_json_read (measured, "faults:l detached:l wishes:l missed:l unseen:l minor:l left:l", &faults,
                &detached, &wishes, &missed, &unseen, &minor, &left);
  add_html (out,
            "<td class=\"result\" data-value=\"%s\"><span class=\"pill %s\">%s"
            "</span>",
            status, status, status);
  add_pill (out, "failed", faults, "fault", "faults");
  add_pill (out, "failed", detached, "detached", "detached");
  add_pill (out, "met", wishes - missed - unseen, "requirement met", "requirements met");
  add_pill (out, "failed", missed, "missed", "missed");
  add_pill (out, "waiting", unseen, "not checked", "not checked");
  add_pill (out, "waiting", minor, "small fault", "small faults");
  add_pill (out, "waiting", left, "left as meant", "left as meant");
  MQ_JSON_EACH_STRING (missing, i, part)
    {
      g_autofree char *text = mq_text_clean (part, MAX_VALUE);

      add_html (out, " <span class=\"pill refused\">left out: %s</span>", text);
    }
  if (row->status != MQ_BATCH_DONE && *error != '\0')
    add_html (out, "<p class=\"error\">%s</p>", error);

  g_string_append (out, "</td><td class=\"tags\">");
  MQ_EACH (self->summary->tags, i, const char, tag)
    {
      g_autofree char *value = dup_tag (row, tag);

      if (*value != '\0')
        add_html (out, "<span class=\"tag\"><b>%s</b> %s</span> ", tag, value);
    }
  g_string_append (out, "</td>");

  add_number (out, seconds, seconds_text);
  add_number (out, (double)tokens, tokens_text);
  add_number (out, cost, cost_text);
}

static void
add_row (MqBatchReport *self, GString *out, MqBatchRow *row)
{
  static const char *const flaws[] = { "faults", "detached", "missed", "unseen", "minor" };
  const char *id = row->item->id;
  gboolean is_done = row->status == MQ_BATCH_DONE;
  gboolean is_flawed = mq_json_length (mq_json_get_array (row->attempt, "missing")) > 0;
  JsonObject *measured = mq_json_get_object (row->attempt, "measured");
  JsonObject *sums = mq_json_get_object (row->attempt, "sha256");
  g_autoptr (GList) names = sums != NULL && is_done ? json_object_get_members (sums) : NULL;
  g_autoptr (JsonObject) tags = json_object_new ();
  const char *text = "", *kind = NULL, *image = NULL;
  JsonObject *parameters = NULL;
  JsonArray *refine = NULL;
  g_autoptr (GList) values = NULL;
  g_autoptr (GString) wanted = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *picture = make_link (self, row, "render_1.png");
  g_autofree char *compared = NULL;

  /* The request, on one line. */
  mq_json_read (row->asked, "text:s kind:s image:s parameters:O refine:A", &text, &kind, &image,
                &parameters, &refine);
  values = parameters != NULL ? json_object_get_members (parameters) : NULL;
  wanted = g_string_new (text);
  if (kind != NULL)
    g_string_append (wanted, kind);
  else if (image != NULL)
    g_string_append_printf (wanted, "picture %s", image);
  else if (json_object_has_member (row->asked, "script"))
    g_string_append (wanted, "script");
  for (GList *name = values; name != NULL; name = name->next)
    {
      g_autofree char *value = dup_value (json_object_get_member (parameters, name->data));

      g_string_append_printf (wanted, "%s%s %s", name == values ? ": " : ", ",
                              (const char *)name->data, value);
    }
  MQ_JSON_EACH_STRING (refine, i, change)
    g_string_append_printf (wanted, " → %s", change);
  asked = mq_text_clean (wanted->str, MAX_ASKED);

  for (gsize i = 0; i < G_N_ELEMENTS (flaws); i++)
    if (mq_json_get_int (measured, flaws[i], 0) > 0)
      is_flawed = TRUE;

  /* The filters compare these. */
  for (guint i = 0; i < MIN (self->summary->tags->len, MAX_FILTERS); i++)
    {
      g_autofree char *value = dup_tag (row, self->summary->tags->pdata[i]);

      if (*value != '\0')
        json_object_set_string_member (tags, self->summary->tags->pdata[i], value);
    }
  compared = mq_json_object_to_string (tags, FALSE);

  add_html (out, "<tr id=\"item-%s\" data-status=\"%s\" data-tags=\"%s\"%s>", id,
            mq_batch_status_to_string (row->status), compared,
            is_done && is_flawed ? " data-flawed" : "");
  g_string_append (out, "<td class=\"picture\">");
  if (row->has_picture)
    add_html (out,
              "<a href=\"%s\"><img src=\"%s/%s.webp\" width=\"160\" height=\"90\" loading=\"lazy\" "
              "alt=\"%s\"></a>",
              picture, MQ_BATCH_REPORT_PICTURES, id, id);
  g_string_append (out, "</td>");

  add_html (out,
            "<td class=\"item\" data-value=\"%s\"><strong>%s</strong><p>%s</p>"
            "<p class=\"files\">",
            id, id, asked);
  for (GList *name = names; name != NULL; name = name->next)
    if (strchr (name->data, '/') == NULL && !g_str_has_suffix (name->data, ".png"))
      {
        g_autofree char *link = make_link (self, row, name->data);

        add_html (out, "<a href=\"%s\">%s</a> ", link, (const char *)name->data);
      }
  g_string_append (out, "</p></td>");

  add_result (self, out, row);
  g_string_append (out, "</tr>\n");
}

/* Made by glib-compile-resources. Named, or the linker would leave it out. */
GResource *mq_batch_report_get_resource (void);

static char *
load_resource (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mq_batch_report_get_resource (), path, 0,
                                                     NULL);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
add_fact (GString *out, const char *label, const char *value)
{
  add_html (out, "<div><dt>%s</dt><dd>%s</dd></div>\n", label, value);
}

static void
add_count (GString *out, const char *label, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  add_fact (out, label, text);
}

/* Returns: items that were made in an hour */
static double
get_rate (const MqBatchSummary *self)
{
  return self->busy_seconds > 0 ? self->done->len * 3600 / self->busy_seconds : 0;
}

/* The facts of the batch, the requirements by their kind, and the failures by their cause. */
static void
add_overview (MqBatchReport *self, GString *out)
{
  static const MqBatchStatus statuses[] = { MQ_BATCH_DONE, MQ_BATCH_FAILED,  MQ_BATCH_REFUSED,
                                            MQ_BATCH_CUT,  MQ_BATCH_WAITING, MQ_BATCH_MISSING };
  const MqBatchSummary *summary = self->summary;
  g_autofree char *all = mq_text_format_clock (summary->seconds);
  g_autofree char *busy = mq_text_format_clock (summary->busy_seconds);
  g_autofree char *cost = mq_text_format_cost (summary->cost);

  g_string_append (out, "<section>\n<dl class=\"facts\">\n");
  add_count (out, "Items", summary->rows->len);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      const char *name = mq_batch_status_to_string (statuses[i]);
      guint n = mq_batch_summary_count (summary, statuses[i]);

      if (n > 0 || i == 0)
        add_html (out, "<div class=\"%s\"><dt>%s</dt><dd>%u</dd></div>\n", name, name, n);
    }
  if (summary->busy_seconds > 0)
    add_html (out, "<div><dt>Items an hour</dt><dd>%.0f</dd></div>\n", get_rate (summary));
  add_fact (out, "Working time", busy);
  add_fact (out, "Time of all items", all);
  add_count (out, "Attempts", summary->attempts);
  add_count (out, "Tokens", (guint64)summary->tokens);
  add_fact (out, "Cost", cost);
  g_string_append (out, "</dl>\n<div class=\"bar\">");
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    add_html (out, "<span class=\"%s\" style=\"flex-grow:%u\"></span>",
              mq_batch_status_to_string (statuses[i]),
              mq_batch_summary_count (summary, statuses[i]));
  g_string_append (out, "</div>\n</section>\n<div class=\"pair\">\n");

  if (self->wishes->len > 0)
    g_string_append (out, "<section class=\"wishes\">\n<h2>Requirements</h2>\n<table>\n<thead><tr>"
                          "<th>Kind</th><th>Met</th><th>Missed</th><th>Not seen</th><th></th></tr>"
                          "</thead>\n<tbody>\n");
  MQ_EACH (self->wishes, i, const Wishes, wishes)
    {
      const guint *n = wishes->counts;
      g_autofree char *kind = g_strdelimit (g_strdup (wishes->kind), "_", ' ');

      add_html (out,
                "<tr><td>%s</td><td>%u</td><td>%u</td><td>%u</td><td><div class=\"bar\">"
                "<span class=\"done\" style=\"flex-grow:%u\"></span>"
                "<span class=\"failed\" style=\"flex-grow:%u\"></span>"
                "<span class=\"waiting\" style=\"flex-grow:%u\"></span></div></td></tr>\n",
                g_str_equal (kind, "look") ? "by eye" : kind, n[MQ_REQUIREMENT_MET],
                n[MQ_REQUIREMENT_MISSED], n[MQ_REQUIREMENT_OPEN], n[MQ_REQUIREMENT_MET],
                n[MQ_REQUIREMENT_MISSED], n[MQ_REQUIREMENT_OPEN]);
    }
  if (self->wishes->len > 0)
    g_string_append (out, "</tbody>\n</table>\n</section>\n");

  if (summary->causes->len > 0)
    g_string_append (out, "<section class=\"causes\">\n<h2>Failures</h2>\n<ul>\n");
  MQ_EACH (summary->causes, i, const MqBatchCause, cause)
    {
      add_html (out, "<li><strong>%u ×</strong> %s <span class=\"ids\">", cause->ids->len,
                *cause->text != '\0' ? cause->text : "no reason");
      for (guint j = 0; j < MIN (cause->ids->len, MAX_NAMED); j++)
        add_html (out, " <a href=\"#item-%s\">%s</a>", (const char *)cause->ids->pdata[j],
                  (const char *)cause->ids->pdata[j]);
      if (cause->ids->len > MAX_NAMED)
        add_html (out, " and %u more", cause->ids->len - MAX_NAMED);
      g_string_append (out, "</span></li>\n");
    }
  if (summary->causes->len > 0)
    g_string_append (out, "</ul>\n</section>\n");
  g_string_append (out, "</div>\n");
}

/* The table of the items, and the controls that filter it, which the page's script shows. */
static void
add_items (MqBatchReport *self, GString *out)
{
  g_string_append (
      out, "<form id=\"filters\" hidden>\n"
           "<input type=\"search\" name=\"search\" placeholder=\"Search\" aria-label=\"Search\">\n"
           "<select name=\"status\" aria-label=\"Status\"><option value=\"\">any status</option>");
  for (int status = MQ_BATCH_WAITING; status <= MQ_BATCH_MISSING; status++)
    {
      guint n = mq_batch_summary_count (self->summary, (MqBatchStatus)status);
      const char *name = mq_batch_status_to_string ((MqBatchStatus)status);

      if (n > 0)
        add_html (out, "<option value=\"%s\">%s (%u)</option>", name, name, n);
    }
  g_string_append (out, "<option value=\"flawed\">done, with flaws</option></select>\n");

  for (guint i = 0; i < MIN (self->summary->tags->len, MAX_FILTERS); i++)
    {
      const char *tag = self->summary->tags->pdata[i];
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

      /* In the order of the items; none, if there are too many. */
      for (guint j = 0; j < self->summary->rows->len && values->len <= MAX_CHOICES; j++)
        {
          g_autofree char *value = dup_tag (self->summary->rows->pdata[j], tag);

          if (*value == '\0' || g_hash_table_contains (seen, value))
            continue;
          g_hash_table_add (seen, value);
          g_ptr_array_add (values, g_steal_pointer (&value));
        }
      if (values->len > MAX_CHOICES)
        continue;

      add_html (out, "<select data-tag=\"%s\" aria-label=\"%s\"><option value=\"\">any %s</option>",
                tag, tag, tag);
      MQ_EACH (values, j, const char, value)
        add_html (out, "<option>%s</option>", value);
      g_string_append (out, "</select>\n");
    }
  g_string_append (out, "<label><input type=\"checkbox\" name=\"gallery\"> Gallery</label>\n"
                        "<output></output>\n</form>\n");

  g_string_append (out, "<table id=\"items\">\n<thead><tr><th></th><th>Item</th><th>Result</th>"
                        "<th>Tags</th><th class=\"number\">Seconds</th>"
                        "<th class=\"number\">Tokens</th><th class=\"number\">Cost</th></tr>"
                        "</thead>\n<tbody>\n");
  MQ_EACH (self->summary->rows, i, MqBatchRow, row)
    add_row (self, out, row);
  g_string_append (out, "</tbody>\n</table>\n");
}

/* Writes the page; the pictures are made before it. Blocks. @error: as of mq_files_put().
 * Returns: whether the page is complete */
static gboolean
write_page (MqBatchReport *self, GError **error)
{
  g_autofree char *script = load_resource ("page.js");
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *title = g_path_get_basename (mq_batch_folder_get_path (self->folder));
  JsonObject *about = mq_batch_folder_get_about (self->folder);
  g_autofree char *input
      = g_path_get_basename (mq_json_get_string (mq_json_get_object (about, "input"), "name", "?"));
  g_autofree char *style = load_resource ("page.css");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H:%M");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *hash = NULL;

  g_checksum_update (checksum, (const guchar *)script, -1);
  g_checksum_get_digest (checksum, digest, &length);
  hash = g_base64_encode (digest, length);

  add_html (
      out,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'sha256-%s'; object-src "
      "'none'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s</title>\n<style>\n",
      hash, title);
  g_string_append (out, style);
  g_string_append (out, "</style>\n</head>\n<body>\n");

  add_html (out, "<header>\n<h1>%s</h1>\n<p>%s", title, input);
  MQ_EACH (self->summary->versions, i, const char, version)
    add_html (out, " · %s", version);
  add_html (out, " · report of %s</p>\n<nav><a href=\"%s\">Table (CSV)</a>", date,
            MQ_BATCH_REPORT_TABLE);
  if (self->n_sheets > 0)
    g_string_append (out, "<span>Contact sheets:</span>");
  for (guint i = 1; i <= self->n_sheets; i++)
    {
      g_autofree char *name = g_strdup_printf (MQ_BATCH_REPORT_SHEET, i);

      add_html (out, " <a href=\"%s\">%u</a>", name, i);
    }
  g_string_append (out, "</nav>\n</header>\n");

  g_string_append (out, "<main>\n");
  add_overview (self, out);
  add_items (self, out);
  g_string_append (out, "</main>\n<script>");
  g_string_append (out, script);
  g_string_append (out, "</script>\n</body>\n</html>\n");
  return mq_files_put (self->dir, MQ_BATCH_REPORT_PAGE, out->str, out->len, TRUE, error);
}

static void
mq_batch_report_finalize (GObject *object)
{
  MqBatchReport *self = MQ_BATCH_REPORT (object);

  g_clear_pointer (&self->summary, mq_batch_summary_free);
  g_ptr_array_unref (self->wishes);
  g_clear_fd (&self->dir, NULL);
  g_clear_object (&self->folder);
  g_mutex_clear (&self->lock);
  g_free (self->output);
  g_free (self->link);

  G_OBJECT_CLASS (mq_batch_report_parent_class)->finalize (object);
}

static void
mq_batch_report_class_init (MqBatchReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_batch_report_finalize;
}

static void
mq_batch_report_init (MqBatchReport *self)
{
  self->dir = -1;
  self->wishes = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);
}

/**
 * mq_batch_report_new:
 * @folder: a batch, also one that is not over
 * @output: (nullable): the folder to write to; %NULL: that of the batch
 *
 * Returns: (transfer full): a report that can be written once
 */
MqBatchReport *
mq_batch_report_new (MqBatchFolder *folder, const char *output)
{
  MqBatchReport *self = g_object_new (MQ_TYPE_BATCH_REPORT, NULL);

  self->folder = g_object_ref (folder);
  self->output
      = g_canonicalize_filename (output != NULL ? output : mq_batch_folder_get_path (folder), NULL);
  return self;
}

static gboolean
open_output (MqBatchReport *self, GError **error)
{
  g_autofree char *from = NULL; /* of malloc(), as g_free() takes */
  g_autofree char *to = NULL;
  g_auto (GStrv) ours = NULL;
  g_auto (GStrv) theirs = NULL;
  g_autoptr (GString) link = g_string_new (NULL);
  gsize common = 0;

  if (g_mkdir_with_parents (self->output, 0755) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), self->output);
  if ((self->dir = mq_files_open_dir (self->output, error)) < 0)
    return FALSE;

  from = realpath (self->output, NULL);
  to = realpath (mq_batch_folder_get_path (self->folder), NULL);
  if (from == NULL || to == NULL)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), self->output);

  /* The relative URL of the batch for a page in our folder. */
  ours = g_strsplit (from, "/", -1);
  theirs = g_strsplit (to, "/", -1);
  while (ours[common] != NULL && g_strcmp0 (ours[common], theirs[common]) == 0)
    common++;
  for (gsize i = common; ours[i] != NULL; i++)
    if (*ours[i] != '\0')
      g_string_append (link, "../");
  for (gsize i = common; theirs[i] != NULL; i++)
    {
      g_autofree char *part = g_uri_escape_string (theirs[i], NULL, FALSE);

      if (*part != '\0')
        g_string_append_printf (link, "%s/", part);
    }
  self->link = g_string_free_and_steal (g_steal_pointer (&link));
  return TRUE;
}

/* Awaits; on a thread. */
static DexFuture *
write_fiber (MqBatchReport *self)
{
  g_autofree char *page = g_build_filename (self->output, MQ_BATCH_REPORT_PAGE, NULL);
  g_autofree char *table = g_build_filename (self->output, MQ_BATCH_REPORT_TABLE, NULL);
  const MqBatchSummary *summary;
  guint failed, refused;
  JsonArray *wishes, *causes;
  GError *error = NULL;

  if (!open_output (self, &error) || !(self->summary = mq_batch_summary_load (self->folder, &error))
      || !dex_await (mq_fiber_spawn_on_thread (draw_fiber, (MQ_TYPE_BATCH_REPORT, self)), &error)
      || !write_table (self, &error) || !write_page (self, &error))
    return dex_future_new_for_error (error);

  wishes = json_array_new ();
  MQ_EACH (self->wishes, i, const Wishes, each)
    json_array_add_object_element (
        wishes,
        mq_json_new ("kind:s met:i missed:i unseen:i", each->kind, each->counts[MQ_REQUIREMENT_MET],
                     each->counts[MQ_REQUIREMENT_MISSED], each->counts[MQ_REQUIREMENT_OPEN]));

  summary = self->summary;
  causes = json_array_new ();
  MQ_EACH (summary->causes, i, const MqBatchCause, cause)
    json_array_add_object_element (
        causes, mq_json_new ("error:s items:a", cause->text,
                             mq_json_from_strings ((const char *const *)cause->ids->pdata,
                                                   cause->ids->len)));

  failed = mq_batch_summary_count (summary, MQ_BATCH_FAILED);
  refused = mq_batch_summary_count (summary, MQ_BATCH_REFUSED);
  return dex_future_new_take_boxed (
      JSON_TYPE_OBJECT,
      mq_json_new (
          "page:s table:s sheets:i total:i done:i failed:i refused:i left:i attempts:i seconds:d "
          "busy_seconds:d items_per_hour:d tokens:l cost:d requirements:a failures:a",
          page, table, self->n_sheets, summary->rows->len, summary->done->len, failed, refused,
          summary->rows->len - summary->done->len - failed - refused, summary->attempts,
          summary->seconds, summary->busy_seconds, get_rate (summary), summary->tokens,
          summary->cost, wishes, causes));
}

/**
 * mq_batch_report_write:
 * @self: a report
 *
 * Writes the page, the table and the pictures; those of an earlier report are replaced.
 *
 * Returns: (transfer full): resolves to a #JsonObject, which tells the same as the page's head;
 *   rejects with %MQ_ERROR_BAD_INPUT for a batch whose files were changed, or as mq_files_put()
 *   fails
 */
DexFuture *
mq_batch_report_write (MqBatchReport *self)
{
  return mq_fiber_spawn_on_thread (write_fiber, (MQ_TYPE_BATCH_REPORT, self));
}
