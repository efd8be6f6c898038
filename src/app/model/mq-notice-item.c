/* MqNoticeItem: a notice, see mq-timeline-item.h. Only "open" changes, with the next message. */
#include "app/model/mq-timeline-item-private.h"

struct _MqNoticeItem
{
  MqTimelineItem parent_instance;

  char *level;
  char *code;
  char *text;
  char *next;
  GStrv items;
  gboolean open;
};

enum
{
  PROP_0,
  PROP_LEVEL,
  PROP_CODE,
  PROP_TEXT,
  PROP_NEXT,
  PROP_ITEMS,
  PROP_OPEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqNoticeItem, mq_notice_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_notice_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqNoticeItem *self = MQ_NOTICE_ITEM (object);

  switch (id)
    {
    case PROP_LEVEL:
      g_value_set_string (value, self->level);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_NEXT:
      g_value_set_string (value, self->next);
      break;
    case PROP_ITEMS:
      g_value_set_boxed (value, self->items);
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, self->open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_notice_item_finalize (GObject *object)
{
  MqNoticeItem *self = MQ_NOTICE_ITEM (object);

  g_free (self->level);
  g_free (self->code);
  g_free (self->text);
  g_free (self->next);
  g_strfreev (self->items);

  G_OBJECT_CLASS (mq_notice_item_parent_class)->finalize (object);
}

static void
mq_notice_item_class_init (MqNoticeItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_notice_item_finalize;
  object_class->get_property = mq_notice_item_get_property;

  properties[PROP_LEVEL] = g_param_spec_string ("level", NULL, NULL, NULL, flags);
  properties[PROP_CODE] = g_param_spec_string ("code", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_NEXT] = g_param_spec_string ("next", NULL, NULL, NULL, flags);
  properties[PROP_ITEMS] = g_param_spec_boxed ("items", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_notice_item_init (MqNoticeItem *self)
{
  self->open = TRUE;
}

/**
 * mq_notice_item_new:
 * @level: "info", "warning" or "error"
 * @code: the protocol's code
 * @text: what happened, a sentence
 * @next: (nullable): suggested next step
 * @items: (nullable): the listed items
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): the item
 */
MqNoticeItem *
mq_notice_item_new (const char *level, const char *code, const char *text, const char *next,
                    const char *const *items, gint64 time)
{
  MqNoticeItem *self = g_object_new (MQ_TYPE_NOTICE_ITEM, "time", time, NULL);

  self->level = g_strdup (level);
  self->code = g_strdup (code);
  self->text = g_strdup (text);
  self->next = next != NULL && *next != '\0' ? g_strdup (next) : NULL;
  mq_timeline_item_replace_strv (&self->items, items);
  return self;
}

/**
 * mq_notice_item_get_level:
 * @self: a notice
 *
 * Returns: "info", "warning" or "error"
 */
const char *
mq_notice_item_get_level (MqNoticeItem *self)
{
  g_return_val_if_fail (MQ_IS_NOTICE_ITEM (self), NULL);

  return self->level;
}

/**
 * mq_notice_item_get_code:
 * @self: a notice
 *
 * Returns: the protocol's code, for example "understood"
 */
const char *
mq_notice_item_get_code (MqNoticeItem *self)
{
  g_return_val_if_fail (MQ_IS_NOTICE_ITEM (self), NULL);

  return self->code;
}

/**
 * mq_notice_item_get_text:
 * @self: a notice
 *
 * Returns: what happened; plain text
 */
const char *
mq_notice_item_get_text (MqNoticeItem *self)
{
  g_return_val_if_fail (MQ_IS_NOTICE_ITEM (self), NULL);

  return self->text;
}

/**
 * mq_notice_item_get_next:
 * @self: a notice
 *
 * Returns: (nullable): suggested next step; plain text
 */
const char *
mq_notice_item_get_next (MqNoticeItem *self)
{
  g_return_val_if_fail (MQ_IS_NOTICE_ITEM (self), NULL);

  return self->next;
}

/**
 * mq_notice_item_get_items:
 * @self: a notice
 *
 * Returns: (nullable): the listed items; plain text
 */
const char *const *
mq_notice_item_get_items (MqNoticeItem *self)
{
  g_return_val_if_fail (MQ_IS_NOTICE_ITEM (self), NULL);

  return (const char *const *)self->items;
}

/* The next message or action closes the notice. */
void
mq_notice_item_close (MqNoticeItem *self)
{
  if (!self->open)
    return;

  self->open = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

/**
 * mq_notice_item_is_open:
 * @self: a notice
 *
 * Returns: whether the problem still exists, so that its buttons are shown (property "open")
 */
gboolean
mq_notice_item_is_open (MqNoticeItem *self)
{
  g_return_val_if_fail (MQ_IS_NOTICE_ITEM (self), FALSE);

  return self->open;
}
