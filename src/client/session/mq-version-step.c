/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises undo and redo in the user's words, see mq-version-step.h. Only a whole sentence is
 * one: "make the back higher" and "undo the cushion's color" are changes, for the team. */
#include "client/session/mq-version-step.h"

#include <string.h>

/* More is no such sentence. */
#define MAX_TEXT 80

/* "#" is the number of a version. Blanks, marks and accents do not count. */
static const struct
{
  MqVersionStepKind kind;
  const char *phrases;
} sentences[] = {
  { MQ_VERSION_STEP_UNDO,
    "undo|undo that|undo this|undo it|undo the change|undo the last change|undo last change|"
    "undo my last change|take that back|take it back|revert|revert that|revert it|back|go back|"
    "step back|one step back|go one step back|go back one step|go back one version|"
    "previous version|the previous version|go back to the previous version|"
    "back to the previous version|as before|like before|as it was|as it was before|"
    "like it was before|the way it was|the way it was before|make it as it was before|"
    /* German */
    "rückgängig|rückgängig machen|mach das rückgängig|mache das rückgängig|mach es rückgängig|"
    "das rückgängig machen|letzte Änderung rückgängig machen|"
    "mach die letzte Änderung rückgängig|zurück|geh zurück|gehe zurück|einen Schritt zurück|"
    "ein Schritt zurück|nimm das zurück|zurücknehmen|wie vorher|wie zuvor|so wie vorher|"
    "wie es war|wie es vorher war|so wie es vorher war|so wie es war|vorherige Version|"
    "zurück zur vorherigen Version|"
    /* French */
    "annuler|annule|annule ça|annule cela|annuler ça|annule la dernière modification|"
    "annuler la dernière modification|défaire|défais|défais ça|défais cela|retour|"
    "retour en arrière|reviens|reviens en arrière|revenir en arrière|comme avant|"
    "comme c'était|comme c'était avant|version précédente|reviens à la version précédente|"
    "revenir à la version précédente|"
    /* Spanish */
    "deshacer|deshaz|deshaz eso|deshaz esto|deshazlo|deshacer el último cambio|"
    "deshaz el último cambio|atrás|vuelve atrás|volver atrás|un paso atrás|como antes|"
    "como estaba|como estaba antes|como era antes|versión anterior|"
    "vuelve a la versión anterior|volver a la versión anterior|"
    /* Chinese */
    "撤销|撤消|撤回|撤销上一步|撤消上一步|撤销刚才的修改|撤销修改|返回|回退|退回|后退|上一步|"
    "返回上一步|回到上一步|上一个版本|回到上一个版本|恢复原样|和之前一样|像之前一样|跟之前一样|"
    "回到之前|和以前一样|像以前一样" },
  { MQ_VERSION_STEP_REDO,
    "redo|redo that|redo it|redo this|redo the change|redo the last change|forward|go forward|"
    "undo the undo|"
    "wiederholen|wiederherstellen|stell es wieder her|stelle es wieder her|vorwärts|wieder vor|"
    "Änderung wiederherstellen|"
    "rétablir|rétablis|rétablis ça|rétablir la modification|refaire|"
    "rehacer|rehaz|rehazlo|rehaz eso|rehacer el cambio|"
    "重做|恢复|取消撤销|恢复修改|前进" },
  { MQ_VERSION_STEP_TO,
    "version #|go to #|go back to #|back to #|return to #|revert to #|go to version #|"
    "go back to version #|back to version #|return to version #|revert to version #|"
    "use version #|restore version #|continue from version #|continue with version #|"
    "undo to version #|as in version #|as it was in version #|like version #|"
    "zurück zu #|geh zurück zu #|gehe zurück zu #|zurück zu Version #|zurück zur Version #|"
    "zurück auf Version #|geh zurück zu Version #|gehe zurück zu Version #|"
    "geh zurück zur Version #|gehe zurück zur Version #|geh zu Version #|gehe zu Version #|"
    "nimm Version #|wie in Version #|wie es in Version # war|weiter mit Version #|"
    "reviens à #|revenir à #|retour à #|reviens à la version #|revenir à la version #|"
    "retour à la version #|retourne à la version #|va à la version #|comme dans la version #|"
    "vuelve a #|volver a #|regresa a #|vuelve a la versión #|volver a la versión #|"
    "regresa a la versión #|regresar a la versión #|ir a la versión #|ve a la versión #|"
    "versión #|como en la versión #|"
    "版本#|第#版|第#个版本|回到#|回到版本#|回到第#版|回到第#个版本|返回版本#|返回第#版|"
    "退回版本#|退回到版本#|退回到第#版|恢复到版本#|恢复到第#版|恢复版本#|使用版本#" },
};

/* Words that may stand beside each of them. */
static const char *const courtesies[] = {
  "please", "pls", "bitte", "s'il te plaît", "s'il vous plaît", "por favor", "请", "吧", "now", "ok"
};

/* Only letters and digits are left, without case and accents; a number is "#". */
static char *
fold (const char *text, guint *number)
{
  g_autofree char *lower = g_utf8_casefold (text, -1);
  g_autofree char *apart = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) folded = g_string_new (NULL);

  for (const char *p = apart; *p != '\0';)
    {
      gunichar c = g_utf8_get_char (p);

      if (number != NULL && g_ascii_isdigit (*p))
        {
          char *end;
          guint64 value = g_ascii_strtoull (p, &end, 10);

          *number = (guint)MIN (value, G_MAXINT);
          g_string_append_c (folded, '#');
          p = end;
          continue;
        }

      if (g_unichar_isalnum (c) || (number == NULL && c == '#'))
        g_string_append_unichar (folded, c);
      p = g_utf8_next_char (p);
    }

  return g_string_free_and_steal (g_steal_pointer (&folded));
}

static gboolean
find (const char *folded, MqVersionStepKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_auto (GStrv) phrases = g_strsplit (sentences[i].phrases, "|", -1);

      for (guint j = 0; phrases[j] != NULL; j++)
        {
          g_autofree char *phrase = fold (phrases[j], NULL);

          if (g_str_equal (folded, phrase))
            {
              *kind = sentences[i].kind;
              return TRUE;
            }
        }
    }

  return FALSE;
}

/**
 * mq_version_step_read:
 * @text: the user's message, in any of the window's languages
 * @step: (out): the step that it asks for
 *
 * Returns: whether the whole message asks for a step between versions, and for nothing else
 */
gboolean
mq_version_step_read (const char *text, MqVersionStep *step)
{
  g_autofree char *folded = NULL;
  g_autoptr (GString) bare = NULL;

  g_return_val_if_fail (text != NULL && step != NULL, FALSE);

  *step = (MqVersionStep){ MQ_VERSION_STEP_UNDO, 0 };
  if (strlen (text) > MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return FALSE;

  folded = fold (text, &step->number);
  if (find (folded, &step->kind))
    return TRUE;

  /* Without courtesies. */
  bare = g_string_new (folded);
  for (guint i = 0; i < G_N_ELEMENTS (courtesies); i++)
    {
      g_autofree char *word = fold (courtesies[i], NULL);

      g_string_replace (bare, word, "", 0);
    }

  return find (bare->str, &step->kind);
}

/**
 * mq_version_step_is_mentioned:
 * @text: the user's message
 *
 * Returns: whether it speaks of undoing, as “undo the cushion's color” does
 */
gboolean
mq_version_step_is_mentioned (const char *text)
{
  static const char *const starts[] = { "undo",   "go back",  "back to", "revert",  "restore",
                                        "zurück", "geh zur",  "annul",   "reviens", "revenir",
                                        "deshaz", "deshacer", "vuelve",  "volver",  "撤销",
                                        "撤消",   "回到",     "恢复",    NULL };
  g_autofree char *folded = fold (text, NULL);
  g_autofree char *german = fold ("rückgängig", NULL);

  for (guint i = 0; starts[i] != NULL; i++)
    {
      g_autofree char *start = fold (starts[i], NULL);

      if (g_str_has_prefix (folded, start))
        return TRUE;
    }

  return strstr (folded, german) != NULL;
}
