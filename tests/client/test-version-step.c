/* Steps between versions: which words are one, in each language of the window, and where they lead.
 */
#include "client/session/mq-version-step.h"
#include "client/session/mq-version.h"
#include "common/base/mq-error.h"
#include "support/mq-test.h"

#include <gio/gio.h>

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    MqVersionStepKind kind;
    guint number;
  } rows[] = {
    { "undo", MQ_VERSION_STEP_UNDO, 0 },
    { " Undo that! ", MQ_VERSION_STEP_UNDO, 0 },
    { "undo that, please", MQ_VERSION_STEP_UNDO, 0 },
    { "back", MQ_VERSION_STEP_UNDO, 0 },
    { "Go back.", MQ_VERSION_STEP_UNDO, 0 },
    { "as it was before", MQ_VERSION_STEP_UNDO, 0 },
    { "go back to 2", MQ_VERSION_STEP_TO, 2 },
    { "back to version 12", MQ_VERSION_STEP_TO, 12 },
    { "Version 3", MQ_VERSION_STEP_TO, 3 },
    { "redo", MQ_VERSION_STEP_REDO, 0 },
    { "rückgängig", MQ_VERSION_STEP_UNDO, 0 },
    { "Mach das bitte rückgängig", MQ_VERSION_STEP_UNDO, 0 },
    { "bitte rückgängig machen", MQ_VERSION_STEP_UNDO, 0 },
    { "zurück", MQ_VERSION_STEP_UNDO, 0 },
    { "wie es vorher war", MQ_VERSION_STEP_UNDO, 0 },
    { "Zurück zu 2", MQ_VERSION_STEP_TO, 2 },
    { "geh zurück zu Version 2", MQ_VERSION_STEP_TO, 2 },
    { "wiederholen", MQ_VERSION_STEP_REDO, 0 },
    { "annuler", MQ_VERSION_STEP_UNDO, 0 },
    { "Annule ça s’il te plaît", MQ_VERSION_STEP_UNDO, 0 },
    { "retour en arriere", MQ_VERSION_STEP_UNDO, 0 },
    { "comme c’était avant", MQ_VERSION_STEP_UNDO, 0 },
    { "reviens à la version 2", MQ_VERSION_STEP_TO, 2 },
    { "rétablir", MQ_VERSION_STEP_REDO, 0 },
    { "deshacer", MQ_VERSION_STEP_UNDO, 0 },
    { "Deshaz eso, por favor", MQ_VERSION_STEP_UNDO, 0 },
    { "atrás", MQ_VERSION_STEP_UNDO, 0 },
    { "como estaba antes", MQ_VERSION_STEP_UNDO, 0 },
    { "vuelve a la versión 2", MQ_VERSION_STEP_TO, 2 },
    { "rehacer", MQ_VERSION_STEP_REDO, 0 },
    { "撤销", MQ_VERSION_STEP_UNDO, 0 },
    { "请撤销", MQ_VERSION_STEP_UNDO, 0 },
    { "和之前一样。", MQ_VERSION_STEP_UNDO, 0 },
    { "回到版本 2", MQ_VERSION_STEP_TO, 2 },
    { "回到第２版", MQ_VERSION_STEP_TO, 2 },
    { "重做", MQ_VERSION_STEP_REDO, 0 },
  };
  static const char *const changes[] = {
    "",
    "make the back higher",
    "undo the cushion's color",
    "undo that and paint it red",
    "a back",
    "add a back",
    "back higher",
    "2",
    "go back to 2 legs",
    "the legs as they were in version 2",
    "add 2 versions",
    "version 2 3",
    "die Lehne höher",
    "das Kissen wie vorher",
    "le dossier plus haut",
    "annule la couleur du coussin",
    "el respaldo más alto",
    "deshaz el color",
    "靠背高一点",
    "撤销坐垫的颜色",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MqVersionStep step;

      g_test_message ("%s", rows[i].text);
      g_assert_true (mq_version_step_read (rows[i].text, &step));
      g_assert_cmpint (step.kind, ==, rows[i].kind);
      g_assert_cmpuint (step.number, ==, rows[i].number);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      MqVersionStep step;

      g_test_message ("%s", changes[i]);
      g_assert_false (mq_version_step_read (changes[i], &step));
    }

  g_assert_true (mq_version_step_is_mentioned ("undo the cushion's color"));
  g_assert_true (mq_version_step_is_mentioned ("Mach die Farbe rückgängig"));
  g_assert_false (mq_version_step_is_mentioned ("make the back higher"));
}

typedef struct
{
  MqVersionHistory *history;
  GListStore *versions;
  guint current;
} Scene;

static void
keep (Scene *scene, guint parent)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_KEPT);
  guint number = g_list_model_get_n_items (G_LIST_MODEL (scene->versions)) + 1;
  g_autoptr (MqVersion) version = mq_version_new ("/", number, parent, "", "", 0, 0);

  g_list_store_append (scene->versions, version);
  event->kept.version = number;
  mq_version_history_apply (scene->history, event, G_LIST_MODEL (scene->versions));
  scene->current = number;
}

/* The number that it leads to; the scene follows. 0: nowhere */
static guint
take (Scene *scene, MqVersionStepKind kind, guint to)
{
  const MqVersionStep step = { kind, to };
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_CURRENT);
  g_autoptr (GError) error = NULL;
  guint number = mq_version_history_find (scene->history, &step, scene->current,
                                          G_LIST_MODEL (scene->versions), &error);

  if (number == 0)
    {
      g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
      return 0;
    }

  event->current.version = number;
  event->current.from = scene->current;
  mq_version_history_apply (scene->history, event, G_LIST_MODEL (scene->versions));
  scene->current = number;
  return number;
}

#define undo(scene) take (scene, MQ_VERSION_STEP_UNDO, 0)
#define redo(scene) take (scene, MQ_VERSION_STEP_REDO, 0)
#define go_to(scene, number) take (scene, MQ_VERSION_STEP_TO, number)

static void
scene_clear (Scene *scene)
{
  mq_version_history_free (scene->history);
  g_object_unref (scene->versions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

#define SCENE { mq_version_history_new (), g_list_store_new (MQ_TYPE_VERSION), 0 }

static void
test_undo (void)
{
  g_auto (Scene) scene = SCENE;

  g_assert_cmpuint (undo (&scene), ==, 0);
  keep (&scene, 0);
  g_assert_cmpuint (undo (&scene), ==, 0);
  keep (&scene, 1);
  keep (&scene, 2);

  g_assert_cmpuint (undo (&scene), ==, 2);
  g_assert_cmpuint (undo (&scene), ==, 1);
  g_assert_cmpuint (undo (&scene), ==, 0);
  g_assert_cmpuint (redo (&scene), ==, 2);
  g_assert_cmpuint (redo (&scene), ==, 3);
  g_assert_cmpuint (redo (&scene), ==, 0);

  /* A change after an undo is a branch; what was undone cannot be redone any more. */
  g_assert_cmpuint (undo (&scene), ==, 2);
  keep (&scene, 2);
  g_assert_cmpuint (redo (&scene), ==, 0);
  g_assert_cmpuint (undo (&scene), ==, 2);
  g_assert_cmpuint (undo (&scene), ==, 1);
}

/* Going to a version is a step that can be undone. So is a choice beside the message. */
static void
test_choices (void)
{
  g_auto (Scene) scene = SCENE;

  for (guint parent = 0; parent < 5; parent++)
    keep (&scene, parent);
  g_assert_cmpuint (go_to (&scene, 2), ==, 2);
  g_assert_cmpuint (go_to (&scene, 2), ==, 0);
  g_assert_cmpuint (go_to (&scene, 9), ==, 0);
  g_assert_cmpuint (undo (&scene), ==, 5);
  g_assert_cmpuint (redo (&scene), ==, 2);
  g_assert_cmpuint (undo (&scene), ==, 5);
  g_assert_cmpuint (undo (&scene), ==, 4);

  scene.current = 2;
  g_assert_cmpuint (undo (&scene), ==, 4);
  scene.current = 1;
  keep (&scene, 1);
  g_assert_cmpuint (undo (&scene), ==, 1);
  g_assert_cmpuint (undo (&scene), ==, 4);
}

/* Before a variant comes what all of them were made from, whichever is chosen. */
static void
test_variants (void)
{
  g_auto (Scene) scene = SCENE;

  keep (&scene, 0);
  for (guint i = 0; i < 3; i++)
    keep (&scene, 1);
  scene.current = 3;
  g_assert_cmpuint (undo (&scene), ==, 1);
  g_assert_cmpuint (undo (&scene), ==, 0);
  g_assert_cmpuint (redo (&scene), ==, 3);
}

/* Copies of another session's versions have no events. */
static void
test_copies (void)
{
  g_auto (Scene) scene = SCENE;

  for (guint parent = 0; parent < 3; parent++)
    keep (&scene, parent);
  mq_version_history_free (scene.history);
  scene.history = mq_version_history_new ();
  g_assert_cmpuint (undo (&scene), ==, 2);
  g_assert_cmpuint (undo (&scene), ==, 1);
  g_assert_cmpuint (undo (&scene), ==, 0);
  g_assert_cmpuint (redo (&scene), ==, 2);
}

MQ_TEST_PROGRAM (version_step)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version-step/words", test_words);
  g_test_add_func ("/version-step/undo", test_undo);
  g_test_add_func ("/version-step/choices", test_choices);
  g_test_add_func ("/version-step/variants", test_variants);
  g_test_add_func ("/version-step/copies", test_copies);
  return g_test_run ();
}
