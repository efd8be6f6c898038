/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAccount, see mq-account.h. */
#include "service/account/mq-account.h"

#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <string.h>

#define ELLIPSIS "…"

G_DEFINE_FINAL_TYPE (MqAccount, mq_account, G_TYPE_OBJECT)

static void
mq_account_finalize (GObject *object)
{
  MqAccount *self = MQ_ACCOUNT (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->issuer);
  g_strfreev (self->groups);

  G_OBJECT_CLASS (mq_account_parent_class)->finalize (object);
}

static void
mq_account_class_init (MqAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_account_finalize;
}

static void
mq_account_init (MqAccount *self)
{
}

static void
add_group (GPtrArray *groups, const char *name)
{
  g_autofree char *group = g_strstrip (g_strdup (name));

  if (*group != '\0' && groups->len < MQ_ACCOUNT_MAX_GROUPS
      && !g_ptr_array_find_with_equal_func (groups, group, g_str_equal, NULL))
    g_ptr_array_add (groups, g_steal_pointer (&group));
}

/* Issuers write groups as a list, or as one text: Glewlwyd's access tokens have a text. */
static void
read_groups (GPtrArray *groups, JsonObject *claims, const char *claim)
{
  JsonArray *list = mq_json_get_array (claims, claim);
  g_auto (GStrv) names = g_strsplit (mq_json_get_string (claims, claim, ""), ",", -1);

  MQ_JSON_EACH_STRING (list, i, name)
    if (name != NULL)
      add_group (groups, name);

  for (gsize i = 0; names[i] != NULL; i++)
    add_group (groups, names[i]);
}

/* @claims: the claims of a token that was checked. Returns: (transfer full) (nullable): the
 * account; %NULL without `iss` or `sub` */
MqAccount *
mq_account_new_from_claims (JsonObject *claims)
{
  static const char *const names[] = { "preferred_username", "username", "name", "email", "sub" };
  const char *issuer = mq_json_get_string (claims, "iss", "");
  const char *subject = mq_json_get_string (claims, "sub", "");
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *both = NULL;
  MqAccount *self;

  if (*issuer == '\0' || *subject == '\0')
    return NULL;

  self = g_object_new (MQ_TYPE_ACCOUNT, NULL);
  both = g_strconcat (issuer, "\n", subject, NULL);
  self->id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
  self->issuer = g_strdup (issuer);

  /* The first claim with something to see, on one line. */
  for (gsize i = 0; self->name == NULL && i < G_N_ELEMENTS (names); i++)
    {
      const char *text = mq_json_get_string (claims, names[i], "");
      g_autofree char *name = mq_text_clean (text, MQ_ACCOUNT_MAX_NAME - strlen (ELLIPSIS));

      if (!mq_text_is_blank (name))
        self->name = g_strdup (g_strstrip (g_strdelimit (name, "\n\t", ' ')));
    }
  if (self->name == NULL)
    self->name = g_strdup ("?");

  read_groups (groups, claims, "groups");
  read_groups (groups, claims, "roles");
  g_ptr_array_add (groups, NULL);
  self->groups = (GStrv)g_ptr_array_steal (groups, NULL);
  return self;
}

/* @groups: (nullable) (array zero-terminated=1): names. Returns: whether the account is in one
 * of them */
gboolean
mq_account_is_in_groups (MqAccount *self, const char *const *groups)
{
  for (gsize i = 0; groups != NULL && groups[i] != NULL; i++)
    if (g_strv_contains ((const char *const *)self->groups, groups[i]))
      return TRUE;

  return FALSE;
}
