/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Passages for scripts of assets, see mq-knowledge-fitness.h. */
#include "service/knowledge/mq-knowledge-fitness.h"

#include "common/json/mq-json.h"

/* Beginnings of ids: what the stage does, what moves, what simulates, and operators, which the
 * prompts ask to avoid. */
static const char unfit[]
    = "bpy\\.ops\\.|bpy\\.app\\.|template:|bpy\\.types\\.(?:\\w*Light|Camera|World|BlendData(?:"
      "Lights|"
      "Cameras|Worlds|Armatures|Actions|Scenes)|Scene(?:EEVEE|Display)?\\b|Render|View(?:Layer|"
      "Settings)|ColorManaged|Cycles|Compositor|ShaderNode(?:Light|Background|TexSky|"
      "TexEnvironment|"
      "OutputWorld|OutputLight)|Armature|\\w*Bone|Pose|Action|Anim|FCurve|Keyframe|Driver|Nla|\\w*"
      "Constraint\\b|Particle|RigidBody|Fluid|Cloth|SoftBody|Collision|DynamicPaint|Ocean|Explode|"
      "ShapeKey|Key\\b|ImageTexture|MovieClip|Sequenc|Strip|GreasePencil)";

static gboolean
is_unfit (const char *id)
{
  static GRegex *regex;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex,
                               g_regex_new (unfit, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, NULL));

  return g_regex_match (regex, id, 0, NULL);
}

/**
 * mq_knowledge_fits_asset:
 * @id: the id of a passage
 * @covers: (nullable): a JSON array of ids that it is about, the most telling first
 *
 * Returns: whether a script that builds an asset can use it
 */
gboolean
mq_knowledge_fits_asset (const char *id, const char *covers)
{
  g_autoptr (JsonNode) node = covers != NULL ? mq_json_parse (covers, -1, NULL) : NULL;
  JsonArray *ids = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const char *first = mq_json_length (ids) > 0 ? mq_json_element_string (ids, 0) : NULL;

  return !is_unfit (first != NULL ? first : id);
}
