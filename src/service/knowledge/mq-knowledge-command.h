/* `maquette-service knowledge search QUERY`: asks BlenderRAG directly, for one Blender or another. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_knowledge_command (int argc, char **argv);

G_END_DECLS
