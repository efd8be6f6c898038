/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of kinds, parts, materials and parameters, and suggestions, see mq-asset-names.h. Those
 * that have translations stand in mq-asset-names.pot. */
#include "common/asset/mq-asset-names.h"

#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAME 60 /* bytes */

static const char *const contexts[] = {
  [MQ_ASSET_NAME_KIND] = "kind",
  [MQ_ASSET_NAME_FAMILY] = "family",
  [MQ_ASSET_NAME_PART] = "part",
  [MQ_ASSET_NAME_MATERIAL] = "material",
  [MQ_ASSET_NAME_FINISH] = "finish",
  [MQ_ASSET_NAME_PARAMETER] = "parameter",
  [MQ_ASSET_NAME_SUGGESTION] = "suggestion",
  [MQ_ASSET_NAME_DESCRIPTION] = "description",
};

/* Parameters of each material, whose titles are made from its name. */
static const struct
{
  const char *ending; /* of the parameter's English title */
  const char *title;
} looks[] = {
  /* Translators: of a material, for example: Frame */
  { " color", NC_ ("parameter", "%s color") },
  /* Translators: of a material, for example: Frame */
  { " colors", NC_ ("parameter", "%s colors") },
  /* Translators: what a material's surface is like: %s is for example: Frame */
  { " finish", NC_ ("parameter", "%s finish") },
};

/**
 * mq_asset_name_translate:
 * @type: what the name is of
 * @name: the English name: "Seat height", "Make it taller", "from side to side"
 *
 * Returns: (transfer none): its name in the user's language; @name itself where there is none
 */
const char *
mq_asset_name_translate (MqAssetNameType type, const char *name)
{
  return *name != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, contexts[type], name) : name;
}

/* Returns: the translation of @name, an English title: that of @type, otherwise that of a thing
 * with the same name; %NULL if it has none */
static const char *
find_translation (MqAssetNameType type, const char *name)
{
  const MqAssetNameType types[] = { type, MQ_ASSET_NAME_MATERIAL, MQ_ASSET_NAME_PART,
                                    MQ_ASSET_NAME_KIND };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const char *found = mq_asset_name_translate (types[i], name);

      if (found != name)
        return found;
    }

  return NULL;
}

/**
 * mq_asset_name_find_title:
 * @type: what the name is of
 * @name: as it is in a script: "seat_height", "frame_color"
 *
 * Returns: (transfer full) (nullable): its name in the user's language: “Sitzhöhe”, “Farbe:
 *   Rahmen”; %NULL where there is none
 */
char *
mq_asset_name_find_title (MqAssetNameType type, const char *name)
{
  g_autofree char *title = mq_text_make_title (name);
  const char *found = find_translation (type, title);

  if (found != NULL || type != MQ_ASSET_NAME_PARAMETER)
    return g_strdup (found);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_str_has_suffix (title, looks[i].ending))
      {
        title[strlen (title) - strlen (looks[i].ending)] = '\0';
        found = find_translation (MQ_ASSET_NAME_MATERIAL, title);
        return found != NULL
                   ? g_strdup_printf (g_dpgettext2 (GETTEXT_PACKAGE, "parameter", looks[i].title),
                                      found)
                   : NULL;
      }

  return NULL;
}

/* @type: what the name is of; @id: as it is in a report: "seat_back". Returns: (transfer full):
 * its name inside of a sentence, in the user's language: "Rückenlehne"; “seat back” where there
 * is none */
char *
mq_asset_name_from_id (MqAssetNameType type, const char *id)
{
  g_autofree char *words = g_strdelimit (mq_text_clean (id, MAX_NAME), "_\n", ' ');
  char *title = mq_asset_name_find_title (type, words);

  return title != NULL ? title : g_steal_pointer (&words);
}

/**
 * mq_asset_name_make_title:
 * @type: what the name is of
 * @name: as it is in a script: "seat_height"
 *
 * Returns: (transfer full): its name for the user, in the user's language: “Sitzhöhe”; “Seat
 *   height” where there is none
 */
char *
mq_asset_name_make_title (MqAssetNameType type, const char *name)
{
  char *title = mq_asset_name_find_title (type, name);

  return title != NULL ? title : mq_text_make_title (name);
}
