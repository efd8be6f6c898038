/* MqTimelineItem: the base class of the timeline's items, see mq-timeline-item.h. */
#include "app/model/mq-timeline-item-private.h"

G_DEFINE_ENUM_TYPE (MqStepState, mq_step_state, G_DEFINE_ENUM_VALUE (MQ_STEP_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (MQ_STEP_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (MQ_STEP_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MQ_STEP_STOPPED, "stopped"))

typedef struct
{
  gint64 time;
} MqTimelineItemPrivate;

enum
{
  PROP_0,
  PROP_TIME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MqTimelineItem, mq_timeline_item, G_TYPE_OBJECT)

static void
mq_timeline_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TIME:
      g_value_set_int64 (value, mq_timeline_item_get_time (MQ_TIMELINE_ITEM (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_timeline_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqTimelineItem *self = MQ_TIMELINE_ITEM (object);
  MqTimelineItemPrivate *priv = mq_timeline_item_get_instance_private (self);

  switch (id)
    {
    case PROP_TIME:
      priv->time = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_timeline_item_class_init (MqTimelineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mq_timeline_item_get_property;
  object_class->set_property = mq_timeline_item_set_property;

  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_timeline_item_init (MqTimelineItem *self)
{
}

/**
 * mq_timeline_item_get_time:
 * @self: an item
 *
 * Returns: the time of its start, Unix time in microseconds
 */
gint64
mq_timeline_item_get_time (MqTimelineItem *self)
{
  MqTimelineItemPrivate *priv = mq_timeline_item_get_instance_private (self);

  g_return_val_if_fail (MQ_IS_TIMELINE_ITEM (self), 0);

  return priv->time;
}

/**
 * mq_timeline_item_replace_strv:
 * @field: (inout): a list that an item owns, or %NULL
 * @value: (nullable): the new list; an empty list counts as %NULL
 *
 * Returns: whether the list changed
 */
gboolean
mq_timeline_item_replace_strv (GStrv *field, const char *const *value)
{
  if (value != NULL && *value == NULL)
    value = NULL;

  if (value == NULL ? *field == NULL
                    : *field != NULL && g_strv_equal (value, (const char *const *)*field))
    return FALSE;

  g_strfreev (*field);
  *field = g_strdupv ((GStrv)value);
  return TRUE;
}
