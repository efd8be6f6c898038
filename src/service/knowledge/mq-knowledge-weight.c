/* Weights of entries, see mq-knowledge-weight.h. */
#include "service/knowledge/mq-knowledge-weight.h"

#include "service/knowledge/mq-knowledge-kind.h"

/* Factor of entries whose uses are listed in data/knowledge/tasks. */
#define WITH_TASKS 1.2
#define OTHER 0.9
#define ASIDE 0.6

/* Prefixes of ids about windows, films, painting, add-ons and Blender's internals. */
static const char *const aside[] = {
  "bpy.ops.action.",
  "bpy.ops.asset.",
  "bpy.ops.brush.",
  "bpy.ops.buttons.",
  "bpy.ops.cachefile.",
  "bpy.ops.clip.",
  "bpy.ops.console.",
  "bpy.ops.dpaint.",
  "bpy.ops.extensions.",
  "bpy.ops.file.",
  "bpy.ops.gizmogroup.",
  "bpy.ops.gpencil.",
  "bpy.ops.graph.",
  "bpy.ops.grease_pencil.",
  "bpy.ops.info.",
  "bpy.ops.marker.",
  "bpy.ops.mask.",
  "bpy.ops.nla.",
  "bpy.ops.outliner.",
  "bpy.ops.paint.",
  "bpy.ops.paintcurve.",
  "bpy.ops.palette.",
  "bpy.ops.poselib.",
  "bpy.ops.preferences.",
  "bpy.ops.screen.",
  "bpy.ops.script.",
  "bpy.ops.sculpt.",
  "bpy.ops.sculpt_curves.",
  "bpy.ops.sequencer.",
  "bpy.ops.spreadsheet.",
  "bpy.ops.text.",
  "bpy.ops.text_editor.",
  "bpy.ops.ui.",
  "bpy.ops.view2d.",
  "bpy.ops.view3d.",
  "bpy.ops.workspace.",
  "bpy.types.Addon",
  "bpy.types.AnimViz",
  "bpy.types.Asset",
  "bpy.types.Blender",
  "bpy.types.Brush",
  "bpy.types.CLIP",
  "bpy.types.CompositorNode",
  "bpy.types.Depsgraph",
  "bpy.types.DopeSheet",
  "bpy.types.Event",
  "bpy.types.File",
  "bpy.types.Gizmo",
  "bpy.types.Gpencil",
  "bpy.types.GreasePencil",
  "bpy.types.Key",
  "bpy.types.Mask",
  "bpy.types.Movie",
  "bpy.types.NodeSocket",
  "bpy.types.NodeTreeInterfaceSocket",
  "bpy.types.Paint",
  "bpy.types.Palette",
  "bpy.types.Preferences",
  "bpy.types.Property",
  "bpy.types.Region",
  "bpy.types.Rigify",
  "bpy.types.SEQUENCER",
  "bpy.types.Sculpt",
  "bpy.types.Sequence",
  "bpy.types.Space",
  "bpy.types.Strip",
  "bpy.types.Struct",
  "bpy.types.TextureNode",
  "bpy.types.Theme",
  "bpy.types.Tracking",
  "bpy.types.UI",
  "bpy.types.UserAsset",
  "bpy.types.View2D",
  "bpy.types.Volume",
  "bpy.types.Wm",
  "bpy.types.WorkSpace",
  "bpy.types.Xr",
  "bpy.utils.",
  "bpy_extras.keyconfig",
  "bpy_extras.asset",
  "bpy_extras.id_map",
  "bpy.types.GeometryNodeTool",
  "bpy.types.GeometryNodeGizmo",
  "template:",
};

/**
 * mq_knowledge_weight:
 * @id: the id of an entry
 * @kind: a #MqKnowledgeKind
 * @has_tasks: whether data/knowledge/tasks lists its uses
 *
 * Returns: the factor of its score by words
 */
double
mq_knowledge_weight (const char *id, int kind, gboolean has_tasks)
{
  if (has_tasks)
    return WITH_TASKS;

  for (gsize i = 0; i < G_N_ELEMENTS (aside); i++)
    if (g_str_has_prefix (id, aside[i]))
      return ASIDE;

  return kind == MQ_KNOWLEDGE_EXAMPLE || kind == MQ_KNOWLEDGE_PITFALL ? 1 : OTHER;
}
