INSERT INTO alert_events (id, office, kind, subject, key, kecamatan, facts, since_at, found_at, ended_at, end_found_at, ended_as, acknowledged_at, acknowledged_by, note, settled) VALUES
  (1, '51.08', 'jaringan', 'modem-1', 'modem-1/1', '51.08.01', '{"name":"Modem"}', 1795136400, 1795136400, NULL, NULL, '', NULL, '', '', 0);
INSERT INTO alert_messages (id, office, receiver, kind, key, title, body, created_at, status, next_at, attempts, claimed_by, claimed_until, sent_at, trouble, maybe_twice) VALUES
  (1, '51.08', 'kasi', 'opened', 'opened/1', 'Judul', 'Isi', 1795136400, 'waiting', 1795136400, 0, '', NULL, NULL, '', 0);
INSERT INTO alert_notices (event_id, receiver, phase, outcome, reason, at, message_id) VALUES
  (1, 'kasi', 'opened', 'queued', '', 1795136400, 1);
