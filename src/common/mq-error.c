/* The one error domain of Maquette, see mq-error.h. */
#include "common/mq-error.h"

G_DEFINE_QUARK (mq-error-quark, mq_error)
