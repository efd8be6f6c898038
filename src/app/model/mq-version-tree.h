/* MqVersionTree: the versions of a session in the order they came, each with the lane that its
 * branch has, as a row of thumbnails shows them. */
#pragma once

#include "client/library/mq-version.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_VERSION_NODE (mq_version_node_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionNode, mq_version_node, MQ, VERSION_NODE, GObject)

MqVersion *mq_version_node_get_version (MqVersionNode *self); /* property "version" */
guint mq_version_node_get_lane (MqVersionNode *self);         /* 0 is the first branch */
guint mq_version_node_get_parent_lane (MqVersionNode *self);
gboolean mq_version_node_is_branch (MqVersionNode *self); /* begins a lane of its own */
gboolean mq_version_node_is_tip (MqVersionNode *self);    /* nothing goes on from it */

#define MQ_TYPE_VERSION_TREE (mq_version_tree_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionTree, mq_version_tree, MQ, VERSION_TREE, GObject) /* GListModel */

/* @versions: a GListModel of MqVersion that may grow; followed as it does. */
MqVersionTree *mq_version_tree_new (GListModel *versions);
guint mq_version_tree_get_n_lanes (MqVersionTree *self); /* property "n-lanes" */

G_END_DECLS
