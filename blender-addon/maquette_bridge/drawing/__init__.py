# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a technical drawing: feature edges, seen and hidden, and round holes."""
