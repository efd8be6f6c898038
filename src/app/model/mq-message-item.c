/* MqMessageItem: a message of the user or the team, see mq-timeline-item.h. */
#include "app/model/mq-timeline-item-private.h"

struct _MqMessageItem
{
  MqTimelineItem parent_instance;

  char *role;
  char *text;
  GStrv pictures;
  gboolean queued;
  char *id;
};

enum
{
  PROP_0,
  PROP_ROLE,
  PROP_TEXT,
  PROP_PICTURES,
  PROP_QUEUED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqMessageItem, mq_message_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_message_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqMessageItem *self = MQ_MESSAGE_ITEM (object);

  switch (id)
    {
    case PROP_ROLE:
      g_value_set_string (value, self->role);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_PICTURES:
      g_value_set_boxed (value, self->pictures);
      break;
    case PROP_QUEUED:
      g_value_set_boolean (value, self->queued);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_message_item_finalize (GObject *object)
{
  MqMessageItem *self = MQ_MESSAGE_ITEM (object);

  g_free (self->id);
  g_free (self->role);
  g_free (self->text);
  g_strfreev (self->pictures);

  G_OBJECT_CLASS (mq_message_item_parent_class)->finalize (object);
}

static void
mq_message_item_class_init (MqMessageItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_message_item_finalize;
  object_class->get_property = mq_message_item_get_property;

  properties[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_PICTURES] = g_param_spec_boxed ("pictures", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_QUEUED] = g_param_spec_boolean ("queued", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_message_item_init (MqMessageItem *self)
{
}

/**
 * mq_message_item_new:
 * @id: (nullable): made by its sender
 * @role: "user" or "team"
 * @text: the message; the team's is Markdown
 * @pictures: (nullable): paths
 * @queued: whether it waits for its turn
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): the item
 */
MqMessageItem *
mq_message_item_new (const char *id, const char *role, const char *text,
                     const char *const *pictures, gboolean queued, gint64 time)
{
  MqMessageItem *self = g_object_new (MQ_TYPE_MESSAGE_ITEM, "time", time, NULL);

  self->role = g_strdup (role);
  self->text = g_strdup (text);
  mq_timeline_item_replace_strv (&self->pictures, pictures);
  self->queued = queued;
  self->id = g_strdup (id);
  return self;
}

void
mq_message_item_set_queued (MqMessageItem *self, gboolean queued)
{
  if (self->queued == queued)
    return;

  self->queued = queued;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUEUED]);
}

/**
 * mq_message_item_get_role:
 * @self: a message
 *
 * Returns: its sender: "user" or "team"
 */
const char *
mq_message_item_get_role (MqMessageItem *self)
{
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (self), NULL);

  return self->role;
}

/**
 * mq_message_item_get_text:
 * @self: a message
 *
 * Returns: the message: plain text from the user, Markdown from the team
 */
const char *
mq_message_item_get_text (MqMessageItem *self)
{
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (self), NULL);

  return self->text;
}

/**
 * mq_message_item_get_pictures:
 * @self: a message
 *
 * Returns: (nullable): paths of its pictures
 */
const char *const *
mq_message_item_get_pictures (MqMessageItem *self)
{
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (self), NULL);

  return (const char *const *)self->pictures;
}

/* NULL: it has none. */
const char *
mq_message_item_get_id (MqMessageItem *self)
{
  return self->id;
}

/**
 * mq_message_item_get_queued:
 * @self: a message
 *
 * Returns: whether it is queued
 */
gboolean
mq_message_item_get_queued (MqMessageItem *self)
{
  g_return_val_if_fail (MQ_IS_MESSAGE_ITEM (self), FALSE);

  return self->queued;
}
