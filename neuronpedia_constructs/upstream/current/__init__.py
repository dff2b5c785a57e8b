"""The line since 2026-08-20: upstream at revision ebb8426f, whose inference server runs on interp-engine and vLLM."""
