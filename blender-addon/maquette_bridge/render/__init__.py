# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the asset: previews, final pictures, a critic's pictures and the frames of a film."""
