/* MqVersionTree, see mq-version-tree.h. A version goes on in its parent's lane when it is the first
 * that does; any later one begins a lane. So a lane once given never changes while versions come. */
#include "app/model/mq-version-tree.h"

struct _MqVersionNode
{
  GObject parent_instance;

  MqVersion *version;
  guint lane;
  guint parent_lane;
  gboolean branch;
  gboolean tip;
};

enum
{
  NODE_PROP_0,
  NODE_PROP_VERSION,
  NODE_PROP_LANE,
  NODE_PROP_PARENT_LANE,
  NODE_PROP_BRANCH,
  NODE_PROP_TIP,
  N_NODE_PROPS
};

static GParamSpec *node_properties[N_NODE_PROPS];

G_DEFINE_FINAL_TYPE (MqVersionNode, mq_version_node, G_TYPE_OBJECT)

static void
mq_version_node_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqVersionNode *self = MQ_VERSION_NODE (object);

  switch (id)
    {
    case NODE_PROP_VERSION:
      g_value_set_object (value, self->version);
      break;
    case NODE_PROP_LANE:
      g_value_set_uint (value, self->lane);
      break;
    case NODE_PROP_PARENT_LANE:
      g_value_set_uint (value, self->parent_lane);
      break;
    case NODE_PROP_BRANCH:
      g_value_set_boolean (value, self->branch);
      break;
    case NODE_PROP_TIP:
      g_value_set_boolean (value, self->tip);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_version_node_finalize (GObject *object)
{
  g_object_unref (MQ_VERSION_NODE (object)->version);

  G_OBJECT_CLASS (mq_version_node_parent_class)->finalize (object);
}

static void
mq_version_node_class_init (MqVersionNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_version_node_finalize;
  object_class->get_property = mq_version_node_get_property;

  node_properties[NODE_PROP_VERSION] = g_param_spec_object ("version", NULL, NULL, MQ_TYPE_VERSION,
                                                            flags);
  node_properties[NODE_PROP_LANE] = g_param_spec_uint ("lane", NULL, NULL, 0, G_MAXUINT, 0, flags);
  node_properties[NODE_PROP_PARENT_LANE] = g_param_spec_uint ("parent-lane", NULL, NULL, 0,
                                                              G_MAXUINT, 0, flags);
  node_properties[NODE_PROP_BRANCH] = g_param_spec_boolean ("branch", NULL, NULL, FALSE, flags);
  node_properties[NODE_PROP_TIP] = g_param_spec_boolean ("tip", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_NODE_PROPS, node_properties);
}

static void
mq_version_node_init (MqVersionNode *self)
{
  self->tip = TRUE;
}

/**
 * mq_version_node_get_version:
 * @self: a node
 *
 * Returns: (transfer none): its version
 */
MqVersion *
mq_version_node_get_version (MqVersionNode *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_NODE (self), NULL);

  return self->version;
}

/**
 * mq_version_node_get_lane:
 * @self: a node
 *
 * Returns: its branch's lane, from 0
 */
guint
mq_version_node_get_lane (MqVersionNode *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_NODE (self), 0);

  return self->lane;
}

/**
 * mq_version_node_get_parent_lane:
 * @self: a node
 *
 * Returns: the lane of the version it goes on from; its own when there is none
 */
guint
mq_version_node_get_parent_lane (MqVersionNode *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_NODE (self), 0);

  return self->parent_lane;
}

/**
 * mq_version_node_is_branch:
 * @self: a node
 *
 * Returns: whether it begins a further lane
 */
gboolean
mq_version_node_is_branch (MqVersionNode *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_NODE (self), FALSE);

  return self->branch;
}

/**
 * mq_version_node_is_tip:
 * @self: a node
 *
 * Returns: whether no version goes on from it (property "tip")
 */
gboolean
mq_version_node_is_tip (MqVersionNode *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_NODE (self), FALSE);

  return self->tip;
}

struct _MqVersionTree
{
  GObject parent_instance;

  GListModel *versions;
  GPtrArray *nodes;
  GHashTable *by_number; /* number → MqVersionNode, borrowed from nodes */
  guint n_lanes;
};

enum
{
  PROP_0,
  PROP_N_LANES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
mq_version_tree_get_item_type (GListModel *model)
{
  return MQ_TYPE_VERSION_NODE;
}

static guint
mq_version_tree_get_n_items (GListModel *model)
{
  return MQ_VERSION_TREE (model)->nodes->len;
}

static gpointer
mq_version_tree_get_item (GListModel *model, guint position)
{
  MqVersionTree *self = MQ_VERSION_TREE (model);

  return position < self->nodes->len ? g_object_ref (self->nodes->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mq_version_tree_get_item_type;
  iface->get_n_items = mq_version_tree_get_n_items;
  iface->get_item = mq_version_tree_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqVersionTree, mq_version_tree, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mq_version_tree_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_N_LANES:
      g_value_set_uint (value, MQ_VERSION_TREE (object)->n_lanes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_version_tree_finalize (GObject *object)
{
  MqVersionTree *self = MQ_VERSION_TREE (object);

  g_object_unref (self->versions);
  g_hash_table_unref (self->by_number);
  g_ptr_array_unref (self->nodes);

  G_OBJECT_CLASS (mq_version_tree_parent_class)->finalize (object);
}

static void
mq_version_tree_class_init (MqVersionTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mq_version_tree_finalize;
  object_class->get_property = mq_version_tree_get_property;

  properties[PROP_N_LANES] = g_param_spec_uint ("n-lanes", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_version_tree_init (MqVersionTree *self)
{
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new (NULL, NULL);
}

/* Returns: (nullable): the one that was a tip until now */
static MqVersionNode *
append (MqVersionTree *self, MqVersion *version)
{
  guint parent_number = mq_version_get_parent (version);
  gpointer key = GUINT_TO_POINTER (parent_number);
  MqVersionNode *parent = parent_number > 0 ? g_hash_table_lookup (self->by_number, key) : NULL;
  MqVersionNode *node = g_object_new (MQ_TYPE_VERSION_NODE, NULL);
  gboolean goes_on = parent != NULL && parent->tip;

  node->version = g_object_ref (version);
  node->lane = goes_on ? parent->lane : self->n_lanes++;
  node->parent_lane = parent != NULL ? parent->lane : node->lane;
  node->branch = !goes_on && self->nodes->len > 0;

  g_ptr_array_add (self->nodes, node);
  g_hash_table_insert (self->by_number, GUINT_TO_POINTER (mq_version_get_number (version)), node);
  if (!goes_on)
    return NULL;

  parent->tip = FALSE;
  return parent;
}

/* Versions are never rewritten: they are appended. Anything else has the tree made anew. */
static void
on_versions_changed (MqVersionTree *self, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) no_tips = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_lanes = self->n_lanes;
  guint n_before = self->nodes->len;
  guint first = position;

  if (removed > 0 || position != n_before)
    {
      first = 0;
      g_hash_table_remove_all (self->by_number);
      g_ptr_array_set_size (self->nodes, 0);
      self->n_lanes = 0;
    }

  for (guint i = first; i < g_list_model_get_n_items (self->versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, i);
      MqVersionNode *no_tip = append (self, version);

      if (no_tip != NULL)
        g_ptr_array_add (no_tips, g_object_ref (no_tip));
    }

  g_list_model_items_changed (G_LIST_MODEL (self), first, n_before - first,
                              self->nodes->len - first);
  for (guint i = 0; i < no_tips->len; i++)
    g_object_notify_by_pspec (no_tips->pdata[i], node_properties[NODE_PROP_TIP]);
  if (self->n_lanes != n_lanes)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_LANES]);
}

/**
 * mq_version_tree_new:
 * @versions: a list of MqVersion, followed as it grows
 *
 * Returns: (transfer full): the tree, a list of MqVersionNode in the same order
 */
MqVersionTree *
mq_version_tree_new (GListModel *versions)
{
  MqVersionTree *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (versions), NULL);

  self = g_object_new (MQ_TYPE_VERSION_TREE, NULL);
  self->versions = g_object_ref (versions);
  g_signal_connect_object (versions, "items-changed", G_CALLBACK (on_versions_changed), self,
                           G_CONNECT_SWAPPED);
  on_versions_changed (self, 0, 0, g_list_model_get_n_items (versions));
  return self;
}

/**
 * mq_version_tree_get_n_lanes:
 * @self: a tree
 *
 * Returns: how many lanes there are; 1 as long as nothing branches
 */
guint
mq_version_tree_get_n_lanes (MqVersionTree *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_TREE (self), 0);

  return self->n_lanes;
}
