#!/usr/bin/env bash
# Prints the uv to use: the machine's own, or the one setup.sh puts under .tools.
command -v uv 2>/dev/null || echo .tools/bin/uv
