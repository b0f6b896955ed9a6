INSERT INTO agenda_numbers (office, year, last) VALUES
  ('51.08', 2026, 2);
