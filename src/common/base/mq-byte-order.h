/* Numbers in files, whose bytes come in an order of the file's own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint32 mq_read_big_endian (const guint8 *bytes, guint n);
guint32 mq_read_little_endian (const guint8 *bytes, guint n);

G_END_DECLS
