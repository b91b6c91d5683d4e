"""Data sets: public ones by name, and anyone's own folders, tables and archives."""
