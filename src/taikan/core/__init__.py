"""Units, errors, records, arrays and registries shared by every layer. Imports nothing else of Taikan."""
