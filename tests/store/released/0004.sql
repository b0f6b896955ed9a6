INSERT INTO manual_readings (office, source, observed_at, version, value, pending, recorded_at, restarted, officer, note) VALUES
  ('51.08', 'isian', 1763600400, 1, 120, 4, 1763600460, 0, 'sari', 'dibaca dari layar');
