/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKindCatalogue: the sketcher's data: kinds, their shared library and the lexicon. Read once
 * from folders, the kinds when one is needed; later folders override earlier ones, and a broken
 * kind is skipped and listed as a problem. */
#pragma once

#include "service/sketcher/kinds/mq-kind.h"
#include "service/sketcher/language/mq-lexicon.h"
#include "common/script/mq-python-library.h"

G_BEGIN_DECLS

/** MQ_KIND_CATALOGUE_MAX_KINDS: maximum kinds of one folder. */
#define MQ_KIND_CATALOGUE_MAX_KINDS 1000

/**
 * MqKindCatalogue:
 * @folders: what they are read from
 * @clearance: of the user's printer, m; 0: what each kind has
 * @are_read: whether @kinds, @problems and @names are complete: take them by the functions below
 * @names: phrase key → #MqKind that it names, borrowed
 * @renamed: copies of kinds for compositions, see mq_kind_catalogue_rename()
 * @several: the kind of a composition's plan: it has no parts of its own
 * @library: the functions that the kinds share
 */
typedef struct
{
  GStrv folders;
  double clearance;
  gsize are_read;
  GPtrArray *kinds;
  GPtrArray *problems;
  GHashTable *names;
  GHashTable *renamed;
  MqKind *several;
  MqPythonLibrary *library;
  MqLexicon *lexicon;
} MqKindCatalogue;

MqKindCatalogue *
mq_kind_catalogue_new (const char *const *folders, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_kind_catalogue_free (MqKindCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKindCatalogue, mq_kind_catalogue_free)

GPtrArray *mq_kind_catalogue_get_kinds (MqKindCatalogue *self);
GPtrArray *mq_kind_catalogue_get_problems (MqKindCatalogue *self);
MqKind *mq_kind_catalogue_lookup (MqKindCatalogue *self, const char *id);
MqKind *mq_kind_catalogue_lookup_name (MqKindCatalogue *self, const char *name);
MqKind *
mq_kind_catalogue_rename (MqKindCatalogue *self, MqKind *kind, const char *prefix, GError **error);
GStrv mq_kind_catalogue_nearest (MqKindCatalogue *self, const char *const *words,
                                 guint limit) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
