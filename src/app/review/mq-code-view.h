/* MqCodeView: a version's script with its parts beside it, to read, to search, and to edit a copy of
 * that is run as a new version. */
#pragma once

#include "app/workspace/mq-conversation.h"
#include "app/review/mq-version-contents.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "conversation", "contents" (MqVersionContents). Signal: "version-made" (MqVersion *):
 * an edited copy of the version that is shown became this one. Actions: code.find, code.edit,
 * code.run, code.stop, code.discard. */
#define MQ_TYPE_CODE_VIEW (mq_code_view_get_type ())
G_DECLARE_FINAL_TYPE (MqCodeView, mq_code_view, MQ, CODE_VIEW, AdwBreakpointBin)

G_END_DECLS
