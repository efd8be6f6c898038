# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the asset: sizes, joins, collisions and the requirements of the plan."""
