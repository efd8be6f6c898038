/* MqVersionTracks: the layout of the branch lines in MqVersionStrip: for each version its lane, and
 * the lanes that pass it. */
#pragma once

#include "client/library/mq-version.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Lanes beyond this number share the last one. */
#define MQ_TRACKS_MAX_LANES 6

typedef struct
{
  guint lane;
  gboolean has_parent; /* a line enters at the lane of this version */
  guint8 passing;      /* bit N: lane N goes straight through */
  guint8 leaving;      /* bit N: a line leaves this version to lane N */
} MqTrack;

/* Signal: "changed". */
#define MQ_TYPE_VERSION_TRACKS (mq_version_tracks_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionTracks, mq_version_tracks, MQ, VERSION_TRACKS, GObject)

MqVersionTracks *mq_version_tracks_new (GListModel *versions);
const MqTrack *mq_version_tracks_get (MqVersionTracks *self, guint position);
guint mq_version_tracks_get_n_lanes (MqVersionTracks *self);

G_END_DECLS
