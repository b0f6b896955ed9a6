INSERT INTO reported_periods (office, number, start_day, end_day, reported_at, officer, form, note, rule_version, interim) VALUES
  ('51.08', 1, '2026-10-01', '2026-10-31', 1793667600, 'sari', 'laporan bulanan', 'surat 12', '1', 0);
INSERT INTO reported_rows (office, number, position, kecamatan, sop, version, from_step, to_step, scope, kind, met, missed, excused, unmonitored, outside, median_permille, p90_permille) VALUES
  ('51.08', 1, 0, '51.08.01', 'sop', '2024-01-02', 1, 2, 'span', 'pelaksanaan', 9, 1, 2, 3, 4, 612, NULL),
  ('51.08', 1, 1, '', '', NULL, NULL, NULL, 'step', 'pengukuran', 0, 0, 0, 0, 7, NULL, NULL);
