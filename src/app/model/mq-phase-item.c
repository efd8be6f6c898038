/* MqPhaseItem: a phase of a run, or one round of the user-guided phase, with its steps; see
 * mq-timeline-item.h. */
#include "app/model/mq-timeline-item-private.h"

struct _MqPhaseItem
{
  MqTimelineItem parent_instance;

  char *phase;
  char *title;
  MqStepState state;
  double seconds;
  char *summary;
  GListStore *steps;
};

enum
{
  PROP_0,
  PROP_PHASE,
  PROP_TITLE,
  PROP_STATE,
  PROP_SECONDS,
  PROP_SUMMARY,
  PROP_STEPS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqPhaseItem, mq_phase_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_phase_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqPhaseItem *self = MQ_PHASE_ITEM (object);

  switch (id)
    {
    case PROP_PHASE:
      g_value_set_string (value, self->phase);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SECONDS:
      g_value_set_double (value, self->seconds);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case PROP_STEPS:
      g_value_set_object (value, self->steps);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_phase_item_finalize (GObject *object)
{
  MqPhaseItem *self = MQ_PHASE_ITEM (object);

  g_free (self->phase);
  g_free (self->title);
  g_free (self->summary);
  g_object_unref (self->steps);

  G_OBJECT_CLASS (mq_phase_item_parent_class)->finalize (object);
}

static void
mq_phase_item_class_init (MqPhaseItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_phase_item_finalize;
  object_class->get_property = mq_phase_item_get_property;

  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, MQ_TYPE_STEP_STATE,
                                              MQ_STEP_RUNNING, flags);
  properties[PROP_SECONDS] = g_param_spec_double ("seconds", NULL, NULL, -1, G_MAXDOUBLE, -1,
                                                  flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  properties[PROP_STEPS] = g_param_spec_object ("steps", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_phase_item_init (MqPhaseItem *self)
{
  self->seconds = -1;
  self->steps = g_list_store_new (MQ_TYPE_STEP_ITEM);
}

/**
 * mq_phase_item_new:
 * @phase: "create", "refine" or "guided"
 * @title: its name for the user
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): a running phase
 */
MqPhaseItem *
mq_phase_item_new (const char *phase, const char *title, gint64 time)
{
  MqPhaseItem *self = g_object_new (MQ_TYPE_PHASE_ITEM, "time", time, NULL);

  self->phase = g_strdup (phase);
  self->title = g_strdup (title);
  return self;
}

void
mq_phase_item_add_step (MqPhaseItem *self, MqStepItem *step)
{
  g_list_store_append (self->steps, step);
}

void
mq_phase_item_set_state (MqPhaseItem *self, MqStepState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
mq_phase_item_set_seconds (MqPhaseItem *self, double seconds)
{
  if (self->seconds == seconds)
    return;

  self->seconds = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS]);
}

void
mq_phase_item_set_summary (MqPhaseItem *self, const char *summary)
{
  if (g_set_str (&self->summary, summary))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

/**
 * mq_phase_item_get_phase:
 * @self: a phase
 *
 * Returns: "create", "refine" or "guided"
 */
const char *
mq_phase_item_get_phase (MqPhaseItem *self)
{
  g_return_val_if_fail (MQ_IS_PHASE_ITEM (self), NULL);

  return self->phase;
}

/**
 * mq_phase_item_get_title:
 * @self: a phase
 *
 * Returns: its name for the user, translated
 */
const char *
mq_phase_item_get_title (MqPhaseItem *self)
{
  g_return_val_if_fail (MQ_IS_PHASE_ITEM (self), NULL);

  return self->title;
}

/**
 * mq_phase_item_get_state:
 * @self: a phase
 *
 * Returns: whether it is running, or how it ended
 */
MqStepState
mq_phase_item_get_state (MqPhaseItem *self)
{
  g_return_val_if_fail (MQ_IS_PHASE_ITEM (self), MQ_STEP_RUNNING);

  return self->state;
}

/**
 * mq_phase_item_get_seconds:
 * @self: a phase
 *
 * Returns: its duration in seconds; -1 while it is running or if unknown
 */
double
mq_phase_item_get_seconds (MqPhaseItem *self)
{
  g_return_val_if_fail (MQ_IS_PHASE_ITEM (self), -1);

  return self->seconds;
}

/**
 * mq_phase_item_get_summary:
 * @self: a phase
 *
 * Returns: (nullable): one line on its result, "9 parts · 112 lines · 1 repair"
 */
const char *
mq_phase_item_get_summary (MqPhaseItem *self)
{
  g_return_val_if_fail (MQ_IS_PHASE_ITEM (self), NULL);

  return self->summary;
}

/**
 * mq_phase_item_get_steps:
 * @self: a phase
 *
 * Returns: (transfer none): its MqStepItems, in the order of their start
 */
GListModel *
mq_phase_item_get_steps (MqPhaseItem *self)
{
  g_return_val_if_fail (MQ_IS_PHASE_ITEM (self), NULL);

  return G_LIST_MODEL (self->steps);
}
