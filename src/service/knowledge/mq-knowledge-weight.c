/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights of entries, see mq-knowledge-weight.h. */
#include "service/knowledge/mq-knowledge-weight.h"

#include "service/knowledge/mq-knowledge-kind.h"

/* Factor of entries whose uses are listed in data/knowledge/tasks. */
#define WITH_TASKS 1.2
#define OTHER 0.9
#define ASIDE 0.6

/* Beginnings of ids about windows, films, painting, add-ons and Blender's internals. */
static const char aside[]
    = "bpy\\.ops\\.(?:action|asset|brush|buttons|cachefile|clip|console|dpaint|extensions|file|"
      "gizmogroup|gpencil|graph|grease_pencil|info|marker|mask|nla|outliner|paint|paintcurve|"
      "palette|poselib|preferences|screen|script|sculpt|sculpt_curves|sequencer|spreadsheet|"
      "text|text_editor|ui|view2d|view3d|workspace)\\.|bpy\\.types\\.(?:Addon|AnimViz|Asset|"
      "Blender|Brush|CLIP|CompositorNode|Depsgraph|DopeSheet|Event|File|Gizmo|Gpencil|"
      "GreasePencil|Key|Mask|Movie|NodeSocket|NodeTreeInterfaceSocket|Paint|Palette|"
      "Preferences|Property|Region|Rigify|SEQUENCER|Sculpt|Sequence|Space|Strip|Struct|"
      "TextureNode|Theme|Tracking|UI|UserAsset|View2D|Volume|Wm|WorkSpace|Xr|GeometryNodeTool|"
      "GeometryNodeGizmo)|bpy_extras\\.(?:keyconfig|asset|id_map)|bpy\\.utils\\.|template:";

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
  static GRegex *regex;

  if (has_tasks)
    return WITH_TASKS;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex,
                               g_regex_new (aside, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, NULL));
  if (g_regex_match (regex, id, 0, NULL))
    return ASIDE;

  return kind == MQ_KNOWLEDGE_EXAMPLE || kind == MQ_KNOWLEDGE_PITFALL ? 1 : OTHER;
}
