/* How likely an entry is what somebody who makes a thing asks for. Half of what Blender has draws its windows, edits films
 * or tracks cameras. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double mq_knowledge_weight (const char *id, int kind, gboolean has_tasks);

G_END_DECLS
