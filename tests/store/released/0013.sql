INSERT INTO users (id, name, role, office, kecamatan, password_hash, created_at, changed_at, disabled_at, locked_until, failed_logins) VALUES
  ('sari', 'Sari', 'kasi', NULL, NULL, NULL, 1763600400, 1763600400, NULL, NULL, 0);
INSERT INTO tokens (id, secret_hash, label, role, office, kecamatan, created_by, created_at, expires_at, revoked_at, used_at) VALUES
  ('t1', 'aa11', 'Layar ruang PIAK', 'wall', '51.08', NULL, 'sari', 1763600400, NULL, NULL, NULL);
