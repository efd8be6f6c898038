/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDiff, see mq-diff.h: libgit2 compares the two texts in memory and finds the hunks; the outline
 * gives the function of each hunk. */
#include "app/model/mq-diff.h"

#include "app/model/mq-outline.h"
#include "common/base/mq-error.h"

#include <git2.h>
#include <glib/gi18n.h>
#include <string.h>

#define CONTEXT_LINES 3
/* A script has at most 512 KiB, but a library may contain other files. */
#define MAX_TEXT (8 * 1024 * 1024)
#define MAX_LINES 200000
/* Maximum number of functions that a summary names. */
#define MAX_NAMED 3
/* Below each function. */
#define BLANK_LINES 2

/* One of the two scripts. */
typedef struct
{
  MqOutline *outline;
  guint first; /* the toolkit's lines; 0: none */
  guint last;
} Side;

G_DEFINE_FINAL_TYPE (MqDiffLine, mq_diff_line, G_TYPE_OBJECT)

static void
mq_diff_line_finalize (GObject *object)
{
  g_free (MQ_DIFF_LINE (object)->text);

  G_OBJECT_CLASS (mq_diff_line_parent_class)->finalize (object);
}

static void
mq_diff_line_class_init (MqDiffLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_diff_line_finalize;
}

static void
mq_diff_line_init (MqDiffLine *self)
{
}

G_DEFINE_FINAL_TYPE (MqDiff, mq_diff, G_TYPE_OBJECT)

static void
mq_diff_finalize (GObject *object)
{
  MqDiff *self = MQ_DIFF (object);

  g_object_unref (self->lines);
  g_ptr_array_unref (self->touched);

  G_OBJECT_CLASS (mq_diff_parent_class)->finalize (object);
}

static void
mq_diff_class_init (MqDiffClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_diff_finalize;
}

static void
mq_diff_init (MqDiff *self)
{
  self->lines = g_list_store_new (MQ_TYPE_DIFF_LINE);
  self->touched = g_ptr_array_new_with_free_func (g_free);
}

/* Takes @text. */
static void
add_line (MqDiff *self, MqDiffKind kind, guint old_line, guint new_line, char *text)
{
  g_autoptr (MqDiffLine) line = g_object_new (MQ_TYPE_DIFF_LINE, NULL);

  line->kind = kind;
  line->old_line = old_line;
  line->new_line = new_line;
  line->text = text;
  g_list_store_append (self->lines, line);
}

/* Counts a line that was added or removed, in @n or as one of the toolkit, and names its function.
 */
static void
touch (MqDiff *self, const Side *side, guint line, guint *n)
{
  const MqOutlineFunction *function = mq_outline_find_line (side->outline, line);

  if (side->first > 0 && line >= side->first && line <= side->last + BLANK_LINES)
    {
      self->n_toolkit++;
      return;
    }

  (*n)++;
  if (function != NULL
      && !g_ptr_array_find_with_equal_func (self->touched, function->title, g_str_equal, NULL))
    g_ptr_array_add (self->touched, g_strdup (function->title));
}

static gboolean
take_patch (MqDiff *self, git_patch *patch, const Side *before, const Side *after, GError **error)
{
  for (size_t hunk = 0; hunk < git_patch_num_hunks (patch); hunk++)
    {
      const git_diff_hunk *head = NULL;
      const git_diff_line *line = NULL;
      const MqOutlineFunction *found = NULL;
      size_t n = 0;

      if (git_patch_get_hunk (&head, &n, patch, hunk) != 0)
        break;
      if (g_list_model_get_n_items (G_LIST_MODEL (self->lines)) + n > MAX_LINES)
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        _ ("The scripts differ in too many lines to be shown"));

      /* Its title is the function of its first changed line. */
      for (size_t i = 0; i < n && found == NULL; i++)
        {
          if (git_patch_get_line_in_hunk (&line, patch, hunk, i) != 0)
            break;
          if (line->origin == GIT_DIFF_LINE_ADDITION)
            found = mq_outline_find_line (after->outline, MAX (line->new_lineno, 0));
          else if (line->origin == GIT_DIFF_LINE_DELETION)
            found = mq_outline_find_line (before->outline, MAX (line->old_lineno, 0));
        }
      add_line (self, MQ_DIFF_HUNK, MAX (head->old_start, 0), MAX (head->new_start, 0),
                g_strdup (found != NULL ? found->title : ""));

      for (size_t i = 0; i < n; i++)
        {
          guint old_line, new_line;
          gsize length;
          MqDiffKind kind = MQ_DIFF_CONTEXT;

          if (git_patch_get_line_in_hunk (&line, patch, hunk, i) != 0)
            continue;

          /* The number is -1 if a side does not have the line. */
          old_line = MAX (line->old_lineno, 0);
          new_line = MAX (line->new_lineno, 0);
          length = line->content_len;
          if (line->origin == GIT_DIFF_LINE_ADDITION)
            {
              kind = MQ_DIFF_ADDED;
              touch (self, after, new_line, &self->n_added);
            }
          else if (line->origin == GIT_DIFF_LINE_DELETION)
            {
              kind = MQ_DIFF_REMOVED;
              touch (self, before, old_line, &self->n_removed);
            }
          else if (line->origin != GIT_DIFF_LINE_CONTEXT)
            continue; /* a last line without newline */

          while (length > 0
                 && (line->content[length - 1] == '\n' || line->content[length - 1] == '\r'))
            length--;
          add_line (self, kind, old_line, new_line, g_utf8_make_valid (line->content, length));
        }
    }

  return TRUE;
}

static gboolean
fail_by_git (GError **error)
{
  const git_error *fault = git_error_last ();

  return mq_fail (error, MQ_ERROR_FAILED, _ ("The scripts could not be compared: %s"),
                  fault != NULL ? fault->message : "libgit2");
}

/**
 * mq_diff_new:
 * @before: the old script
 * @after: the new script
 * @error: %MQ_ERROR_BAD_INPUT if they are too large
 *
 * Compares two scripts. This takes some milliseconds; use a thread for unusually large scripts.
 *
 * Returns: (transfer full) (nullable): the difference, in hunks with three lines of context; empty
 *   if there is none
 */
MqDiff *
mq_diff_new (const char *before, const char *after, GError **error)
{
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  g_autoptr (MqDiff) self = NULL;
  g_autoptr (MqOutline) old_outline = NULL;
  g_autoptr (MqOutline) new_outline = NULL;
  Side old_side, new_side;
  git_patch *patch = NULL;
  gboolean good;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  if (strnlen (before, MAX_TEXT + 1) > MAX_TEXT || strnlen (after, MAX_TEXT + 1) > MAX_TEXT)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The scripts are too large to be compared"));

  if (git_libgit2_init () < 0)
    {
      fail_by_git (error);
      return NULL;
    }

  self = g_object_new (MQ_TYPE_DIFF, NULL);
  old_outline = mq_outline_new (before);
  new_outline = mq_outline_new (after);
  old_side.outline = old_outline;
  new_side.outline = new_outline;
  mq_outline_find_library (old_outline, before, &old_side.first, &old_side.last);
  mq_outline_find_library (new_outline, after, &new_side.first, &new_side.last);
  options.context_lines = CONTEXT_LINES;
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE;

  if (git_patch_from_buffers (&patch, before, strlen (before), "script.py", after, strlen (after),
                              "script.py", &options)
      == 0)
    good = take_patch (self, patch, &old_side, &new_side, error);
  else
    good = fail_by_git (error);

  git_patch_free (patch);
  git_libgit2_shutdown ();
  return good ? g_steal_pointer (&self) : NULL;
}

/**
 * mq_diff_dup_summary:
 * @self: a comparison
 *
 * What the service added from its toolkit is nobody's change, and is counted apart.
 *
 * Returns: (transfer full): "12 lines added, 3 removed, in Cushion and Legs · Toolkit: 40 lines"
 */
char *
mq_diff_dup_summary (MqDiff *self)
{
  g_autofree char *counts = NULL;
  g_autofree char *touched = NULL;
  g_autofree char *toolkit = NULL;
  g_autofree char *own = NULL;
  guint n;
  guint more;
  g_autoptr (GString) names = NULL;

  g_return_val_if_fail (MQ_IS_DIFF (self), NULL);

  toolkit = g_strdup_printf (ngettext ("Toolkit: %u line", "Toolkit: %u lines", self->n_toolkit),
                             self->n_toolkit);
  if (self->n_added == 0 && self->n_removed == 0)
    return g_strdup (self->n_toolkit > 0 ? toolkit : _ ("No lines differ"));

  if (self->n_removed == 0)
    counts = g_strdup_printf (ngettext ("%u line added", "%u lines added", self->n_added),
                              self->n_added);
  else if (self->n_added == 0)
    counts = g_strdup_printf (ngettext ("%u line removed", "%u lines removed", self->n_removed),
                              self->n_removed);
  else
    /* Translators: numbers of lines; the plural is of the first. */
    counts = g_strdup_printf (
        ngettext ("%u line added, %u removed", "%u lines added, %u removed", self->n_added),
        self->n_added, self->n_removed);

  /* "Cushion and Legs", "Cushion, Legs, Back and 4 more" */
  n = MIN (self->touched->len, MAX_NAMED);
  more = self->touched->len - n;
  names = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      const char *name = self->touched->pdata[i];

      if (i == 0)
        g_string_append (names, name);
      else if (i + 1 < n || more > 0)
        /* Translators: joins names of parts in a list; the first may be several already. */
        g_string_append_printf (names, C_ ("list", ", %s"), name);
      else
        /* Translators: joins the last name of a list. */
        g_string_append_printf (names, C_ ("list", " and %s"), name);
    }

  if (more > 0)
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", more), more);
  touched = g_string_free (g_steal_pointer (&names), FALSE);
  /* Translators: what changed, and in which parts: "12 lines added, in Cushion and Legs". */
  own = self->touched->len > 0 ? g_strdup_printf (C_ ("diff", "%s, in %s"), counts, touched)
                               : g_steal_pointer (&counts);
  return self->n_toolkit > 0 ? g_strjoin (" · ", own, toolkit, NULL) : g_steal_pointer (&own);
}
