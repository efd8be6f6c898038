/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchReport, see mq-batch-report.h: reads the batch, has the files written, and says in JSON
 * what they tell. */
#include "client/batch/report/mq-batch-report.h"

#include "client/batch/report/mq-batch-report-private.h"
#include "client/export/mq-sheet.h"
#include "common/asset/mq-requirement.h"
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
#include <webp/encode.h>

/* The data of a report: the items with their last attempts, the sums of all attempts, the causes of
 * failures and the requirements by their kind. */

#define MAX_CAUSE 300

typedef struct
{
  double begin;
  double end;
} Span;

static void
row_free (gpointer data)
{
  MqBatchReportRow *row = data;

  json_object_unref (row->asked);
  g_clear_pointer (&row->attempt, json_object_unref);
  g_free (row);
}

static void
cause_free (gpointer data)
{
  MqBatchReportCause *cause = data;

  g_free (cause->text);
  g_ptr_array_unref (cause->ids);
  g_free (cause);
}

static void
wishes_free (gpointer data)
{
  MqBatchReportWishes *wishes = data;

  g_free (wishes->kind);
  g_free (wishes);
}

/* The attempt that made the item; before that, the last one. */
static gboolean
is_later (JsonObject *attempt, JsonObject *than)
{
  gboolean is_done = g_str_equal (mq_json_get_string (attempt, "status", ""), "done");
  gboolean was_done = g_str_equal (mq_json_get_string (than, "status", ""), "done");

  return is_done != was_done
             ? is_done
             : mq_json_get_int (attempt, "ended", 0) >= mq_json_get_int (than, "ended", 0);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *x = a;
  const Span *y = b;

  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Pauses between two runs do not count, and what was made at once counts once. */
static double
sum_spans (GArray *spans)
{
  double sum = 0;
  double until = 0;

  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);

      if (span->end > until)
        sum += span->end - MAX (span->begin, until);
      until = MAX (until, span->end);
    }

  return sum;
}

static void
add_version (MqBatchReport *self, const char *program, const char *version)
{
  g_autofree char *clean = mq_text_clean (version, 60);
  g_autofree char *text = g_strdup_printf ("%s %s", program, clean);

  if (version != NULL
      && !g_ptr_array_find_with_equal_func (self->versions, text, g_str_equal, NULL))
    g_ptr_array_add (self->versions, g_steal_pointer (&text));
}

/* Returns: (transfer full): the attempt of each id that counts; of @attempts */
static GHashTable *
read_attempts (MqBatchReport *self, GPtrArray *attempts)
{
  GHashTable *last = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));

  for (guint i = 0; i < attempts->len; i++)
    {
      JsonObject *attempt = attempts->pdata[i];
      const char *id = mq_json_get_string (attempt, "id", "");
      JsonObject *before = g_hash_table_lookup (last, id);
      double seconds = mq_batch_attempt_get_amount (attempt, "seconds");
      double end = mq_json_get_double (attempt, "ended", 0);
      Span span = { end - seconds, end };

      if (before == NULL || is_later (attempt, before))
        g_hash_table_insert (last, (gpointer)id, attempt);
      g_array_append_val (spans, span);
      self->seconds += seconds;
      self->tokens += (gint64)mq_batch_attempt_get_amount (attempt, "tokens");
      self->cost += mq_batch_attempt_get_amount (attempt, "cost");
      add_version (self, "Maquette", mq_json_get_string (attempt, "maquette", NULL));
      add_version (self, "Blender", mq_json_get_string (attempt, "blender", NULL));
    }

  self->attempts = attempts->len;
  self->busy_seconds = sum_spans (spans);
  return last;
}

/* Takes numbers, quoted names and ids out, so that equal errors of different items are equal. */
static char *
make_cause (const char *error, const char *id)
{
  static const char *const patterns[] = {
    "“[^”]*”|\"[^\"]*\"|`[^`]*`|(?<!\\w)'[^']*'(?!\\w)", /* names */
    "\\b[0-9a-fA-F]{8,}\\b|\\b\\d+(?:[.,]\\d+)*\\b",     /* ids and numbers */
  };
  g_autofree char *text = mq_text_clean (error, MAX_CAUSE);
  g_autofree char *escaped = g_regex_escape_string (id, -1);
  g_autofree char *own = g_strdup_printf ("(?<![\\w.-])%s(?![\\w-])", escaped);

  text[strcspn (text, "\n")] = '\0';
  for (gsize i = 0; i <= G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (i == 0 ? own : patterns[i - 1], 0, 0, NULL);
      char *without = regex != NULL ? g_regex_replace_literal (regex, text, -1, 0, "…", 0, NULL)
                                    : NULL;

      if (without != NULL)
        g_set_str (&text, without);
      g_free (without);
    }
  return g_steal_pointer (&text);
}

static void
add_failure (MqBatchReport *self, GHashTable *causes, MqBatchReportRow *row)
{
  const char *id = row->item->id;
  g_autofree char *text = make_cause (mq_json_get_string (row->attempt, "error", ""), id);
  MqBatchReportCause *cause = g_hash_table_lookup (causes, text);

  if (cause == NULL)
    {
      cause = g_new0 (MqBatchReportCause, 1);
      cause->text = g_steal_pointer (&text);
      cause->ids = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->causes, cause);
      g_hash_table_insert (causes, cause->text, cause);
    }
  g_ptr_array_add (cause->ids, g_strdup (id));
}

static int
compare_causes (gconstpointer a, gconstpointer b)
{
  const MqBatchReportCause *x = a;
  const MqBatchReportCause *y = b;

  return x->ids->len != y->ids->len ? (x->ids->len < y->ids->len) - (x->ids->len > y->ids->len)
                                    : strcmp (x->text, y->text);
}

static void
add_names (GHashTable *names, JsonObject *object)
{
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *member = members; member != NULL; member = member->next)
    if (!g_hash_table_contains (names, member->data))
      g_hash_table_add (names, g_strdup (member->data));
}

static GPtrArray *
sort_names (GHashTable *names)
{
  GPtrArray *sorted = g_hash_table_steal_all_keys (names);

  g_ptr_array_set_free_func (sorted, g_free);
  g_ptr_array_sort_values (sorted, (GCompareFunc)strcmp);
  return sorted;
}

/* The id names files of the report: it is checked again, since anyone may have changed the input.
 */
static MqBatchReportRow *
make_row (MqBatchReport *self, const MqBatchItem *item, JsonObject *attempt, GError **error)
{
  MqBatchReportRow *row;
  JsonObject *asked = strchr (item->id, '/') == NULL ? mq_batch_item_load (item, error)
                                                     : mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                                                     "Line %u of input.jsonl was "
                                                                     "changed",
                                                                     item->line);

  if (asked == NULL)
    return NULL;

  row = g_new0 (MqBatchReportRow, 1);
  row->item = item;
  row->asked = asked;
  row->attempt = attempt != NULL ? json_object_ref (attempt) : NULL;
  row->status = mq_batch_folder_get_status (self->folder, item->id);
  return row;
}

/* Reads the batch. Blocks. @error: as of the functions of #MqBatchFolder. Returns: whether it
 * could */
static gboolean
mq_batch_report_load (MqBatchReport *self, GError **error)
{
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) causes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) attempts = NULL;
  g_autoptr (GHashTable) last = NULL;

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->done = g_ptr_array_new ();
  self->causes = g_ptr_array_new_with_free_func (cause_free);
  self->versions = g_ptr_array_new_with_free_func (g_free);
  self->wishes = g_ptr_array_new_with_free_func (wishes_free);
  if (!(self->items = mq_batch_folder_load_items (self->folder, error))
      || !mq_batch_folder_load_states (self->folder, error))
    return FALSE;

  attempts = mq_batch_folder_list_attempts (self->folder);
  last = read_attempts (self, attempts);
  for (guint i = 0; i < self->items->len; i++)
    {
      const MqBatchItem *item = self->items->pdata[i];
      MqBatchReportRow *row = make_row (self, item, g_hash_table_lookup (last, item->id), error);

      if (row == NULL)
        return FALSE;

      g_ptr_array_add (self->rows, row);
      add_names (tags, mq_json_get_object (row->asked, "tags"));
      add_names (parameters, mq_json_get_object (row->asked, "parameters"));
      if (row->status == MQ_BATCH_DONE)
        g_ptr_array_add (self->done, row);
      else if (row->status == MQ_BATCH_FAILED || row->status == MQ_BATCH_REFUSED)
        add_failure (self, causes, row);
    }

  self->tags = sort_names (tags);
  self->parameters = sort_names (parameters);
  g_ptr_array_sort_values (self->causes, compare_causes);
  return TRUE;
}

static MqBatchReportWishes *
get_wishes (MqBatchReport *self, const char *kind)
{
  MqBatchReportWishes *wishes;

  for (guint i = 0; i < self->wishes->len; i++)
    if (g_str_equal (((MqBatchReportWishes *)self->wishes->pdata[i])->kind, kind))
      return self->wishes->pdata[i];

  wishes = g_new0 (MqBatchReportWishes, 1);
  wishes->kind = g_strdup (kind);
  g_ptr_array_add (self->wishes, wishes);
  return wishes;
}

/* Counts its requirements by their kind. On any thread. @plan: (nullable): plan.json of an item;
 * @report: (nullable): its report.json. */
static void
mq_batch_report_add_wishes (MqBatchReport *self, JsonObject *plan, JsonObject *report)
{
  g_autoptr (JsonArray) rows = plan != NULL ? mq_requirement_list_rows (plan, report) : NULL;
  JsonArray *all = rows != NULL ? rows : mq_json_get_array (report, "requirements");

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < MIN (mq_json_length (all), MQ_REQUIREMENT_MAX); i++)
    {
      JsonObject *row = mq_json_element_object (all, i);
      const MqRequirementKind *kind
          = mq_requirement_find_kind (mq_json_get_string (row, "what", "look"));

      if (row != NULL)
        get_wishes (self, kind != NULL ? kind->what : "look")
            ->counts[mq_requirement_get_state (row)]++;
    }
  g_mutex_unlock (&self->lock);
}

/* Returns: the number of items that have it */
guint
mq_batch_report_count (MqBatchReport *self, MqBatchStatus status)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += ((MqBatchReportRow *)self->rows->pdata[i])->status == status;
  return n;
}

/* @node: (nullable): a value of any type. Returns: (transfer full): a string as it is, and JSON
 * for everything else */
char *
mq_batch_report_dup_value (JsonNode *node)
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
static gboolean
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

/* The pictures of a report: a small one of each item, and contact sheets of these. A fiber draws
 * one sheet, on a thread. */

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
/* libwebp's, 0 to 100. */
#define QUALITY 80
#define MAX_JSON ((gsize)64 << 20)

static JsonObject *
load_json (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length = 0;
  g_autofree char *text = mq_files_load (path, MAX_JSON, &length, NULL);

  return text != NULL ? mq_json_parse_object (text, (gssize)length, NULL) : NULL;
}

/* A page with some thousand renders of their full size would be too heavy. */
static cairo_surface_t *
shrink (cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  double scale = fmin (1, (double)SMALL / MAX (width, height));
  int to_width = MAX ((int)(width * scale), 1);
  int to_height = MAX ((int)(height * scale), 1);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, to_width, to_height);
  cairo_t *cr = cairo_create (small);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  mq_sheet_draw_picture (cr, picture, 0, 0, to_width, to_height);
  cairo_destroy (cr);
  return small;
}

static gboolean
save_small (MqBatchReportRow *row, cairo_surface_t *small, int dir, GError **error)
{
  g_autofree char *name = g_strconcat (row->item->id, ".webp", NULL);
  uint8_t *webp = NULL;
  gsize length;

  cairo_surface_flush (small);
  length = WebPEncodeBGRA (cairo_image_surface_get_data (small),
                           cairo_image_surface_get_width (small),
                           cairo_image_surface_get_height (small),
                           cairo_image_surface_get_stride (small), QUALITY, &webp);
  row->has_picture = length > 0 && mq_files_put (dir, name, webp, length, TRUE, error);
  WebPFree (webp);
  return row->has_picture || length > 0 /* @error is set */
         || mq_fail (error, MQ_ERROR_FAILED, "A small picture of “%s” cannot be made",
                     row->item->id);
}

static void
draw_cell (cairo_t *cr, guint i, cairo_surface_t *small, const char *id)
{
  int x = MARGIN + (int)(i % PER_ROW) * (CELL + GAP);
  int y = MARGIN + (int)(i / PER_ROW) * (CELL_HEIGHT + CAPTION_HEIGHT);
  g_autoptr (PangoLayout) line = mq_sheet_make_line (cr, id, "Sans", CAPTION, CELL);

  if (small != NULL)
    mq_sheet_draw_picture (cr, small, x, y, CELL, CELL_HEIGHT);
  cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
  cairo_move_to (cr, x, y + CELL_HEIGHT + (CAPTION_HEIGHT - mq_sheet_get_line_height (line)) / 4);
  pango_cairo_show_layout (cr, line);
}

static gboolean
draw_item (MqBatchReport *self, cairo_t *cr, guint i, MqBatchReportRow *row, int dir,
           GError **error)
{
  const char *id = row->item->id;
  g_autofree char *folder = g_build_filename (mq_batch_folder_get_path (self->folder), "items", id,
                                              NULL);
  g_autofree char *path = g_build_filename (folder, "render_1.png", NULL);
  cairo_surface_t *picture = mq_sheet_load_picture (path);
  cairo_surface_t *small = picture != NULL ? shrink (picture) : NULL;
  g_autoptr (JsonObject) plan = load_json (folder, "plan.json");
  g_autoptr (JsonObject) report = load_json (folder, "report.json");
  gboolean good = small == NULL || save_small (row, small, dir, error);

  mq_batch_report_add_wishes (self, plan, report);
  draw_cell (cr, i, small, id);
  g_clear_pointer (&small, cairo_surface_destroy);
  g_clear_pointer (&picture, cairo_surface_destroy);
  return good;
}

/* Also counts the requirements of its items, since that reads large files. */
static DexFuture *
draw_sheet_fiber (MqBatchReport *self, guint number)
{
  guint begin = number * PER_SHEET;
  guint n = MIN (self->done->len - begin, PER_SHEET);
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
    good = draw_item (self, cr, i, self->done->pdata[begin + i], dir, &error);

  cairo_destroy (cr);
  good = good && mq_sheet_save (sheet, self->dir, name, TRUE, &error);
  cairo_surface_destroy (sheet);
  return good ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* Removes the sheets that an earlier report of more items has left. */
static void
remove_other_sheets (MqBatchReport *self)
{
  char name[32];
  guint number = self->n_sheets;

  do
    g_snprintf (name, sizeof name, MQ_BATCH_REPORT_SHEET, ++number);
  while (unlinkat (self->dir, name, 0) == 0);
}

static int
compare_wishes (gconstpointer a, gconstpointer b)
{
  return strcmp (((const MqBatchReportWishes *)a)->kind, ((const MqBatchReportWishes *)b)->kind);
}

static DexFuture *
draw_fiber (MqBatchReport *self)
{
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (dex_unref);
  GError *error = NULL;

  self->n_sheets = (self->done->len + PER_SHEET - 1) / PER_SHEET;
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

  remove_other_sheets (self);
  g_ptr_array_sort_values (self->wishes, compare_wishes);
  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* Draws the small pictures and the contact sheets, and counts the requirements of the items.
 * Returns: (transfer full): resolves to %TRUE; rejects as mq_files_put() fails */
static DexFuture *
mq_batch_report_draw (MqBatchReport *self)
{
  return mq_fiber_spawn_on_thread (draw_fiber, (MQ_TYPE_BATCH_REPORT, self));
}

G_DEFINE_FINAL_TYPE (MqBatchReport, mq_batch_report, G_TYPE_OBJECT)

static void
mq_batch_report_finalize (GObject *object)
{
  MqBatchReport *self = MQ_BATCH_REPORT (object);
  GPtrArray **arrays[] = { &self->done,       &self->rows,   &self->items,    &self->tags,
                           &self->parameters, &self->causes, &self->versions, &self->wishes };

  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (arrays[i], g_ptr_array_unref);
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

/* Returns: (transfer full): the relative URL of the folder @to for a page in the folder @from */
static char *
make_relative (const char *from, const char *to)
{
  g_auto (GStrv) ours = g_strsplit (from, "/", -1);
  g_auto (GStrv) theirs = g_strsplit (to, "/", -1);
  g_autoptr (GString) link = g_string_new (NULL);
  gsize common = 0;

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

  return g_string_free (g_steal_pointer (&link), FALSE);
}

static gboolean
open_output (MqBatchReport *self, GError **error)
{
  g_autofree char *from = NULL; /* of malloc(), as g_free() takes */
  g_autofree char *to = NULL;

  if (g_mkdir_with_parents (self->output, 0755) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), self->output);
  if ((self->dir = mq_files_open_dir (self->output, error)) < 0)
    return FALSE;

  from = realpath (self->output, NULL);
  to = realpath (mq_batch_folder_get_path (self->folder), NULL);
  if (from == NULL || to == NULL)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), self->output);

  self->link = make_relative (from, to);
  return TRUE;
}

/* Returns: items that were made in an hour */
double
mq_batch_report_get_rate (MqBatchReport *self)
{
  return self->busy_seconds > 0 ? self->done->len * 3600 / self->busy_seconds : 0;
}

static JsonObject *
make_summary (MqBatchReport *self)
{
  g_autofree char *page = g_build_filename (self->output, MQ_BATCH_REPORT_PAGE, NULL);
  g_autofree char *table = g_build_filename (self->output, MQ_BATCH_REPORT_TABLE, NULL);
  JsonArray *wishes = json_array_new ();
  JsonArray *causes = json_array_new ();
  guint failed = mq_batch_report_count (self, MQ_BATCH_FAILED);
  guint refused = mq_batch_report_count (self, MQ_BATCH_REFUSED);

  for (guint i = 0; i < self->wishes->len; i++)
    {
      const MqBatchReportWishes *each = self->wishes->pdata[i];

      json_array_add_object_element (wishes,
                                     mq_json_new ("kind:s met:i missed:i unseen:i", each->kind,
                                                  each->counts[MQ_REQUIREMENT_MET],
                                                  each->counts[MQ_REQUIREMENT_MISSED],
                                                  each->counts[MQ_REQUIREMENT_OPEN]));
    }
  for (guint i = 0; i < self->causes->len; i++)
    {
      const MqBatchReportCause *cause = self->causes->pdata[i];

      json_array_add_object_element (
          causes, mq_json_new ("error:s items:a", cause->text,
                               mq_json_from_strings ((const char *const *)cause->ids->pdata,
                                                     cause->ids->len)));
    }

  return mq_json_new (
      "page:s table:s sheets:i total:i done:i failed:i refused:i left:i attempts:i seconds:d "
      "busy_seconds:d items_per_hour:d tokens:l cost:d requirements:a failures:a",
      page, table, self->n_sheets, self->rows->len, self->done->len, failed, refused,
      self->rows->len - self->done->len - failed - refused, self->attempts, self->seconds,
      self->busy_seconds, mq_batch_report_get_rate (self), self->tokens, self->cost, wishes,
      causes);
}

/* Awaits; on a thread. */
static DexFuture *
write_fiber (MqBatchReport *self)
{
  GError *error = NULL;

  if (!open_output (self, &error) || !mq_batch_report_load (self, &error)
      || !dex_await (mq_batch_report_draw (self), &error)
      || !mq_batch_report_write_table (self, &error) || !mq_batch_report_write_page (self, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, make_summary (self));
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
