INSERT INTO leases (office, token, holder, host, pid, spool, since_at, beat, renewed_at, spool_batches, spool_samples, spool_oldest_at, spool_bytes, spool_refused, spool_dropped, note) VALUES
  ('51.08', 1, 'lama', 'server', 7, 'antrean-1', 1795136400, 0, 1795136400, 0, 0, NULL, 0, 0, 0, '');
INSERT INTO deliveries (office, source, number, delivered_at) VALUES
  ('51.08', 'antrean-1', 41, 1763600400);
