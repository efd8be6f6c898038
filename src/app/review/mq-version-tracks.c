/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of the branch lines between versions, see mq-version-tracks.h. The first child of a
 * version continues in its parent's lane, later children start new lanes. So lanes that are
 * assigned never change while versions are added. */
#include "app/review/mq-version-tracks.h"

#include "common/base/mq-signal.h"

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqVersionTracks, mq_version_tracks, G_TYPE_OBJECT)

static void
read_versions (MqVersionTracks *self)
{
  guint n = g_list_model_get_n_items (self->versions);
  g_autoptr (GHashTable) positions = g_hash_table_new (NULL, NULL); /* number -> position + 1 */
  g_autofree guint *lanes = g_new0 (guint, n);
  g_autofree gboolean *goes_on = g_new0 (gboolean, n);
  guint n_lanes = 0;

  g_array_set_size (self->tracks, 0);
  g_array_set_size (self->tracks, n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, i);
      guint parent = GPOINTER_TO_UINT (
          g_hash_table_lookup (positions, GUINT_TO_POINTER (mq_version_get_parent (version))));
      guint lane;

      lanes[i] = parent > 0 && !goes_on[parent - 1] ? lanes[parent - 1] : n_lanes++;
      lane = MIN (lanes[i], MQ_TRACKS_MAX_LANES - 1);
      g_array_index (self->tracks, MqTrack, i).lane = lane;
      /* The line from its parent runs in the lane of the child and passes all versions in between.
       */
      if (parent > 0)
        {
          goes_on[parent - 1] = TRUE;
          g_array_index (self->tracks, MqTrack, i).has_parent = TRUE;
          g_array_index (self->tracks, MqTrack, parent - 1).leaving |= 1u << lane;
          for (guint passed = parent; passed < i; passed++)
            g_array_index (self->tracks, MqTrack, passed).passing |= 1u << lane;
        }
      g_hash_table_insert (positions, GUINT_TO_POINTER (mq_version_get_number (version)),
                           GUINT_TO_POINTER (i + 1));
    }

  self->n_lanes = MIN (n_lanes, MQ_TRACKS_MAX_LANES);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
mq_version_tracks_finalize (GObject *object)
{
  MqVersionTracks *self = MQ_VERSION_TRACKS (object);

  g_clear_object (&self->versions);
  g_clear_object (&self->current);
  g_clear_pointer (&self->tracks, g_array_unref);

  G_OBJECT_CLASS (mq_version_tracks_parent_class)->finalize (object);
}

static void
mq_version_tracks_class_init (MqVersionTracksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_version_tracks_finalize;

  signals[CHANGED] = mq_signal_new (G_TYPE_FROM_CLASS (klass), "changed", 0);
}

static void
mq_version_tracks_init (MqVersionTracks *self)
{
  self->tracks = g_array_new (FALSE, TRUE, sizeof (MqTrack));
}

/* @versions: a list of #MqVersion; changes to it are followed. Returns: (transfer full): the
 * lines between @versions */
MqVersionTracks *
mq_version_tracks_new (GListModel *versions)
{
  MqVersionTracks *self = g_object_new (MQ_TYPE_VERSION_TRACKS, NULL);

  self->versions = g_object_ref (versions);
  g_signal_connect_object (versions, "items-changed", G_CALLBACK (read_versions), self,
                           G_CONNECT_SWAPPED);
  read_versions (self);

  return self;
}

/* Returns: (nullable): the lines to draw at that version */
const MqTrack *
mq_version_tracks_get (MqVersionTracks *self, guint position)
{
  return position < self->tracks->len ? &g_array_index (self->tracks, MqTrack, position) : NULL;
}

/* @current: (nullable): the version that the next message continues from */
void
mq_version_tracks_set_current (MqVersionTracks *self, MqVersion *current)
{
  if (g_set_object (&self->current, current))
    g_signal_emit (self, signals[CHANGED], 0);
}
