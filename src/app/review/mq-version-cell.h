/* MqVersionCell: a version in the strip: the line that leads to it, its first render, its number. */
#pragma once

#include "app/review/mq-version-tracks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "current-version" (the MqVersion that the next words go on from). */
#define MQ_TYPE_VERSION_CELL (mq_version_cell_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionCell, mq_version_cell, MQ, VERSION_CELL, GtkWidget)

/* @version: (nullable): empties the cell. */
void mq_version_cell_show (MqVersionCell *self, MqVersion *version, MqVersionTracks *tracks,
                           guint position);
char *mq_version_cell_describe (MqVersion *version, gboolean is_current);

G_END_DECLS
