/* The lines between versions in a row, see mq-version-tracks.h. */
#include "app/review/mq-version-tracks.h"

struct _MqVersionTracks
{
  GObject parent_instance;

  /* Owned */
  MqVersionTree *tree;
  GArray *tracks; /* of MqTrack, one a version */
  guint n_lanes;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqVersionTracks, mq_version_tracks, G_TYPE_OBJECT)

static guint
get_lane (MqVersionNode *node)
{
  return MIN (mq_version_node_get_lane (node), MQ_TRACKS_MAX_LANES - 1);
}

/* The line to version @position from its parent runs in the lane of the child: out of the parent,
 * past whatever came between. */
static void
lead_line (GArray *tracks, guint parent, guint position, guint lane)
{
  g_array_index (tracks, MqTrack, position).has_parent = TRUE;
  g_array_index (tracks, MqTrack, parent).leaving |= 1u << lane;
  for (guint i = parent + 1; i < position; i++)
    g_array_index (tracks, MqTrack, i).passing |= 1u << lane;
}

static void
read_tree (MqVersionTracks *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->tree));
  g_autoptr (GHashTable) positions = g_hash_table_new (NULL, NULL); /* number -> position + 1 */

  g_array_set_size (self->tracks, 0);
  g_array_set_size (self->tracks, n);
  self->n_lanes = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqVersionNode) node = g_list_model_get_item (G_LIST_MODEL (self->tree), i);
      MqVersion *version = mq_version_node_get_version (node);
      guint lane = get_lane (node);
      guint parent = GPOINTER_TO_UINT (
          g_hash_table_lookup (positions, GUINT_TO_POINTER (mq_version_get_parent (version))));

      g_array_index (self->tracks, MqTrack, i).lane = lane;
      self->n_lanes = MAX (self->n_lanes, lane + 1);
      if (parent > 0)
        lead_line (self->tracks, parent - 1, i, lane);
      g_hash_table_insert (positions, GUINT_TO_POINTER (mq_version_get_number (version)),
                           GUINT_TO_POINTER (i + 1));
    }

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
mq_version_tracks_finalize (GObject *object)
{
  MqVersionTracks *self = MQ_VERSION_TRACKS (object);

  g_clear_object (&self->tree);
  g_clear_pointer (&self->tracks, g_array_unref);

  G_OBJECT_CLASS (mq_version_tracks_parent_class)->finalize (object);
}

static void
mq_version_tracks_class_init (MqVersionTracksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_version_tracks_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
mq_version_tracks_init (MqVersionTracks *self)
{
  self->tracks = g_array_new (FALSE, TRUE, sizeof (MqTrack));
}

/**
 * mq_version_tracks_new:
 * @tree: the versions; followed as it grows
 *
 * Returns: (transfer full): its lines
 */
MqVersionTracks *
mq_version_tracks_new (MqVersionTree *tree)
{
  MqVersionTracks *self = g_object_new (MQ_TYPE_VERSION_TRACKS, NULL);

  self->tree = g_object_ref (tree);
  g_signal_connect_object (tree, "items-changed", G_CALLBACK (read_tree), self, G_CONNECT_SWAPPED);
  read_tree (self);

  return self;
}

/**
 * mq_version_tracks_get:
 * @self: lines
 * @position: of a version
 *
 * Returns: (nullable): what is drawn at it
 */
const MqTrack *
mq_version_tracks_get (MqVersionTracks *self, guint position)
{
  g_return_val_if_fail (MQ_IS_VERSION_TRACKS (self), NULL);

  return position < self->tracks->len ? &g_array_index (self->tracks, MqTrack, position) : NULL;
}

guint
mq_version_tracks_get_n_lanes (MqVersionTracks *self)
{
  g_return_val_if_fail (MQ_IS_VERSION_TRACKS (self), 0);

  return self->n_lanes;
}
