/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of kinds, parts, materials and parameters, what a parameter is, and the changes that a kind
 * suggests, in the user's language. Scripts, plans and reports have them in English; the window
 * translates them where it shows them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The object of a name. */
typedef enum
{
  MQ_ASSET_NAME_KIND,
  MQ_ASSET_NAME_FAMILY,
  MQ_ASSET_NAME_PART,
  MQ_ASSET_NAME_MATERIAL,
  MQ_ASSET_NAME_FINISH,
  MQ_ASSET_NAME_PARAMETER,
  MQ_ASSET_NAME_SUGGESTION,
  MQ_ASSET_NAME_DESCRIPTION, /* of a parameter: the end of its comment in a script */
} MqAssetNameType;

const char *mq_asset_name_translate (MqAssetNameType type, const char *name);
char *mq_asset_name_find_title (MqAssetNameType type, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_asset_name_make_title (MqAssetNameType type, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_asset_name_from_id (MqAssetNameType type, const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
