/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchSummary, see mq-batch-summary.h. The folder is only read: whoever has changed its files
 * gets an error, or other numbers. */
#include "client/batch/report/mq-batch-summary.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

#define MAX_CAUSE 300

typedef struct
{
  double begin;
  double end;
} Span;

static void
row_free (gpointer data)
{
  MqBatchRow *row = data;

  json_object_unref (row->asked);
  g_clear_pointer (&row->attempt, json_object_unref);
  g_free (row);
}

static void
cause_free (gpointer data)
{
  MqBatchCause *cause = data;

  g_free (cause->text);
  g_ptr_array_unref (cause->ids);
  g_free (cause);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *x = a;
  const Span *y = b;

  return (x->begin > y->begin) - (x->begin < y->begin);
}

static void
add_version (MqBatchSummary *self, const char *program, const char *version)
{
  g_autofree char *clean = mq_text_clean (version, 60);
  g_autofree char *text = g_strdup_printf ("%s %s", program, clean);

  if (version != NULL
      && !g_ptr_array_find_with_equal_func (self->versions, text, g_str_equal, NULL))
    g_ptr_array_add (self->versions, g_steal_pointer (&text));
}

/* Returns: (transfer full): the attempt of each id that counts; of @attempts */
static GHashTable *
read_attempts (MqBatchSummary *self, GPtrArray *attempts)
{
  GHashTable *last = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  double sum = 0;
  double until = 0;

  MQ_EACH (attempts, i, JsonObject, attempt)
    {
      const char *id = mq_json_get_string (attempt, "id", "");
      JsonObject *before = g_hash_table_lookup (last, id);
      double seconds = mq_batch_attempt_get_amount (attempt, "seconds");
      double end = mq_json_get_double (attempt, "ended", 0);
      Span span = { end - seconds, end };
      gboolean is_done = g_str_equal (mq_json_get_string (attempt, "status", ""), "done");
      gboolean was_done = g_str_equal (mq_json_get_string (before, "status", ""), "done");
      gboolean is_later = mq_json_get_int (attempt, "ended", 0)
                          >= mq_json_get_int (before, "ended", 0);

      /* The attempt that made the item; before that, the last one. */
      if (before == NULL || (is_done != was_done ? is_done : is_later))
        g_hash_table_insert (last, (gpointer)id, attempt);
      g_array_append_val (spans, span);
      self->seconds += seconds;
      self->tokens += (gint64)mq_batch_attempt_get_amount (attempt, "tokens");
      self->cost += mq_batch_attempt_get_amount (attempt, "cost");
      add_version (self, "Maquette", mq_json_get_string (attempt, "maquette", NULL));
      add_version (self, "Blender", mq_json_get_string (attempt, "blender", NULL));
    }

  self->attempts = attempts->len;

  /* Pauses between two runs do not count, and what was made at once counts once. */
  g_array_sort (spans, compare_spans);
  MQ_EACH_VALUE (spans, i, const Span, span)
    {
      if (span->end > until)
        sum += span->end - MAX (span->begin, until);
      until = MAX (until, span->end);
    }
  self->busy_seconds = sum;
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

static int
compare_causes (gconstpointer a, gconstpointer b)
{
  const MqBatchCause *x = a;
  const MqBatchCause *y = b;

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

/* Reads the batch. Blocks. @error: as of the functions of #MqBatchFolder. Returns: (transfer full)
 * (nullable): its summary */
MqBatchSummary *
mq_batch_summary_load (MqBatchFolder *folder, GError **error)
{
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) causes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) attempts = NULL;
  g_autoptr (GHashTable) last = NULL;
  g_autoptr (MqBatchSummary) self = g_new0 (MqBatchSummary, 1);

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->done = g_ptr_array_new ();
  self->causes = g_ptr_array_new_with_free_func (cause_free);
  self->versions = g_ptr_array_new_with_free_func (g_free);
  if (!(self->items = mq_batch_folder_load_items (folder, error))
      || !mq_batch_folder_load_states (folder, error))
    return NULL;

  attempts = mq_batch_folder_list_attempts (folder);
  last = read_attempts (self, attempts);
  MQ_EACH (self->items, i, const MqBatchItem, item)
    {
      JsonObject *attempt = g_hash_table_lookup (last, item->id);
      JsonObject *asked;
      MqBatchRow *row;

      /* The id names files of the report: it is checked again, since anyone may have changed the
       * input. */
      if (strchr (item->id, '/') != NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "Line %u of input.jsonl was changed",
                             item->line);
      if (!(asked = mq_batch_item_load (item, error)))
        return NULL;

      row = g_new0 (MqBatchRow, 1);
      row->item = item;
      row->asked = asked;
      row->attempt = attempt != NULL ? json_object_ref (attempt) : NULL;
      row->status = mq_batch_folder_get_status (folder, item->id);
      g_ptr_array_add (self->rows, row);
      add_names (tags, mq_json_get_object (row->asked, "tags"));
      add_names (parameters, mq_json_get_object (row->asked, "parameters"));
      if (row->status == MQ_BATCH_DONE)
        g_ptr_array_add (self->done, row);
      else if (row->status == MQ_BATCH_FAILED || row->status == MQ_BATCH_REFUSED)
        {
          const char *id = row->item->id;
          g_autofree char *text = make_cause (mq_json_get_string (row->attempt, "error", ""), id);
          MqBatchCause *cause = g_hash_table_lookup (causes, text);

          if (cause == NULL)
            {
              cause = g_new0 (MqBatchCause, 1);
              cause->text = g_steal_pointer (&text);
              cause->ids = g_ptr_array_new_with_free_func (g_free);
              g_ptr_array_add (self->causes, cause);
              g_hash_table_insert (causes, cause->text, cause);
            }
          g_ptr_array_add (cause->ids, g_strdup (id));
        }
    }

  self->tags = sort_names (tags);
  self->parameters = sort_names (parameters);
  g_ptr_array_sort_values (self->causes, compare_causes);
  return g_steal_pointer (&self);
}

void
mq_batch_summary_free (MqBatchSummary *self)
{
  GPtrArray *arrays[] = { self->done,       self->rows,   self->items,   self->tags,
                          self->parameters, self->causes, self->versions };

  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (&arrays[i], g_ptr_array_unref);
  g_free (self);
}

/* Returns: the number of items that have it */
guint
mq_batch_summary_count (const MqBatchSummary *self, MqBatchStatus status)
{
  guint n = 0;

  MQ_EACH (self->rows, i, const MqBatchRow, row)
    n += row->status == status;
  return n;
}
