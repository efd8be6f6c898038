/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStepItem: a step of one role of the team, see mq-timeline-item.h. */
#include "app/timeline/mq-timeline-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Maximum bytes of a row's line; the detail has the rest. */
#define MAX_LINE 400

G_DEFINE_FINAL_TYPE (MqStepItem, mq_step_item, MQ_TYPE_TIMELINE_ITEM)

static const struct
{
  const char *role;
  const char *title;
} roles[] = {
  /* Translators: the names of the roles of the team that builds an asset, as of people. */
  { "planner", N_ ("Planner") },
  /* Translators: the one who looks things up in Blender's documentation. */
  { "retriever", N_ ("Retriever") },
  { "writer", N_ ("Writer") },
  { "checker", N_ ("Checker") },
  /* Translators: the one who mends a script that does not work. */
  { "debugger", N_ ("Debugger") },
  /* Translators: the one who looks at the result for defects. */
  { "critic", N_ ("Critic") },
  /* Translators: the one who compares the result with what was before. */
  { "verifier", N_ ("Verifier") },
  /* Translators: the one who works the user's changes in. */
  { "refiner", N_ ("Refiner") },
  /* Translators: the program Blender; its name is not translated. */
  { "blender", N_ ("Blender") },
};

static char *
make_title (const char *role)
{
  g_autofree char *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_str_equal (roles[i].role, role))
      return g_strdup (_ (roles[i].title));

  if (*role == '\0')
    return g_strdup (_ ("Team"));

  first = g_utf8_strup (role, g_utf8_next_char (role) - role);
  return g_strconcat (first, g_utf8_next_char (role), NULL);
}

static void
mq_step_item_finalize (GObject *object)
{
  MqStepItem *self = MQ_STEP_ITEM (object);

  g_free (self->role);
  g_free (self->title);
  g_free (self->text);
  g_free (self->model);
  mq_stream_text_clear (&self->stream);
  g_free (self->detail);
  g_clear_pointer (&self->code, g_ref_string_release);
  g_strfreev (self->findings);
  g_free (self->traceback);

  G_OBJECT_CLASS (mq_step_item_parent_class)->finalize (object);
}

static void
mq_step_item_class_init (MqStepItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_step_item_finalize;
}

static void
mq_step_item_init (MqStepItem *self)
{
  self->seconds = -1;
  self->usage = (MqStepUsage){ -1, -1, -1, -1, -1 };
}

/* @role: a role of docs/protocol.md; @retry: whether it is another attempt after a failed one;
 * @time: Unix time in microseconds. Returns: (transfer full): a running step */
MqStepItem *
mq_step_item_new (const char *role, gboolean retry, gint64 time)
{
  MqStepItem *self = mq_timeline_item_new (MQ_TYPE_STEP_ITEM, time);

  self->role = g_strdup (role);
  self->title = make_title (role);
  self->text = g_strdup ("");
  self->retry = retry;
  return self;
}

/* Returns the first line with text, short enough for a row. */
static char *
take_line (const char *text, gboolean *all)
{
  const char *start = text + strspn (text, " \t\n");
  gsize length = strcspn (start, "\n");
  gsize kept = length;

  if (kept > MAX_LINE)
    {
      kept = g_utf8_find_prev_char (start, start + MAX_LINE + 1) - start;
      *all = FALSE;
      return g_strdup_printf ("%.*s…", (int)kept, start);
    }

  *all = start[length + strspn (start + length, " \t\n")] == '\0';
  return g_strchomp (g_strndup (start, length));
}

/* Sets the row's line, and the detail if there is more than a line; streamed text stays as the
 * detail when the step ends. Text of Blender and the checker is not Markdown: it goes to the
 * traceback, unless there is a better one. */
void
mq_step_item_set_text (MqStepItem *self, const char *text)
{
  gboolean all = TRUE;
  g_autofree char *line = take_line (text, &all);
  gboolean is_program = g_str_equal (self->role, "blender") || g_str_equal (self->role, "checker");

  if (g_set_str (&self->text, line))
    mq_timeline_item_changed (self);

  if (all)
    return;

  if (!is_program)
    mq_step_item_set_detail (self, text);
  else if (self->traceback == NULL)
    mq_step_item_set_traceback (self, text);
}

/* The text that a model is writing, while the step is running. */
void
mq_step_item_append_stream (MqStepItem *self, const char *text)
{
  if (self->state != MQ_STEP_RUNNING)
    return;

  if (self->waits)
    mq_stream_text_clear (&self->stream);
  self->waits = FALSE;
  mq_stream_text_append (&self->stream, text);
  mq_timeline_item_changed (self);
}

/* The model is called again: this replaces its text until it writes again. */
void
mq_step_item_set_wait (MqStepItem *self, const char *why)
{
  self->waits = TRUE;
  mq_step_item_append_stream (self, why);
  self->waits = TRUE;
}

/* The streamed text is hidden when the step ends. */
void
mq_step_item_end (MqStepItem *self, MqStepState state, double seconds)
{
  self->state = state;
  self->seconds = seconds;
  mq_stream_text_clear (&self->stream);
  mq_timeline_item_changed (self);
}

/* @model: (nullable): unknown, or as before */
void
mq_step_item_set_usage (MqStepItem *self, const char *model, const MqStepUsage *usage)
{
  gboolean changed = model != NULL && g_set_str (&self->model, model);

  if (memcmp (&self->usage, usage, sizeof *usage) == 0 && !changed)
    return;

  self->usage = *usage;
  mq_timeline_item_changed (self);
}

void
mq_step_item_set_detail (MqStepItem *self, const char *detail)
{
  if (g_set_str (&self->detail, detail))
    mq_timeline_item_changed (self);
}

/* Scripts have some ten kilobytes and many steps refer to the same one, so they are shared. */
void
mq_step_item_set_code (MqStepItem *self, GRefString *code)
{
  if (self->code == code)
    return;

  g_clear_pointer (&self->code, g_ref_string_release);
  self->code = code != NULL ? g_ref_string_acquire (code) : NULL;
  mq_timeline_item_changed (self);
}

void
mq_step_item_set_findings (MqStepItem *self, const char *const *findings)
{
  if (mq_timeline_item_replace_strv (&self->findings, findings))
    mq_timeline_item_changed (self);
}

void
mq_step_item_set_traceback (MqStepItem *self, const char *traceback)
{
  if (g_set_str (&self->traceback, traceback))
    mq_timeline_item_changed (self);
}

/**
 * mq_step_item_get_tokens:
 * @self: a step
 *
 * Returns: the number of tokens that a model read and wrote, -1 if unknown
 */
gint64
mq_step_item_get_tokens (MqStepItem *self)
{
  gint64 sum;

  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), -1);

  if (self->usage.input < 0 || self->usage.output < 0
      || __builtin_add_overflow (self->usage.input, self->usage.output, &sum))
    return -1;
  return sum;
}

/**
 * mq_step_item_has_more:
 * @self: a step
 *
 * Returns: whether the row can be expanded (property "has-more")
 */
gboolean
mq_step_item_has_more (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), FALSE);

  return self->detail != NULL || self->code != NULL || self->findings != NULL
         || self->traceback != NULL || self->model != NULL;
}
