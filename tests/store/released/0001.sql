INSERT INTO series (id, office, kecamatan, collector, target, metric, unit) VALUES
  (1, '51.08', '', 'network', 'router', 'rtt_ms', 'ms'),
  (2, '51.08', '51.08.01', 'network', 'modem', 'rtt_ms', 'ms');
INSERT INTO samples (series_id, observed_at, value, status) VALUES
  (1, 1795136400, 12500, 0),
  (1, 1795136430, 12500, 0),
  (1, 1795136460, 12500, 0),
  (1, 1795136490, 12500, 0),
  (1, 1795136520, 12500, 0),
  (1, 1795136550, 12500, 0),
  (2, 1795136400, 12500, 0),
  (2, 1795136430, 12500, 0),
  (2, 1795136460, NULL, 2),
  (2, 1795136490, NULL, 2),
  (2, 1795136520, NULL, 2),
  (2, 1795136550, 12500, 0);
INSERT INTO latest (series_id, state, since, observed_at, value, known_value, status, failed_polls, good_polls, first_failed_at, first_good_at, value_changed_at) VALUES
  (1, 'up', 1795136400, 1795136550, 12500, 12500, 0, 0, 6, NULL, 1795136400, 1795136400),
  (2, 'down', 1795136460, 1795136550, 12500, 12500, 0, 0, 1, NULL, 1795136550, 1795136400);
INSERT INTO state_intervals (series_id, start_at, end_at, state) VALUES
  (1, 1795136400, NULL, 'up'),
  (2, 1795136400, 1795136460, 'up'),
  (2, 1795136460, NULL, 'down');
INSERT INTO rollups_hourly (series_id, start_at, polls, ok, degraded, failed, unknown, value_count, value_sum, value_min, value_max) VALUES
  (1, 1795136400, 6, 6, 0, 0, 0, 6, 75000, 12500, 12500),
  (2, 1795136400, 6, 3, 0, 3, 0, 3, 37500, 12500, 12500);
INSERT INTO rollups_daily (series_id, start_at, polls, ok, degraded, failed, unknown, value_count, value_sum, value_min, value_max) VALUES
  (1, 1795132800, 6, 6, 0, 0, 0, 6, 75000, 12500, 12500),
  (2, 1795132800, 6, 3, 0, 3, 0, 3, 37500, 12500, 12500);
INSERT INTO collector_runs (id, office, collector, scheduled_ms, started_ms, finished_ms, outcome, samples, message) VALUES
  (1, '51.08', 'network', 1795136400000, 1795136400000, 1795136401030, 'ok', 2, ''),
  (2, '51.08', 'network', 1795136430000, 1795136430000, 1795136431030, 'ok', 2, ''),
  (3, '51.08', 'network', 1795136460000, 1795136460000, 1795136461030, 'ok', 2, ''),
  (4, '51.08', 'network', 1795136490000, 1795136490000, 1795136491030, 'ok', 2, ''),
  (5, '51.08', 'network', 1795136520000, 1795136520000, 1795136521030, 'ok', 2, ''),
  (6, '51.08', 'network', 1795136550000, 1795136550000, 1795136551030, 'ok', 2, '');
INSERT INTO tickets (office, id, kecamatan, sop, version, source, grain, title, opened_at, opened_resolution_s, opened_recorded_at, opened_by, opened_typed, solved_at, solved_resolution_s, solved_recorded_at, solved_by, solved_typed, cancelled_at, cancel_reason, scheduled_at, grace_s, source_readable, simulated, details, is_open, last_at, updated_at) VALUES
  ('51.08', 'B-0012', '51.08.03', 'buleleng-01-perbaikan-perangkat', '2021-01-04', 'buku-perbaikan', 'langkah', 'printer mati', 1793669400, 60, 1793669760, 'adb-1', 1, NULL, NULL, NULL, NULL, NULL, NULL, '', 1793665800, 3600, 1, 0, '{"baris":14,"cek":{"ukuran":true}}', 1, 1793683800, 1793687400);
INSERT INTO step_runs (office, ticket, step, attempt, position, started_at, started_resolution_s, started_recorded_at, started_by, started_typed, finished_at, finished_resolution_s, finished_recorded_at, finished_by, finished_typed, branch, skipped, performer, self_recovered) VALUES
  ('51.08', 'B-0012', 1, 1, 0, 1793669400, 1, 1793669400, 'adb-1', 0, 1793673000, 60, 1793674800, 'adb-1', 1, NULL, 0, NULL, 0),
  ('51.08', 'B-0012', 6, 2, 2, 1793683800, 60, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'teknisi', 0),
  ('51.08', 'B-0012', 7, 1, 1, 1793673000, 60, NULL, NULL, 1, 1793683800, 60, NULL, NULL, 1, 'Tidak', 0, NULL, 0),
  ('51.08', 'B-0012', 8, 1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1);
INSERT INTO pauses (office, ticket, step, attempt, position, start_at, end_at, reason, duration_s, waiting_on) VALUES
  ('51.08', 'B-0012', 7, 1, 0, 1793676600, 1793680200, 'menunggu suku cadang', NULL, 'vendor'),
  ('51.08', 'B-0012', 7, 1, 1, NULL, NULL, 'istirahat', 600, NULL);
INSERT INTO ticket_events (id, office, ticket, at, by, action, changes) VALUES
  (1, '51.08', 'B-0012', 1793687400, 'adb-1', 'opened', '{"1.1.finished_at":[null,1793673000],"1.1.finished_by":[null,"adb-1"],"1.1.finished_recorded_at":[null,1793674800],"1.1.finished_resolution_s":[null,60],"1.1.finished_typed":[null,true],"1.1.position":[null,0],"1.1.self_recovered":[null,false],"1.1.skipped":[null,false],"1.1.started_at":[null,1793669400],"1.1.started_by":[null,"adb-1"],"1.1.started_recorded_at":[null,1793669400],"1.1.started_resolution_s":[null,1],"1.1.started_typed":[null,false],"6.2.performer":[null,"teknisi"],"6.2.position":[null,2],"6.2.self_recovered":[null,false],"6.2.skipped":[null,false],"6.2.started_at":[null,1793683800],"6.2.started_resolution_s":[null,60],"6.2.started_typed":[null,true],"7.1.branch":[null,"Tidak"],"7.1.finished_at":[null,1793683800],"7.1.finished_resolution_s":[null,60],"7.1.finished_typed":[null,true],"7.1.jeda.0.end_at":[null,1793680200],"7.1.jeda.0.position":[null,0],"7.1.jeda.0.reason":[null,"menunggu suku cadang"],"7.1.jeda.0.start_at":[null,1793676600],"7.1.jeda.0.waiting_on":[null,"vendor"],"7.1.jeda.1.duration_s":[null,600],"7.1.jeda.1.position":[null,1],"7.1.jeda.1.reason":[null,"istirahat"],"7.1.position":[null,1],"7.1.self_recovered":[null,false],"7.1.skipped":[null,false],"7.1.started_at":[null,1793673000],"7.1.started_resolution_s":[null,60],"7.1.started_typed":[null,true],"8.1.position":[null,3],"8.1.self_recovered":[null,true],"8.1.skipped":[null,true],"cancel_reason":[null,""],"details":[null,"{\"baris\":14,\"cek\":{\"ukuran\":true}}"],"grace_s":[null,3600],"grain":[null,"langkah"],"kecamatan":[null,"51.08.03"],"opened_at":[null,1793669400],"opened_by":[null,"adb-1"],"opened_recorded_at":[null,1793669760],"opened_resolution_s":[null,60],"opened_typed":[null,true],"scheduled_at":[null,1793665800],"simulated":[null,false],"sop":[null,"buleleng-01-perbaikan-perangkat"],"source":[null,"buku-perbaikan"],"source_readable":[null,true],"title":[null,"printer mati"],"version":[null,"2021-01-04"]}');
INSERT INTO excuses (id, office, ticket, from_step, attempt, scope, officer, reason, at, withdrawn_at) VALUES
  (1, '51.08', 'B-0012', 1, 1, 'step', 'kasi', 'listrik padam', 1793691000, NULL);
INSERT INTO slots (office, sop, start_at, step, kecamatan, target, version, heap, state, rule, used_count, used_sum_ms, used_max_ms, histogram, rule_version) VALUES
  ('51.08', 'trenggalek-05-pengiriman-online', 1795136400, 2, '', 'afis', '2021-01-04', 'missed', 'down', 'down_over_half', 3, 1250, 500, '0 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0', '1'),
  ('51.08', 'trenggalek-05-pengiriman-online', 1795140000, 2, '', 'afis', '2021-01-04', 'missed', 'down', 'down_over_half', 3, 1250, 500, '0 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0', '1'),
  ('51.08', 'trenggalek-05-pengiriman-online', 1795143600, 2, '', 'afis', '2021-01-04', 'missed', 'down', 'down_over_half', 3, 1250, 500, '0 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0', '1');
INSERT INTO evidence (office, sop, start_at, step, kecamatan, target, series_id, observed_at, value, status) VALUES
  ('51.08', 'trenggalek-05-pengiriman-online', 1795136400, 2, '', 'afis', 2, 1795136460, NULL, 2),
  ('51.08', 'trenggalek-05-pengiriman-online', 1795136400, 2, '', 'afis', 2, 1795136490, NULL, 2);
INSERT INTO audit (id, at, officer, action, subject, before, after) VALUES
  (1, 1793687400, 'adb-1', 'tiket dibuka', 'tiket 51.08/B-0012', NULL, '{"langkah":1}');
INSERT INTO feed_versions (office, version) VALUES
  ('51.08', 12),
  ('51.08#slots', 1);
