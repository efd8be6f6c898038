/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The account at the service: what it lacks is a problem of the workspace until the user is let in;
 * then prompts that were refused are sent again. */
#include "app/workspace/mq-workspace-private.h"

#include "app/conversation/mq-conversation-private.h"

#include <glib/gi18n.h>

/* The problems of which there is at most one at a time. */
static const MqProblemKind kinds[] = {
  MQ_PROBLEM_SIGN_IN,
  MQ_PROBLEM_SIGNING_IN,
  MQ_PROBLEM_TERMS,
};

/* Returns: whether the service lets nobody in before signing in, or accepting its terms */
gboolean
mq_workspace_is_shut (MqWorkspace *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (mq_workspace_find_problem (self, kinds[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* Sets one before it clears the others, so that "ready" does not change in between. @title:
 * (nullable): %NULL: clears all */
static void
show_only (MqWorkspace *self, MqProblemKind kind, const char *title, const char *text)
{
  if (title != NULL)
    mq_workspace_set_problem (self, kind, title, text);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (title == NULL || kinds[i] != kind)
      mq_workspace_clear_problem (self, kinds[i]);
}

static void
show_signed_out (MqWorkspace *self)
{
  const char *problem = mq_service_account_get_problem (self->account);

  show_only (self, MQ_PROBLEM_SIGN_IN, _ ("Sign-In Needed"),
             problem != NULL ? problem
                             : _ ("The service wants to know who you are.\n"
                                  "Maquette opens your browser, where you sign in. Your password "
                                  "stays there."));
}

static void
show_signed_in (MqWorkspace *self)
{
  if (mq_service_account_wants_terms (self->account))
    show_only (self, MQ_PROBLEM_TERMS, _ ("Terms Not Accepted Yet"),
               _ ("Read and accept the terms of the service before the first run."));
  else
    show_only (self, 0, NULL, NULL);

  if (mq_service_account_get_runs_left (self->account) != 0)
    mq_workspace_clear_problem (self, MQ_PROBLEM_QUOTA);
}

/* The connection was refused, or is another account's. */
static void
connect_again (MqWorkspace *self)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  dex_future_disown (mq_workspace_close_connection (self));
  mq_workspace_connect (self);

  /* A prompt that is sent brings its conversation to the top. */
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (all, g_list_model_get_item (list, i));
  for (guint i = 0; i < all->len; i++)
    mq_conversation_send_refused (all->pdata[i]);
}

/* @let_in: whether the user has just signed in or accepted the terms */
void
mq_workspace_handle_account (MqWorkspace *self, gboolean let_in)
{
  if (self->closing)
    return;

  switch (mq_service_account_get_state (self->account))
    {
    case MQ_ACCOUNT_NONE:
      show_only (self, 0, NULL, NULL);
      break;
    case MQ_ACCOUNT_SIGNED_OUT:
      show_signed_out (self);
      break;
    case MQ_ACCOUNT_SIGNING_IN:
      show_only (self, MQ_PROBLEM_SIGNING_IN, _ ("Signing In"), _ ("Go on in your browser."));
      break;
    case MQ_ACCOUNT_SIGNED_IN:
      show_signed_in (self);
      break;
    default:
      g_assert_not_reached ();
    }

  mq_workspace_notify_account (self);
  if (let_in)
    connect_again (self);
}
