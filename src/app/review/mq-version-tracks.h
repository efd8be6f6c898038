/* MqVersionTracks: the lines that a row of versions draws to show where each one goes on from: per
 * version its own lane and those that pass it. */
#pragma once

#include "client/library/mq-version.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Lanes from here on share the last. */
#define MQ_TRACKS_MAX_LANES 6

typedef struct
{
  guint lane;
  gboolean has_parent; /* a line comes in at the lane of this version */
  guint8 passing;      /* bit N: lane N goes straight through */
  guint8 leaving;      /* bit N: a line goes out from this version to lane N */
} MqTrack;

/* Signal: "changed". */
#define MQ_TYPE_VERSION_TRACKS (mq_version_tracks_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionTracks, mq_version_tracks, MQ, VERSION_TRACKS, GObject)

MqVersionTracks *mq_version_tracks_new (GListModel *versions);
const MqTrack *mq_version_tracks_get (MqVersionTracks *self, guint position);
guint mq_version_tracks_get_n_lanes (MqVersionTracks *self);

G_END_DECLS
