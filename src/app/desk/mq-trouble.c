/* MqTrouble: what lastingly stands in the way, see mq-desk.h. */
#include "app/desk/mq-trouble-private.h"

struct _MqTrouble
{
  GObject parent_instance;

  MqTroubleKind kind;
  char *title;
  char *text;
};

G_DEFINE_FINAL_TYPE (MqTrouble, mq_trouble, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_KIND,
  PROP_TITLE,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (MqTroubleKind, mq_trouble_kind,
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_CONFIG, "config"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_NO_BLENDER, "no-blender"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_LIBRARY, "library"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_LIBRARY_READ_ONLY, "library-read-only"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_SERVICE, "service"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_SIGN_IN, "sign-in"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_QUOTA, "quota"),
                    G_DEFINE_ENUM_VALUE (MQ_TROUBLE_SANDBOX, "sandbox"))

static void
mq_trouble_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqTrouble *self = MQ_TROUBLE (object);

  switch (id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_trouble_finalize (GObject *object)
{
  MqTrouble *self = MQ_TROUBLE (object);

  g_free (self->title);
  g_free (self->text);

  G_OBJECT_CLASS (mq_trouble_parent_class)->finalize (object);
}

static void
mq_trouble_class_init (MqTroubleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mq_trouble_get_property;
  object_class->finalize = mq_trouble_finalize;

  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, MQ_TYPE_TROUBLE_KIND,
                                             MQ_TROUBLE_CONFIG,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_trouble_init (MqTrouble *self)
{
}

/**
 * mq_trouble_get_kind:
 * @self: a trouble
 *
 * Returns: what stands in the way
 */
MqTroubleKind
mq_trouble_get_kind (MqTrouble *self)
{
  g_return_val_if_fail (MQ_IS_TROUBLE (self), MQ_TROUBLE_CONFIG);

  return self->kind;
}

/**
 * mq_trouble_get_title:
 * @self: a trouble
 *
 * Returns: a few words, translated; no markup
 */
const char *
mq_trouble_get_title (MqTrouble *self)
{
  g_return_val_if_fail (MQ_IS_TROUBLE (self), NULL);

  return self->title;
}

/**
 * mq_trouble_get_text:
 * @self: a trouble
 *
 * Returns: what happened and what to do; no markup
 */
const char *
mq_trouble_get_text (MqTrouble *self)
{
  g_return_val_if_fail (MQ_IS_TROUBLE (self), NULL);

  return self->text;
}

/* What is nearer to nothing working at all comes first. */
static int
get_rank (MqTroubleKind kind)
{
  static const MqTroubleKind order[] = {
    MQ_TROUBLE_LIBRARY, MQ_TROUBLE_NO_BLENDER,        MQ_TROUBLE_SERVICE, MQ_TROUBLE_SIGN_IN,
    MQ_TROUBLE_QUOTA,   MQ_TROUBLE_LIBRARY_READ_ONLY, MQ_TROUBLE_SANDBOX, MQ_TROUBLE_CONFIG,
  };
  gsize rank = 0;

  while (rank < G_N_ELEMENTS (order) && order[rank] != kind)
    rank++;

  return rank;
}

static guint
find (GListStore *troubles, MqTroubleKind kind)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (troubles));
  guint i = 0;

  for (; i < n; i++)
    {
      g_autoptr (MqTrouble) trouble = g_list_model_get_item (G_LIST_MODEL (troubles), i);

      if (get_rank (trouble->kind) >= get_rank (kind))
        break;
    }

  return i;
}

/**
 * mq_troubles_find:
 * @troubles: a list of #MqTrouble, the worst first
 * @kind: what to look for
 *
 * Returns: (transfer none) (nullable): it, while it is in the list
 */
MqTrouble *
mq_troubles_find (GListStore *troubles, MqTroubleKind kind)
{
  g_autoptr (MqTrouble) trouble = g_list_model_get_item (G_LIST_MODEL (troubles),
                                                         find (troubles, kind));

  return trouble != NULL && trouble->kind == kind ? trouble : NULL;
}

/**
 * mq_troubles_set:
 * @troubles: a list of #MqTrouble
 * @kind: what stands in the way
 * @text: what happened and what to do
 *
 * Puts it in its place; what was said of that kind before is said no more.
 */
void
mq_troubles_set (GListStore *troubles, MqTroubleKind kind, const char *title, const char *text)
{
  g_autoptr (MqTrouble) trouble = NULL;
  MqTrouble *known = mq_troubles_find (troubles, kind);

  if (known != NULL && g_str_equal (known->text, text) && g_str_equal (known->title, title))
    return;

  trouble = g_object_new (MQ_TYPE_TROUBLE, NULL);
  trouble->kind = kind;
  trouble->title = g_strdup (title);
  trouble->text = g_strdup (text);
  g_list_store_splice (troubles, find (troubles, kind), known != NULL ? 1 : 0, (gpointer *)&trouble,
                       1);
}

/**
 * mq_troubles_clear:
 * @troubles: a list of #MqTrouble
 * @kind: what is in the way no more
 */
void
mq_troubles_clear (GListStore *troubles, MqTroubleKind kind)
{
  if (mq_troubles_find (troubles, kind) != NULL)
    g_list_store_remove (troubles, find (troubles, kind));
}
