/* MqVersionItem: a version with its renders, shown from its first preview; see
 * mq-timeline-item.h. */
#include "app/model/mq-timeline-item-private.h"

struct _MqVersionItem
{
  MqTimelineItem parent_instance;

  MqVersion *version;
  GStrv pictures;
  guint done;
  guint of;
  char *summary;
  char *facts;
  int faults;
};

enum
{
  PROP_0,
  PROP_VERSION,
  PROP_PICTURES,
  PROP_DONE,
  PROP_OF,
  PROP_SUMMARY,
  PROP_FACTS,
  PROP_FAULTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqVersionItem, mq_version_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_version_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqVersionItem *self = MQ_VERSION_ITEM (object);

  switch (id)
    {
    case PROP_VERSION:
      g_value_set_object (value, self->version);
      break;
    case PROP_PICTURES:
      g_value_set_boxed (value, self->pictures);
      break;
    case PROP_DONE:
      g_value_set_uint (value, self->done);
      break;
    case PROP_OF:
      g_value_set_uint (value, self->of);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case PROP_FACTS:
      g_value_set_string (value, self->facts);
      break;
    case PROP_FAULTS:
      g_value_set_int (value, self->faults);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_version_item_finalize (GObject *object)
{
  MqVersionItem *self = MQ_VERSION_ITEM (object);

  g_clear_object (&self->version);
  g_strfreev (self->pictures);
  g_free (self->summary);
  g_free (self->facts);

  G_OBJECT_CLASS (mq_version_item_parent_class)->finalize (object);
}

static void
mq_version_item_class_init (MqVersionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_version_item_finalize;
  object_class->get_property = mq_version_item_get_property;

  properties[PROP_VERSION] = g_param_spec_object ("version", NULL, NULL, MQ_TYPE_VERSION, flags);
  properties[PROP_PICTURES] = g_param_spec_boxed ("pictures", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_OF] = g_param_spec_uint ("of", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  properties[PROP_FACTS] = g_param_spec_string ("facts", NULL, NULL, NULL, flags);
  properties[PROP_FAULTS] = g_param_spec_int ("faults", NULL, NULL, -1, G_MAXINT, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_version_item_init (MqVersionItem *self)
{
  self->faults = -1;
}

/**
 * mq_version_item_new:
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): an item for a version in progress
 */
MqVersionItem *
mq_version_item_new (gint64 time)
{
  return g_object_new (MQ_TYPE_VERSION_ITEM, "time", time, NULL);
}

void
mq_version_item_set_version (MqVersionItem *self, MqVersion *version)
{
  if (g_set_object (&self->version, version))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
}

void
mq_version_item_set_pictures (MqVersionItem *self, const char *const *pictures)
{
  if (mq_timeline_item_replace_strv (&self->pictures, pictures))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICTURES]);
}

void
mq_version_item_set_progress (MqVersionItem *self, guint done, guint of)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (self->done != done)
    g_object_notify_by_pspec (object, properties[PROP_DONE]);
  if (self->of != of)
    g_object_notify_by_pspec (object, properties[PROP_OF]);
  self->done = done;
  self->of = of;
  g_object_thaw_notify (object);
}

void
mq_version_item_set_summary (MqVersionItem *self, const char *summary)
{
  if (g_set_str (&self->summary, summary))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

void
mq_version_item_set_measured (MqVersionItem *self, const char *facts, int faults)
{
  if (g_set_str (&self->facts, facts))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FACTS]);

  if (self->faults == faults)
    return;

  self->faults = faults;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAULTS]);
}

/**
 * mq_version_item_get_version:
 * @self: a version's item
 *
 * Returns: (transfer none) (nullable): the version, once it is saved
 */
MqVersion *
mq_version_item_get_version (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), NULL);

  return self->version;
}

/**
 * mq_version_item_get_pictures:
 * @self: a version's item
 *
 * Returns: (nullable): paths: first the preview, then the finished renders
 */
const char *const *
mq_version_item_get_pictures (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), NULL);

  return (const char *const *)self->pictures;
}

/**
 * mq_version_item_get_done:
 * @self: a version's item
 *
 * Returns: the number of finished renders; 0 while there is only a preview
 */
guint
mq_version_item_get_done (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), 0);

  return self->done;
}

/**
 * mq_version_item_get_of:
 * @self: a version's item
 *
 * Returns: the number of all renders; 0 until the first is finished
 */
guint
mq_version_item_get_of (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), 0);

  return self->of;
}

/**
 * mq_version_item_get_summary:
 * @self: a version's item
 *
 * Returns: (nullable): one line that describes it or its change
 */
const char *
mq_version_item_get_summary (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), NULL);

  return self->summary;
}

/**
 * mq_version_item_get_facts:
 * @self: a version's item
 *
 * Returns: (nullable): "25 objects · 29,768 triangles", once measured
 */
const char *
mq_version_item_get_facts (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), NULL);

  return self->facts;
}

/**
 * mq_version_item_get_faults:
 * @self: a version's item
 *
 * Returns: the number of faults that measuring found; -1: not measured
 */
int
mq_version_item_get_faults (MqVersionItem *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_ITEM (self), -1);

  return self->faults;
}
