"""Page furniture shared by every surface: frame, components, tables, tracker, charts. Holds no municipal rule."""
