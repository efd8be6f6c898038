/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionTracks: the layout of the branch lines in MqVersionStrip: for each version its lane, and
 * the lanes that pass it; and the current version. */
#pragma once

#include "client/session/mq-version.h"

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

struct _MqVersionTracks
{
  GObject parent_instance;

  GListModel *versions;
  MqVersion *current; /* the version that the next message continues from, or NULL */
  GArray *tracks;     /* of MqTrack, one for each version */
  guint n_lanes;
};

MqVersionTracks *mq_version_tracks_new (GListModel *versions);
const MqTrack *mq_version_tracks_get (MqVersionTracks *self, guint position);
void mq_version_tracks_set_current (MqVersionTracks *self, MqVersion *current);

G_END_DECLS
