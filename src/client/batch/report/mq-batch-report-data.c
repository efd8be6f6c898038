/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The data of a report, see mq-batch-report-private.h: the items with their last attempts, the
 * sums of all attempts, the causes of failures and the requirements by their kind. */
#include "client/batch/report/mq-batch-report-private.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

#define MAX_CAUSE 300
#define MAX_ASKED 2000

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
gboolean
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
void
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

/* Returns: (transfer full): what was asked for, on one line */
char *
mq_batch_report_dup_asked (MqBatchReportRow *row)
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
