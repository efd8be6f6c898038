/* MqModels: the models of this service, by role, see mq-models.h. */
#include "service/models/mq-models.h"

#include <glib/gi18n-lib.h>

struct _MqModels
{
  GObject parent_instance;

  MqConfig *config;
  MqEffort effort;
};

G_DEFINE_FINAL_TYPE (MqModels, mq_models, G_TYPE_OBJECT)

static void
mq_models_finalize (GObject *object)
{
  MqModels *self = MQ_MODELS (object);

  g_clear_object (&self->config);

  G_OBJECT_CLASS (mq_models_parent_class)->finalize (object);
}

static void
mq_models_class_init (MqModelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_models_finalize;
}

static void
mq_models_init (MqModels *self)
{
}

/* The choices of `model.effort`, in the order of MqEffort. */
static MqEffort
read_effort (const char *word)
{
  static const char *const words[] = { "quick", "normal", "thorough" };

  for (gsize i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], word))
      return (MqEffort)i;

  return MQ_EFFORT_NORMAL;
}

MqModels *
mq_models_new (MqConfig *config, const char *replay, GError **error)
{
  MqModels *self = g_object_new (MQ_TYPE_MODELS, NULL);

  self->config = g_object_ref (config);
  self->effort = read_effort (mq_config_get_string (config, MQ_CONFIG_MODEL_EFFORT));
  return self;
}

gboolean
mq_models_is_configured (MqModels *self)
{
  return FALSE;
}

MqModel *
mq_models_get (MqModels *self, const char *role, GError **error)
{
  g_set_error_literal (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_NO_MODEL,
                       _ ("No model is configured\nName one in Preferences, Models"));
  return NULL;
}

char *
mq_models_dup_label (MqModels *self)
{
  return NULL;
}

MqEffort
mq_models_get_effort (MqModels *self)
{
  return self->effort;
}
