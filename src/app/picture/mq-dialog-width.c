/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The width of small dialogs, see mq-dialog-width.h. */
#include "app/picture/mq-dialog-width.h"

/**
 * mq_dialog_width_follow_text:
 * @dialog: a dialog whose width is for text of the usual size
 *
 * Makes it as much wider as text is larger. A dialog never gets wider than its window.
 */
void
mq_dialog_width_follow_text (AdwDialog *dialog)
{
  double width = adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, adw_dialog_get_content_width (dialog),
                                        NULL);

  adw_dialog_set_content_width (dialog, (int)width);
}
