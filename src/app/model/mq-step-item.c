/* MqStepItem: a step of one role of the team, see mq-timeline-item.h. */
#include "app/model/mq-timeline-item-private.h"

#include "app/model/mq-stream-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Maximum bytes of a row's line; the detail has the rest. */
#define MAX_LINE 400

struct _MqStepItem
{
  MqTimelineItem parent_instance;

  char *role;
  char *title;
  char *text;
  MqStepState state;
  double seconds;
  gboolean retry;
  MqStepUsage usage;
  char *model;
  MqStreamText stream;
  gboolean waits; /* the streamed text is why the model is called again, not the model's */
  char *detail;
  GRefString *code;
  GStrv findings;
  char *traceback;
  gboolean has_more; /* value of the last notification */
};

enum
{
  PROP_0,
  PROP_ROLE,
  PROP_TITLE,
  PROP_TEXT,
  PROP_STATE,
  PROP_SECONDS,
  PROP_RETRY,
  PROP_TOKENS,
  PROP_COST,
  PROP_MODEL,
  PROP_STREAM,
  PROP_DETAIL,
  PROP_CODE,
  PROP_FINDINGS,
  PROP_TRACEBACK,
  PROP_HAS_MORE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

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
  g_autofree char *rest = NULL;
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
mq_step_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqStepItem *self = MQ_STEP_ITEM (object);

  switch (id)
    {
    case PROP_ROLE:
      g_value_set_string (value, self->role);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SECONDS:
      g_value_set_double (value, self->seconds);
      break;
    case PROP_RETRY:
      g_value_set_boolean (value, self->retry);
      break;
    case PROP_TOKENS:
      g_value_set_int64 (value, mq_step_item_get_tokens (self));
      break;
    case PROP_COST:
      g_value_set_double (value, self->usage.cost);
      break;
    case PROP_MODEL:
      g_value_set_string (value, self->model);
      break;
    case PROP_STREAM:
      g_value_take_string (value, mq_step_item_dup_stream (self));
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_FINDINGS:
      g_value_set_boxed (value, self->findings);
      break;
    case PROP_TRACEBACK:
      g_value_set_string (value, self->traceback);
      break;
    case PROP_HAS_MORE:
      g_value_set_boolean (value, mq_step_item_has_more (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
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
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_step_item_finalize;
  object_class->get_property = mq_step_item_get_property;

  properties[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, MQ_TYPE_STEP_STATE,
                                              MQ_STEP_RUNNING, flags);
  properties[PROP_SECONDS] = g_param_spec_double ("seconds", NULL, NULL, -1, G_MAXDOUBLE, -1,
                                                  flags);
  properties[PROP_RETRY] = g_param_spec_boolean ("retry", NULL, NULL, FALSE, flags);
  properties[PROP_TOKENS] = g_param_spec_int64 ("tokens", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_COST] = g_param_spec_double ("cost", NULL, NULL, -1, G_MAXDOUBLE, -1, flags);
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);
  properties[PROP_STREAM] = g_param_spec_string ("stream", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_CODE] = g_param_spec_string ("code", NULL, NULL, NULL, flags);
  properties[PROP_FINDINGS] = g_param_spec_boxed ("findings", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_TRACEBACK] = g_param_spec_string ("traceback", NULL, NULL, NULL, flags);
  properties[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_step_item_init (MqStepItem *self)
{
  self->seconds = -1;
  self->usage = (MqStepUsage){ -1, -1, -1, -1, -1 };
}

/**
 * mq_step_item_new:
 * @role: a role of docs/protocol.md
 * @retry: whether it is another attempt after a failed one
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): a running step
 */
MqStepItem *
mq_step_item_new (const char *role, gboolean retry, gint64 time)
{
  MqStepItem *self = g_object_new (MQ_TYPE_STEP_ITEM, "time", time, NULL);

  self->role = g_strdup (role);
  self->title = make_title (role);
  self->text = g_strdup ("");
  self->retry = retry;
  return self;
}

static void
notify_more (MqStepItem *self, int property)
{
  gboolean has_more = mq_step_item_has_more (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  if (self->has_more == has_more)
    return;

  self->has_more = has_more;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_MORE]);
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
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);

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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STREAM]);
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
mq_step_item_set_state (MqStepItem *self, MqStepState state)
{
  if (self->state == state)
    return;

  self->state = state;
  if (self->stream.tail != NULL)
    {
      mq_stream_text_clear (&self->stream);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STREAM]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
mq_step_item_set_seconds (MqStepItem *self, double seconds)
{
  if (self->seconds == seconds)
    return;

  self->seconds = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS]);
}

void
mq_step_item_set_model (MqStepItem *self, const char *model)
{
  if (g_set_str (&self->model, model))
    notify_more (self, PROP_MODEL);
}

void
mq_step_item_set_usage (MqStepItem *self, const MqStepUsage *usage)
{
  MqStepUsage before = self->usage;

  self->usage = *usage;
  if (before.input != usage->input || before.output != usage->output
      || before.cached != usage->cached)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOKENS]);
  if (before.cost != usage->cost)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COST]);
}

void
mq_step_item_set_detail (MqStepItem *self, const char *detail)
{
  if (g_set_str (&self->detail, detail))
    notify_more (self, PROP_DETAIL);
}

/* Scripts have some ten kilobytes and many steps refer to the same one, so they are shared. */
void
mq_step_item_set_code (MqStepItem *self, GRefString *code)
{
  if (self->code == code)
    return;

  g_clear_pointer (&self->code, g_ref_string_release);
  self->code = code != NULL ? g_ref_string_acquire (code) : NULL;
  notify_more (self, PROP_CODE);
}

void
mq_step_item_set_findings (MqStepItem *self, const char *const *findings)
{
  if (mq_timeline_item_replace_strv (&self->findings, findings))
    notify_more (self, PROP_FINDINGS);
}

void
mq_step_item_set_traceback (MqStepItem *self, const char *traceback)
{
  if (g_set_str (&self->traceback, traceback))
    notify_more (self, PROP_TRACEBACK);
}

/**
 * mq_step_item_get_role:
 * @self: a step
 *
 * Returns: its role, as in docs/protocol.md
 */
const char *
mq_step_item_get_role (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->role;
}

/**
 * mq_step_item_get_title:
 * @self: a step
 *
 * Returns: its role's name for the user, translated
 */
const char *
mq_step_item_get_title (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->title;
}

/**
 * mq_step_item_get_text:
 * @self: a step
 *
 * Returns: its result or current activity: one line of plain text
 */
const char *
mq_step_item_get_text (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->text;
}

/**
 * mq_step_item_get_state:
 * @self: a step
 *
 * Returns: whether it is running, or how it ended
 */
MqStepState
mq_step_item_get_state (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), MQ_STEP_RUNNING);

  return self->state;
}

/**
 * mq_step_item_get_seconds:
 * @self: a step
 *
 * Returns: its duration in seconds; -1 while it is running or if unknown
 */
double
mq_step_item_get_seconds (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), -1);

  return self->seconds;
}

/**
 * mq_step_item_get_retry:
 * @self: a step
 *
 * Returns: whether it is another attempt after a failed one
 */
gboolean
mq_step_item_get_retry (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), FALSE);

  return self->retry;
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
 * mq_step_item_get_cost:
 * @self: a step
 *
 * Returns: its cost in US dollars, -1 if unknown
 */
double
mq_step_item_get_cost (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), -1);

  return self->usage.cost;
}

/**
 * mq_step_item_get_usage:
 * @self: a step
 *
 * Returns: its usage
 */
const MqStepUsage *
mq_step_item_get_usage (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return &self->usage;
}

/**
 * mq_step_item_get_model:
 * @self: a step
 *
 * Returns: (nullable): the model that was called; %NULL: none
 */
const char *
mq_step_item_get_model (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->model;
}

/**
 * mq_step_item_dup_stream:
 * @self: a step
 *
 * Returns: (transfer full) (nullable): the last lines of the text that a model is writing; %NULL if
 *   it is not writing
 */
char *
mq_step_item_dup_stream (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return mq_stream_text_dup (&self->stream);
}

/**
 * mq_step_item_get_stream_is_code:
 * @self: a step
 *
 * Returns: whether the streamed text needs a monospace font
 */
gboolean
mq_step_item_get_stream_is_code (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), FALSE);

  return self->stream.is_code;
}

/**
 * mq_step_item_get_detail:
 * @self: a step
 *
 * Returns: (nullable): the complete text, as Markdown, if it is more than one line
 */
const char *
mq_step_item_get_detail (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->detail;
}

/**
 * mq_step_item_get_code:
 * @self: a step
 *
 * Returns: (nullable): the script that it wrote or ran
 */
const char *
mq_step_item_get_code (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->code;
}

/**
 * mq_step_item_get_findings:
 * @self: a step
 *
 * Returns: (nullable): the checker's findings, a sentence each
 */
const char *const *
mq_step_item_get_findings (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return (const char *const *)self->findings;
}

/**
 * mq_step_item_get_traceback:
 * @self: a step
 *
 * Returns: (nullable): the script's traceback, plain text of several lines
 */
const char *
mq_step_item_get_traceback (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), NULL);

  return self->traceback;
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
