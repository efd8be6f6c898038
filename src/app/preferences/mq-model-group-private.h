/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of MqModelGroup: mq-model-group.c has the rows, mq-model-group-keys.c the
 * key. */
#pragma once

#include "app/preferences/mq-model-group.h"

#include "app/preferences/mq-model-trial-row.h"
#include "app/preferences/mq-roles-row.h"

G_BEGIN_DECLS

struct _MqModelGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  AdwComboRow *provider;
  GtkStringList *providers;
  GtkWidget *key_page;
  GtkLinkButton *key_link;
  AdwEntryRow *address;
  AdwEntryRow *key;
  AdwActionRow *kept;
  AdwComboRow *choice;
  GtkStringList *names; /* NONE, the provider's models, and a last one for any other; or empty */
  AdwEntryRow *model;
  MqModelTrialRow *trial;
  MqRolesRow *roles;

  /* Owned */
  MqSettings *settings;
  GPtrArray *known;   /* of JsonObject: providers, in the order of the combo row */
  DexFuture *listing; /* the question for the provider's models */
  DexFuture *looking; /* the look-up in the keyring */
  DexFuture *storing;
  char *url;     /* the address that is typed, complete; "": none */
  char *problem; /* why the models could not be listed; NULL: nothing */
  char *shown;   /* the settings shown, or being written; NULL: none */
  gboolean has_key;
  gboolean is_showing;
  gboolean goes_on; /* address or key were applied: the list gets the focus when it is there */
};

JsonObject *mq_model_group_get_provider (MqModelGroup *self);
const char *mq_model_group_get_name (JsonObject *provider);
const char *mq_model_group_get_base_url (MqModelGroup *self);
gboolean mq_model_group_has_focus (gpointer widget);
void mq_model_group_look_up_key (MqModelGroup *self);

/* mq-model-group-keys.c */
void mq_model_group_apply_key (MqModelGroup *self);
void mq_model_group_remove_key (MqModelGroup *self);

G_END_DECLS
