# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the asset in other programs' formats, reads it back, and cleans opened files."""
