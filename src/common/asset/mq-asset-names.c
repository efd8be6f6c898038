/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of kinds, parts and parameters, and suggestions, see mq-asset-names.h. Those that have
 * translations stand in mq-asset-names.pot. */
#include "common/asset/mq-asset-names.h"

#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 60 /* bytes */

static const char *const contexts[] = {
  [MQ_ASSET_NAME_KIND] = "kind",
  [MQ_ASSET_NAME_FAMILY] = "family",
  [MQ_ASSET_NAME_PART] = "part",
  [MQ_ASSET_NAME_PARAMETER] = "parameter",
  [MQ_ASSET_NAME_SUGGESTION] = "suggestion",
};

/**
 * mq_asset_name_translate:
 * @type: what the name is of
 * @name: the English name with a capital letter: "Seat height", "Make it taller"
 *
 * Returns: (transfer none): its name in the user's language; @name itself where there is none
 */
const char *
mq_asset_name_translate (MqAssetNameType type, const char *name)
{
  return *name != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, contexts[type], name) : name;
}

/* @type: what the name is of; @id: as it is in a report: "seat_back". Returns: (transfer full):
 * its name inside of a sentence, in the user's language: "Rückenlehne"; “seat back” where there
 * is none */
char *
mq_asset_name_from_id (MqAssetNameType type, const char *id)
{
  g_autofree char *words = g_strdelimit (mq_text_clean (id, MAX_NAME), "_\n", ' ');
  g_autofree char *title = mq_text_make_title (words);
  const char *name = mq_asset_name_translate (type, title);

  return name != title ? g_strdup (name) : g_steal_pointer (&words);
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
  g_autofree char *title = mq_text_make_title (name);

  return g_strdup (mq_asset_name_translate (type, title));
}
