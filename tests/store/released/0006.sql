INSERT INTO step_notes (id, office, ticket, step, attempt, kind, officer, at, text) VALUES
  (1, '51.08', 'B-0012', 6, 2, 'acknowledged', 'sari', 1793687400, 'teknisi berangkat');
INSERT INTO saved_views (officer, page, name, query, saved_at) VALUES
  ('sari', '/terlambat', 'Pagi', 'kantor=51.08', 1793673000);
