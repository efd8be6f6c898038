/* The one error domain of Maquette, see mq-error.h. */
#include "common/mq-error.h"

/* Not G_DEFINE_QUARK: clang-format reads the dashes of its name as minus signs. */
GQuark
mq_error_quark (void)
{
  return g_quark_from_static_string ("mq-error-quark");
}
