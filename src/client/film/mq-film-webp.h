/* MqFilmWebp: frames as an animated WebP, which GStreamer cannot write. Used by MqFilmEncoder. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MqFilmWebp MqFilmWebp;

MqFilmWebp *mq_film_webp_new (const char *path, guint width, guint height, guint fps);
void mq_film_webp_free (MqFilmWebp *self);
gboolean mq_film_webp_add (MqFilmWebp *self, const guint8 *rgba, gsize length, GError **error);
gboolean mq_film_webp_finish (MqFilmWebp *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqFilmWebp, mq_film_webp_free)

G_END_DECLS
